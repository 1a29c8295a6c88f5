package dev.rollcall.accounts;

import dev.rollcall.journal.ManualChanges.Recipient;
import dev.rollcall.journal.User.Status;
import jakarta.persistence.Embedded;
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
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/// The account that the application knows: one for each person and organization. It is deactivated, never deleted.
@Entity
@Table(name = "app_user")
class Account {

    @Id
    private UUID id;
    private String organizationId;
    private @Nullable String email;
    private @Nullable String wantedEmail;
    @Embedded
    private Description description = Description.NONE;
    @Enumerated(EnumType.STRING)
    private Status status = Status.DEACTIVATED;
    @Embedded
    private Protection protection = Protection.NONE;
    private @Nullable UUID mergedInto;
    private Instant createdAt;
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Account() {
    }

    /// Opens an account, deactivated until a directory user is found to be live.
    Account(String organizationId, Instant now) {
        this.id = UuidVersion7Strategy.INSTANCE.generateUuid(null); // grows with time
        this.organizationId = organizationId;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /// Is described as its directory users are.
    void describe(List<DirectoryUser> members) {
        description = Description.by(members);
    }

    /// @param its the address
    /// @param wanted the one that it would have if another active account did not
    void address(@Nullable String its, @Nullable String wanted) {
        email = its;
        wantedEmail = wanted;
    }

    /// Learns whether it would stay active if it is protected: whoever was active at that time, or has been since.
    void stay(boolean stays) {
        protection = protection.staying(stays);
    }

    /// Is protected by a person: what directories say does not deactivate it any more.
    ///
    /// @param members its directory users
    /// @param first the one of them that the protection stays with if people turn out not to be one
    /// @return false if it is protected already, and the protection does not rest
    boolean protect(Collection<DirectoryUser> members, Recipient first) {
        if (protection.keeps(members)) {
            return false;
        }
        protection = protection.turned(true);
        members.stream().map(member -> member.facts().version()).max(Comparator.naturalOrder())
                .ifPresent(newest -> members.stream().filter(member -> member.id().equals(first.directoryUserId()))
                        .forEach(member -> member.anchor(newest, first.known())));
        return true;
    }

    /// Is not protected any more, and none of its directory users keeps anything of it.
    ///
    /// @return false if it is not protected
    boolean unprotect(Collection<DirectoryUser> members) {
        if (!protection.isOn()) {
            return false;
        }
        protection = protection.turned(false);
        members.forEach(DirectoryUser::release);
        return true;
    }

    /// Is protected if one of its directory users is, or if it was before it was written down which one.
    void anchor(Collection<DirectoryUser> members) {
        protection = protection.anchoredIn(members);
    }

    /// Activates or deactivates the account.
    ///
    /// @param live whether any of its directory users is live
    /// @param members its directory users
    /// @return whether a statement should have deactivated it and did not, because it is protected
    boolean follow(boolean live, Collection<DirectoryUser> members) {
        boolean stays = !live && protection.keeps(members)
                && Objects.requireNonNullElse(protection.staying(), status == Status.ACTIVE);
        Protection before = protection;
        protection = before.preventing(stays ? Protection.newestDeparture(members) : null);
        status = live || stays ? Status.ACTIVE : Status.DEACTIVATED;
        return stays && !protection.equals(before);
    }

    /// Hands everything over to the account that turned out to be the same person.
    void mergeInto(Account other) {
        mergedInto = other.id;
        status = Status.DEACTIVATED;
        wantedEmail = null;
        if (protection.isOn()) {
            other.protection = other.protection.turned(true);
        }
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

    /// {@return the address that the person took and another active account has; null if there is none}
    @Nullable
    String wantedEmail() {
        return wantedEmail;
    }

    Description description() {
        return description;
    }

    Status status() {
        return status;
    }

    Protection protection() {
        return protection;
    }

    /// {@return the account that carries on in place of this one; null if this one does}
    @Nullable
    UUID mergedInto() {
        return mergedInto;
    }

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(organizationId, email, wantedEmail, description, status, protection, mergedInto);
    }
}
