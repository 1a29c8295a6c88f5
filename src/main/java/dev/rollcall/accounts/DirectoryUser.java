package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.scalekit.NormalForm;
import dev.rollcall.scalekit.ScalekitUser;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
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

    /// What an observation may speak of.
    enum Field {
        ACTIVE, EMAIL, NAME, GIVEN_NAME, FAMILY_NAME, ROLES, GROUPS, DP_ID, DIRECTORY;

        String inLowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// As many groups of the past are remembered as may tell the directory.
    private static final int MOST_FORMER_GROUPS = 200;

    @Id
    private String id;
    private String organizationId;
    private @Nullable String directoryId;
    private @Nullable UUID accountId;
    private boolean active = true; // until a directory says otherwise
    private @Nullable String email;
    private @Nullable String name;
    private @Nullable String givenName;
    private @Nullable String familyName;
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> roles = List.of();
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> groupIds = List.of();
    @Embedded
    private Version version;
    private @Nullable Instant erasedAt;
    @JdbcTypeCode(SqlTypes.JSON)
    @Column(name = "older_fields")
    private Map<String, String> olderFields = Map.of();
    private @Nullable String dpId;
    private @Nullable String firstSeen;
    @JdbcTypeCode(SqlTypes.ARRAY)
    private List<String> formerGroupIds = List.of();
    private boolean placed;
    @Enumerated(EnumType.STRING)
    private @Nullable LinkByEmail linkedBy;
    private @Nullable Instant strangerSince;
    private @Nullable String returned;
    private @Nullable String protectedFrom;
    private @Nullable Instant protectionKnown;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected DirectoryUser() {
    }

    /// A directory user of whom nothing is known yet.
    ///
    /// @param linkedBy the setting that decides whom it joins
    DirectoryUser(String id, String organizationId, LinkByEmail linkedBy) {
        this.id = id;
        this.organizationId = organizationId;
        this.version = Version.NEVER;
        this.linkedBy = linkedBy;
    }

    /// {@return whether nothing that an observation says may be remembered: the person was erased later, or was erased
    /// before and was not said to be back by then}
    boolean forgets(Observation observed) {
        Version at = observed.at();
        if (erasedAt == null || at.at().isAfter(erasedAt) && Boolean.TRUE.equals(observed.user().active())) {
            return false;
        }
        return !at.at().isAfter(erasedAt) || (returned == null ? !active : at.isBefore(Version.parse(returned)));
    }

    /// {@return what is known of a field; null if nothing is}
    @Nullable
    Object value(Field field) {
        return switch (field) {
            case ACTIVE -> active;
            case EMAIL -> email;
            case NAME -> name;
            case GIVEN_NAME -> givenName;
            case FAMILY_NAME -> familyName;
            case ROLES -> roles;
            case GROUPS -> groupIds;
            case DP_ID -> dpId;
            case DIRECTORY -> directoryId;
        };
    }

    /// Takes what the observation says where nothing newer is known. The same observation may be made again.
    void observe(Observation observed) {
        ScalekitUser seen = observed.user();
        Version at = observed.at();
        Map<Field, Version> versions = fieldVersions();
        List<String> everIn = union(formerGroupIds, groupIds, observed.groupIds());
        new Decision(this, observed).news().forEach((field, said) -> {
            take(field, said);
            versions.put(field, at);
        });
        formerGroupIds = directoryId != null ? List.of()
                : everIn.stream().filter(group -> !groupIds.contains(group)).limit(MOST_FORMER_GROUPS).toList();
        if (erasedAt != null && Boolean.TRUE.equals(seen.active())) {
            returned = (returned == null ? at : Version.parse(returned).earliest(at)).text();
        }
        firstSeen = returned != null ? returned
                : (version.equals(Version.NEVER) ? at : firstSeen().earliest(at)).text();
        placed |= !seen.isLeaving() || observed.directoryId() != null;
        version = version.latest(at);
        Map<String, String> older = new TreeMap<>();
        versions.forEach((field, fieldVersion) -> {
            if (!fieldVersion.equals(unlessSaid(field))) {
                older.put(field.inLowerCase(), fieldVersion.text());
            }
        });
        olderFields = older;
    }

    @SuppressWarnings("unchecked") // as [Decision#news] has put it there
    private void take(Field field, Object said) {
        switch (field) {
            case ACTIVE -> active = (Boolean) said;
            case EMAIL -> email = valueOrNone((String) said);
            case NAME -> name = valueOrNone((String) said);
            case GIVEN_NAME -> givenName = valueOrNone((String) said);
            case FAMILY_NAME -> familyName = valueOrNone((String) said);
            case ROLES -> roles = (List<String>) said;
            case GROUPS -> groupIds = (List<String>) said;
            case DP_ID -> dpId = valueOrNone((String) said);
            case DIRECTORY -> directoryId = (String) said;
        }
    }

    private static List<String> union(List<String> former, List<String> current, @Nullable List<String> said) {
        if (said == null || current.equals(said)) {
            return former; // what it is in is not looked at
        }
        return Stream.of(former, current, said).flatMap(List::stream).distinct().sorted().toList();
    }

    private static @Nullable String valueOrNone(String said) {
        return said.isEmpty() ? null : said;
    }

    private Map<Field, Version> fieldVersions() {
        Map<Field, Version> versions = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            versions.put(field, versionOf(field));
        }
        return versions;
    }

    /// {@return the version of the newest observation that spoke of a field}
    Version versionOf(Field field) {
        String older = olderFields.get(field.inLowerCase());
        return older == null ? unlessSaid(field) : Version.parse(older);
    }

    /// Most sources never speak of some fields: of those that have no value nothing is noted until one does.
    private Version unlessSaid(Field field) {
        return field == Field.DP_ID && dpId == null || field == Field.DIRECTORY && directoryId == null ? Version.NEVER
                : version;
    }

    /// {@return the version of the first observation}
    Version firstSeen() {
        return firstSeen == null ? version : Version.parse(firstSeen);
    }

    /// {@return whether an observation has said that there is none, in place of saying nothing}
    boolean saysNone(Field field, @Nullable String value) {
        return value == null && !versionOf(field).equals(Version.NEVER);
    }

    /// {@return the address in its normal form; null if there is none}
    @Nullable
    String address() {
        return email == null ? null : NormalForm.address(email);
    }

    /// Becomes part of an account.
    ///
    /// @param account the account
    /// @param since since when it has been there as one who may be somebody else; null if it is not
    void join(UUID account, @Nullable Instant since) {
        accountId = account;
        strangerSince = since;
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

    /// {@return the directory that it belongs to; null as long as no source has said}
    @Nullable
    String directoryId() {
        return directoryId;
    }

    /// {@return the account that this is a directory user of; null before it has joined one}
    @Nullable
    UUID accountId() {
        return accountId;
    }

    boolean active() {
        return active;
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

    List<String> roles() {
        return roles;
    }

    List<String> groupIds() {
        return groupIds;
    }

    Version version() {
        return version;
    }

    /// {@return by field, in lower case, the versions of those that the newest observation did not speak of}
    Map<String, String> olderFields() {
        return olderFields;
    }

    @Nullable
    String dpId() {
        return dpId;
    }

    /// {@return the groups that it was once said to be in and is not; none once its directory is known}
    List<String> formerGroupIds() {
        return formerGroupIds;
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
        return returned;
    }

    /// {@return the newest statement when its account was protected; null if that is another one's protection, or none}
    @Nullable
    Version protectedFrom() {
        return protectedFrom == null ? null : Version.parse(protectedFrom);
    }

    /// {@return who had come to the account as a stranger when it was protected; null if nobody had}
    @Nullable
    Instant protectionKnown() {
        return protectionKnown;
    }

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(organizationId, directoryId, accountId, active, email, name, givenName, familyName, roles,
                groupIds, version, olderFields, dpId, firstSeen, formerGroupIds, placed, linkedBy, strangerSince,
                returned);
    }
}
