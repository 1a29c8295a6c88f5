package dev.rollcall.users;

import dev.rollcall.scalekit.DirectoryGroup;
import dev.rollcall.scalekit.DirectoryUser;
import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.User.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What a directory says of one of its users. Each field keeps what the newest observation that spoke of it said, so the
/// order in which observations arrive makes no difference.
@Entity
@Table(name = "directory_user")
class MirroredUser {

    /// What an observation may speak of.
    enum Field {
        ACTIVE, EMAIL, NAME, GIVEN_NAME, FAMILY_NAME, ROLES, GROUPS;

        String inLowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the id of an observation ends that was made because a directory did not list its user.
    private static final String ABSENT = ":absent";

    private static final JsonMapper JSON = JsonMapper.shared();

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

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected MirroredUser() {
    }

    /// A directory user of whom nothing is known yet.
    MirroredUser(String id, String organizationId) {
        this.id = id;
        this.organizationId = organizationId;
        this.version = Version.NEVER;
    }

    /// A directory user as its row has it. Hibernate would take longer to get ready for a few rows than to read them.
    MirroredUser(ResultSet row) throws SQLException {
        id = row.getString("id");
        organizationId = row.getString("organization_id");
        directoryId = row.getString("directory_id");
        accountId = row.getObject("account_id", UUID.class);
        active = row.getBoolean("active");
        email = row.getString("email");
        name = row.getString("name");
        givenName = row.getString("given_name");
        familyName = row.getString("family_name");
        roles = List.of((String[]) row.getArray("roles").getArray());
        groupIds = List.of((String[]) row.getArray("group_ids").getArray());
        version = new Version(row.getObject("observed_at", OffsetDateTime.class).toInstant(),
                row.getString("observed_event"));
        OffsetDateTime erased = row.getObject("erased_at", OffsetDateTime.class);
        erasedAt = erased == null ? null : erased.toInstant();
        olderFields = JSON.readValue(row.getString("older_fields"), new TypeReference<Map<String, String>>() {
        });
    }

    /// {@return whether nothing that an observation says may be remembered: the person was erased later, or was erased
    /// before and is not said to be back}
    boolean forgets(SeenUser observed) {
        return erasedAt != null
                && (!observed.at().at().isAfter(erasedAt) || !active && !Boolean.TRUE.equals(observed.user().active()));
    }

    /// {@return whether this is active, and an observation that nothing newer is known than says that it is not}
    boolean isDeactivatedBy(SeenUser observed) {
        return active && Boolean.FALSE.equals(observed.user().active())
                && organizationId.equals(observed.user().organizationId()) && !forgets(observed)
                && isNewestOf(Field.ACTIVE, observed.at(), fieldVersions());
    }

    /// {@return what an observation that deactivates this takes away: the status, and roles and groups if there are others
    /// afterwards}
    List<FieldChange> losses(SeenUser observed) {
        Map<Field, Version> versions = fieldVersions();
        List<FieldChange> losses = new ArrayList<>();
        losses.add(new FieldChange("status", Status.ACTIVE.name(), Status.DEACTIVATED.name()));
        addLoss(losses, "roles", roles, names(observed.user().roles()),
                isNewestOf(Field.ROLES, observed.at(), versions));
        addLoss(losses, "groups", groupIds, ids(observed.user().groups()),
                isNewestOf(Field.GROUPS, observed.at(), versions));
        return losses;
    }

    private static void addLoss(List<FieldChange> losses, String field, List<String> from, @Nullable List<String> to,
            boolean newest) {
        if (newest && to != null && !to.equals(from)) {
            losses.add(new FieldChange(field, from, to));
        }
    }

    private static boolean isNewestOf(Field field, Version at, Map<Field, Version> versions) {
        return !at.isBefore(Objects.requireNonNull(versions.get(field)));
    }

    private static @Nullable List<String> names(@Nullable List<String> roles) {
        return roles == null ? null : roles.stream().distinct().sorted().toList();
    }

    private static @Nullable List<String> ids(@Nullable List<DirectoryGroup> groups) {
        return groups == null ? null : groups.stream().map(DirectoryGroup::id).distinct().sorted().toList();
    }

    /// Takes what the observation says where nothing newer is known. The same observation may be made again.
    void observe(SeenUser observed) {
        DirectoryUser seen = observed.user();
        Version at = observed.at();
        Map<Field, Version> versions = fieldVersions();
        Observation observation = new Observation(versions, at);
        observation.take(Field.ACTIVE, activity(observed, versions), value -> active = value);
        observation.take(Field.EMAIL, seen.email(), value -> email = value);
        observation.take(Field.NAME, seen.name(), value -> name = value);
        observation.take(Field.GIVEN_NAME, seen.givenName(), value -> givenName = value);
        observation.take(Field.FAMILY_NAME, seen.familyName(), value -> familyName = value);
        observation.take(Field.ROLES, names(seen.roles()), value -> roles = value);
        observation.take(Field.GROUPS, ids(seen.groups()), value -> groupIds = value);
        if (observed.directoryId() != null && (directoryId == null || !at.isBefore(version))) {
            directoryId = observed.directoryId();
        }
        version = version.latest(at);
        versions.values().removeIf(version::equals);
        Map<String, String> older = new TreeMap<>();
        versions.forEach((field, fieldVersion) -> older.put(field.inLowerCase(),
                fieldVersion.at() + " " + fieldVersion.event()));
        olderFields = older;
    }

    /// Who was absent from a directory and is listed by it again is back, even if the list does not say who is active.
    private static @Nullable Boolean activity(SeenUser observed, Map<Field, Version> versions) {
        Boolean said = observed.user().active();
        boolean back = said == null && observed.directoryId() != null
                && Objects.requireNonNull(versions.get(Field.ACTIVE)).event().endsWith(ABSENT);
        return back ? Boolean.TRUE : said;
    }

    /// What one observation changes.
    private record Observation(Map<Field, Version> versions, Version at) {

        <T> void take(Field field, @Nullable T said, Consumer<T> setter) {
            if (said != null && isNewestOf(field, at, versions)) {
                setter.accept(said);
                versions.put(field, at);
            }
        }
    }

    private Map<Field, Version> fieldVersions() {
        Map<Field, Version> versions = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            String older = olderFields.get(field.inLowerCase());
            versions.put(field, older == null ? version : parse(older));
        }
        return versions;
    }

    private static Version parse(String text) {
        String[] parts = text.split(" ", 2);
        return new Version(Instant.parse(parts[0]), parts[1]);
    }

    /// {@return the version of the e-mail address}
    Version addressed() {
        String older = olderFields.get(Field.EMAIL.inLowerCase());
        return older == null ? version : parse(older);
    }

    /// {@return whether an observation says anything about the addresses of this directory user but that it still has the
    /// one that it has}
    ///
    /// @param address the address that was seen
    /// @param at the observation's version
    boolean movesTo(String address, Version at) {
        return email == null || !AddressBook.normalize(address).equals(AddressBook.normalize(email))
                || at.isBefore(addressed());
    }

    void join(UUID account) {
        accountId = account;
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

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(directoryId, accountId, active, email, name, givenName, familyName, roles, groupIds,
                version, olderFields);
    }
}
