package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Protection.Anchor;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// What a directory says of one of its users. Each field keeps what the newest observation that spoke of it said, so the
/// order in which observations arrive makes no difference.
@Entity
@Table(name = "directory_user")
class DirectoryUser {

    /// As many groups of the past are remembered as may tell the directory.
    private static final int MOST_FORMER_GROUPS = 200;

    @Id
    private String id;
    private String organizationId;
    private @Nullable UUID accountId;
    @Embedded
    private Facts facts = Facts.NONE;
    @Embedded
    private @Nullable Tombstone tombstone;
    private @Nullable String firstSeen;
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> formerGroupIds = List.of();
    private boolean placed;
    @Enumerated(EnumType.STRING)
    private @Nullable LinkByEmail linkedBy;
    private @Nullable Instant strangerSince;
    @Embedded
    private @Nullable Anchor anchor;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected DirectoryUser() {
    }

    /// A directory user of whom nothing is known yet.
    ///
    /// @param linkedBy the setting that decides whom it joins
    DirectoryUser(String id, String organizationId, LinkByEmail linkedBy) {
        this.id = id;
        this.organizationId = organizationId;
        this.linkedBy = linkedBy;
    }

    /// {@return whether nothing that an observation says may be remembered, because the person was erased}
    boolean forgets(Observation observed) {
        return tombstone != null && tombstone.forgets(observed, facts.active());
    }

    /// Takes what the observation says where nothing newer is known. The same observation may be made again.
    void observe(Observation observed) {
        Version at = observed.at();
        Version first = facts.version().equals(Version.NEVER) ? at : firstSeen().earliest(at);
        List<String> everIn = union(formerGroupIds, facts.groupIds(), observed.groupIds());
        facts = facts.with(new Decision(this, observed).news(), at);
        formerGroupIds = facts.directoryId() != null ? List.of()
                : everIn.stream().filter(group -> !facts.groupIds().contains(group)).limit(MOST_FORMER_GROUPS).toList();
        if (tombstone != null && Boolean.TRUE.equals(observed.user().active())) {
            tombstone = tombstone.returned(at);
        }
        firstSeen = Objects.requireNonNullElse(returned(), first.text());
        placed |= !observed.user().isLeaving() || observed.directoryId() != null;
    }

    private static List<String> union(List<String> former, List<String> current, @Nullable List<String> said) {
        if (said == null || current.equals(said)) {
            return former; // what it is in is not looked at
        }
        return Stream.of(former, current, said).flatMap(List::stream).distinct().sorted().toList();
    }

    /// {@return the version of the first observation}
    Version firstSeen() {
        return firstSeen == null ? facts.version() : Version.parse(firstSeen);
    }

    /// {@return the same as it is written down; null until an observation or [NormalForms] has found it out}
    @Nullable
    String firstSeenText() {
        return firstSeen;
    }

    /// Becomes part of an account.
    ///
    /// @param account the account
    /// @param since since when it has been there as one who may be somebody else; null if it is not
    void join(UUID account, @Nullable Instant since) {
        accountId = account;
        strangerSince = since;
    }

    /// Is the one that its account's protection stays with.
    ///
    /// @param newest the newest statement about any directory user of the account
    /// @param known who has come to the account as a stranger; null if nobody has
    void anchor(Version newest, @Nullable Instant known) {
        anchor = new Anchor(newest.text(), known);
    }

    /// Is not protected any more.
    void release() {
        anchor = null;
    }

    /// Belongs to another organization than the one that only leavers' statements have named.
    void moveTo(String organization) {
        organizationId = organization;
    }

    String id() {
        return id;
    }

    String organizationId() {
        return organizationId;
    }

    /// {@return what is known of it}
    Facts facts() {
        return facts;
    }

    /// {@return the account that this is a directory user of; null before it has joined one}
    @Nullable
    UUID accountId() {
        return accountId;
    }

    boolean active() {
        return facts.active();
    }

    /// {@return the groups that it was once said to be in and is not; none once its directory is known}
    List<String> formerGroupIds() {
        return formerGroupIds;
    }

    /// {@return the groups that tell its directory: those that it is in and was in}
    Stream<String> tellingGroupIds() {
        return Stream.concat(facts.groupIds().stream(), formerGroupIds.stream());
    }

    /// {@return whether its organization is known from anything but leavers' statements}
    boolean placed() {
        return placed;
    }

    /// {@return the setting under which it appeared; null if that was before there was a choice}
    @Nullable
    LinkByEmail linkedBy() {
        return linkedBy;
    }

    /// {@return since when it has been in its account as one who may be somebody else; null if it is not}
    @Nullable
    Instant strangerSince() {
        return strangerSince;
    }

    /// {@return the version of the first statement that the person was back after an erasure; null if there is none}
    @Nullable
    String returned() {
        return tombstone == null ? null : tombstone.returned();
    }

    /// {@return what stays with it of its account's protection; null if that is another one's, or if there is none}
    @Nullable
    Anchor anchor() {
        return anchor;
    }

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(organizationId, accountId, facts, tombstone, firstSeen, formerGroupIds, placed, linkedBy,
                strangerSince, anchor);
    }
}
