package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.journal.User.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/// The account that the application knows: one for each person and organization. It is deactivated, never deleted.
@Entity
@Table(name = "app_user")
class Account {

    /// As many active directory users of one directory make an account a shared mailbox.
    private static final int MAILBOX = 3;

    private static final Comparator<DirectoryUser> LAST_SEEN_FIRST = Comparator.comparing(DirectoryUser::firstSeen)
            .thenComparing(DirectoryUser::id).reversed();

    @Id
    private UUID id;
    private String organizationId;
    private @Nullable String email;
    private @Nullable String name;
    private @Nullable String givenName;
    private @Nullable String familyName;
    @Enumerated(EnumType.STRING)
    private Status status;
    @Column(name = "protected")
    private boolean isProtected;
    private @Nullable UUID mergedInto;
    private @Nullable String wantedEmail;
    private @Nullable Instant protectionKnown;
    private @Nullable String prevented;
    private boolean shared;
    private @Nullable Boolean staying;
    @Column(name = "anchored")
    private boolean isAnchored;
    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Account() {
    }

    /// Opens an account, deactivated until a directory user is found to be live.
    Account(String organizationId, Instant now) {
        this.id = UuidVersion7Strategy.INSTANCE.generateUuid(null); // grows with time
        this.organizationId = organizationId;
        this.status = Status.DEACTIVATED;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /// Is named as its directory users are: field by field as one who is active and has it, of several as the one that was
    /// first seen last. Who says nothing takes nothing away.
    void describe(List<DirectoryUser> members) {
        name = value(members, Field.NAME);
        givenName = value(members, Field.GIVEN_NAME);
        familyName = value(members, Field.FAMILY_NAME);
        shared = members.stream().filter(DirectoryUser::active)
                .collect(Collectors.groupingBy(member -> Objects.requireNonNullElse(member.facts().directoryId(), ""),
                        Collectors.counting()))
                .values().stream().anyMatch(count -> count >= MAILBOX);
    }

    private static @Nullable String value(List<DirectoryUser> members, Field field) {
        List<DirectoryUser> active = members.stream().filter(DirectoryUser::active).toList();
        return lastSaid(active, field)
                .or(() -> active.stream().anyMatch(member -> member.facts().saysNone(field)) ? Optional.empty()
                        : lastSaid(members, field))
                .orElse(null);
    }

    private static Optional<String> lastSaid(List<DirectoryUser> members, Field field) {
        return members.stream().sorted(LAST_SEEN_FIRST)
                .flatMap(member -> Stream.ofNullable((String) member.facts().value(field))).findFirst();
    }

    /// Gets an address.
    ///
    /// @param its the address
    /// @param wanted the one that it would have if another active account did not
    void address(@Nullable String its, @Nullable String wanted) {
        email = its;
        wantedEmail = wanted;
    }

    /// Learns whether it would stay active if it is protected: whoever was active at that time, or has been since.
    void stay(boolean stays) {
        staying = stays;
    }

    /// {@return whether protection keeps the account active whatever directories say of its directory users}
    boolean isKeptActive(Collection<DirectoryUser> members) {
        return isProtected && !rests(protectionKnown, members);
    }

    /// Whether what was granted rests, as the function `rests` of the database has it.
    private static boolean rests(@Nullable Instant known, Collection<DirectoryUser> members) {
        Predicate<DirectoryUser> isStranger = member -> member.strangerSince() != null
                && (known == null || member.strangerSince().isAfter(known));
        return members.stream().anyMatch(isStranger)
                && members.stream().allMatch(member -> !member.active() || isStranger.test(member));
    }

    /// Activates or deactivates the account.
    ///
    /// @param live whether any of its directory users is live
    /// @param members its directory users
    /// @return whether a statement should have deactivated it and did not, because it is protected
    boolean follow(boolean live, Collection<DirectoryUser> members) {
        boolean stays = isKeptActive(members) && (staying == null ? status == Status.ACTIVE : staying);
        if (live || !stays) {
            status = live ? Status.ACTIVE : Status.DEACTIVATED;
            prevented = null;
            return false;
        }
        status = Status.ACTIVE;
        String statement = members.stream().filter(member -> !member.active())
                .map(member -> member.facts().versionOf(Field.ACTIVE)).max(Comparator.naturalOrder()).map(Version::text)
                .orElse("not live");
        boolean isNew = !statement.equals(prevented);
        prevented = statement;
        return isNew;
    }

    /// Hands everything over to the account that turned out to be the same person.
    void mergeInto(Account other) {
        mergedInto = other.id;
        status = Status.DEACTIVATED;
        wantedEmail = null;
        other.isProtected |= isProtected;
    }

    /// Is protected if one of its directory users is, or if it was before it was written down which one.
    ///
    /// @return the newest statement when it was protected; null if it is not
    @Nullable
    Version follow(Collection<DirectoryUser> members) {
        List<DirectoryUser> anchors = members.stream().filter(member -> member.protectedFrom() != null).toList();
        if (anchors.isEmpty()) {
            isProtected &= !isAnchored;
            isAnchored = false;
            protectionKnown = null;
            return isProtected ? Version.NEVER : null;
        }
        isProtected = true;
        isAnchored = true;
        protectionKnown = anchors.stream()
                .flatMap(member -> Stream
                        .of(Optional.ofNullable(member.protectionKnown()), Optional.ofNullable(member.strangerSince()))
                        .flatMap(Optional::stream))
                .max(Comparator.naturalOrder()).orElse(null);
        return anchors.stream().flatMap(member -> Stream.ofNullable(member.protectedFrom()))
                .max(Comparator.naturalOrder()).orElseThrow();
    }

    /// Belongs to another organization than the one that only leavers' statements had named.
    void moveTo(String organization) {
        organizationId = organization;
    }

    UUID id() {
        return id;
    }

    String organizationId() {
        return organizationId;
    }

    @Nullable
    String email() {
        return email;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String givenName() {
        return givenName;
    }

    @Nullable
    String familyName() {
        return familyName;
    }

    Status status() {
        return status;
    }

    boolean isProtected() {
        return isProtected;
    }

    /// {@return the account that carries on in place of this one; null if this one does}
    @Nullable
    UUID mergedInto() {
        return mergedInto;
    }

    /// {@return the address that the person took and another active account has; null if there is none}
    @Nullable
    String wantedEmail() {
        return wantedEmail;
    }

    /// {@return who had come to the account as a stranger when it was protected; null if nobody had}
    @Nullable
    Instant protectionKnown() {
        return protectionKnown;
    }

    /// {@return whether it is written down whose protection it has}
    boolean isAnchored() {
        return isAnchored;
    }

    /// {@return which statement protection last kept from deactivating the account}
    @Nullable
    String prevented() {
        return prevented;
    }

    /// {@return whether three or more active directory users of one directory share it}
    boolean isShared() {
        return shared;
    }

    /// {@return whether it would stay active if it is protected; null if that is not known}
    @Nullable
    Boolean staying() {
        return staying;
    }

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(organizationId, email, name, givenName, familyName, status, isProtected, mergedInto,
                wantedEmail, protectionKnown, isAnchored, prevented, shared, staying);
    }
}
