package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import dev.rollcall.scalekit.NormalForm;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What a directory says of one of its users. Each field keeps what the newest observation that spoke of it said, so the
/// order in which observations arrive makes no difference.
class DirectoryUser {

    /// What an observation may speak of.
    enum Field {
        ACTIVE, EMAIL, NAME, GIVEN_NAME, FAMILY_NAME, ROLES, GROUPS, DP_ID, DIRECTORY;

        String inLowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How the id of an observation ends that was made because a directory did not list its user.
    private static final String ABSENT = ":absent";

    /// As many groups of the past are remembered as may tell the directory.
    private static final int MOST_FORMER_GROUPS = 200;

    private static final JsonMapper JSON = JsonMapper.shared();

    private String id;
    private String organizationId;
    private @Nullable String directoryId;
    private @Nullable UUID accountId;
    private boolean active = true; // until a directory says otherwise
    private @Nullable String email;
    private @Nullable String name;
    private @Nullable String givenName;
    private @Nullable String familyName;
    private List<String> roles = List.of();
    private List<String> groupIds = List.of();
    private Version version;
    private @Nullable Instant erasedAt;
    private Map<String, String> olderFields = Map.of();
    private @Nullable String dpId;
    private @Nullable String firstSeen;
    private List<String> formerGroupIds = List.of();
    private boolean placed;
    private @Nullable LinkByEmail linkedBy;
    private @Nullable Instant strangerSince;
    private @Nullable String returned;
    private @Nullable String protectedFrom;
    private @Nullable Instant protectionKnown;

    /// A directory user of whom nothing is known yet.
    ///
    /// @param linkedBy the setting that decides whom it joins
    DirectoryUser(String id, String organizationId, LinkByEmail linkedBy) {
        this.id = id;
        this.organizationId = organizationId;
        this.version = Version.NEVER;
        this.linkedBy = linkedBy;
    }

    /// A directory user as its row has it.
    DirectoryUser(ResultSet row) throws SQLException {
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
        version = new Version(Objects.requireNonNull(instant(row, "observed_at")), row.getShort("observed_nanos"),
                row.getString("observed_event"));
        erasedAt = instant(row, "erased_at");
        dpId = row.getString("dp_id");
        firstSeen = row.getString("first_seen");
        formerGroupIds = List.of((String[]) row.getArray("former_group_ids").getArray());
        placed = row.getBoolean("placed");
        String mode = row.getString("linked_by");
        linkedBy = mode == null ? null : LinkByEmail.valueOf(mode);
        strangerSince = instant(row, "stranger_since");
        returned = row.getString("returned");
        protectedFrom = row.getString("protected_from");
        protectionKnown = instant(row, "protection_known");
        olderFields = JSON.readValue(row.getString("older_fields"), new TypeReference<Map<String, String>>() {
        });
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
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

    /// The one rule: what an observation says counts where nothing newer is known.
    ///
    /// @return by field what would be known; an empty text is none
    private Map<Field, Object> news(Observation observed) {
        ScalekitUser seen = observed.user();
        Map<Field, Object> news = new EnumMap<>(Field.class);
        put(news, Field.ACTIVE, activity(observed));
        put(news, Field.EMAIL, seen.email());
        put(news, Field.NAME, seen.name());
        put(news, Field.GIVEN_NAME, seen.givenName());
        put(news, Field.FAMILY_NAME, seen.familyName());
        put(news, Field.ROLES, names(seen.roles()));
        put(news, Field.GROUPS, ids(seen.groups()));
        put(news, Field.DP_ID, seen.dpId());
        put(news, Field.DIRECTORY, observed.directoryId());
        news.keySet().removeIf(field -> observed.at().isBefore(versionOf(field)));
        return news;
    }

    private static void put(Map<Field, Object> news, Field field, @Nullable Object said) {
        if (said != null) {
            news.put(field, said);
        }
    }

    /// {@return what an observation would change of what users show, the status first; nothing of it is changed}
    List<FieldChange> foresee(Observation observed) {
        if (forgets(observed)) {
            return List.of();
        }
        List<FieldChange> changes = new ArrayList<>();
        news(observed).forEach((field, said) -> {
            if (field != Field.DP_ID && field != Field.DIRECTORY) {
                FieldChange change = new FieldChange(field == Field.ACTIVE ? "status" : field.inLowerCase(),
                        shown(value(field)), shown(said));
                if (!Objects.equals(change.from(), change.to())) {
                    changes.add(change);
                }
            }
        });
        return changes;
    }

    private @Nullable Object value(Field field) {
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

    private static @Nullable Object shown(@Nullable Object value) {
        return switch (value) {
            case Boolean isActive -> (isActive ? Status.ACTIVE : Status.DEACTIVATED).name();
            case String text when text.isEmpty() -> null;
            case null, default -> value;
        };
    }

    private static @Nullable List<String> names(@Nullable List<String> roles) {
        return roles == null ? null : roles.stream().distinct().sorted().toList();
    }

    private static @Nullable List<String> ids(@Nullable List<ScalekitGroup> groups) {
        return groups == null ? null : groups.stream().map(ScalekitGroup::id).distinct().sorted().toList();
    }

    /// Takes what the observation says where nothing newer is known. The same observation may be made again.
    void observe(Observation observed) {
        ScalekitUser seen = observed.user();
        Version at = observed.at();
        Map<Field, Version> versions = fieldVersions();
        List<String> everIn = union(formerGroupIds, groupIds, ids(seen.groups()));
        news(observed).forEach((field, said) -> {
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

    @SuppressWarnings("unchecked") // as [#news] has put it there
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

    /// Who was absent from a directory and is listed by it again is back, even if the list does not say who is active.
    @Nullable
    Boolean activity(Observation observed) {
        Boolean said = observed.user().active();
        boolean back = said == null && observed.directoryId() != null
                && versionOf(Field.ACTIVE).event().endsWith(ABSENT);
        return back ? Boolean.TRUE : said;
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
