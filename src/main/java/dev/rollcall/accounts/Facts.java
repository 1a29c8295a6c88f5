package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// What is known of a directory user: of each field what the newest observation that spoke of it said, and when.
///
/// @param directoryId the directory that it belongs to; null as long as no source has said
/// @param version the version of the newest observation
/// @param olderFields by field, in lower case, the versions of those that the newest observation did not speak of
/// @param attributed what else the directory says, which has versions of its own
@Embeddable
record Facts(boolean active, @Nullable String email, @Nullable String name, @Nullable String givenName,
        @Nullable String familyName, @JdbcTypeCode(SqlTypes.ARRAY) List<String> roles,
        @JdbcTypeCode(SqlTypes.ARRAY) List<String> groupIds, @Nullable String dpId, @Nullable String directoryId,
        @Embedded Version version,
        @JdbcTypeCode(SqlTypes.JSON) @Column(name = "older_fields") Map<String, String> olderFields,
        @Embedded Attributed attributed) {

    /// Nothing is known; active until a directory says otherwise.
    static final Facts NONE = new Facts(true, null, null, null, null, List.of(), List.of(), null, null, Version.NEVER,
            Map.of(), Attributed.NOTHING);

    /// @param attributed null where nothing was said: Hibernate makes nothing of columns that are
    Facts {
        attributed = Objects.requireNonNullElse(attributed, Attributed.NOTHING);
    }

    /// What an observation may speak of.
    enum Field {
        ACTIVE, EMAIL, NAME, GIVEN_NAME, FAMILY_NAME, ROLES, GROUPS, DP_ID, DIRECTORY, ATTRIBUTES, USERNAME;

        /// Those whose version is in `older_fields` or is the newest one.
        static final Set<Field> SHARING_VERSION = EnumSet.range(ACTIVE, DIRECTORY);

        String inLowerCase() {
            return name().toLowerCase(Locale.ROOT);
        }
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
            case ATTRIBUTES -> attributed.attributes();
            case USERNAME -> attributed.username();
        };
    }

    /// {@return the version of the newest observation that spoke of a field}
    Version versionOf(Field field) {
        if (!Field.SHARING_VERSION.contains(field)) {
            return attributed.versionOf(field);
        }
        String older = olderFields.get(field.inLowerCase());
        return older == null ? unlessSaid(field) : Version.parse(older);
    }

    /// Most sources never speak of some fields: of those that have no value nothing is noted until one does.
    private Version unlessSaid(Field field) {
        return field == Field.DP_ID && dpId == null || field == Field.DIRECTORY && directoryId == null ? Version.NEVER
                : version;
    }

    /// {@return what is known once an observation is taken in}
    ///
    /// @param news by field what it says, as [Decision#news] has it
    /// @param at its version
    @SuppressWarnings("unchecked")
    Facts with(Map<Field, Object> news, Version at) {
        Map<String, String> older = new TreeMap<>();
        Facts facts = new Facts((Boolean) news.getOrDefault(Field.ACTIVE, active), text(Field.EMAIL, news),
                text(Field.NAME, news), text(Field.GIVEN_NAME, news), text(Field.FAMILY_NAME, news),
                (List<String>) news.getOrDefault(Field.ROLES, roles),
                (List<String>) news.getOrDefault(Field.GROUPS, groupIds), text(Field.DP_ID, news),
                text(Field.DIRECTORY, news), version.latest(at), older, attributed.with(news, at));
        for (Field field : Field.SHARING_VERSION) {
            Version its = news.containsKey(field) ? at : versionOf(field);
            if (!its.equals(facts.unlessSaid(field))) {
                older.put(field.inLowerCase(), its.text());
            }
        }
        return facts;
    }

    private @Nullable String text(Field field, Map<Field, Object> news) {
        String said = (String) news.getOrDefault(field, Objects.requireNonNullElse(value(field), ""));
        return said.isEmpty() ? null : said;
    }

    /// {@return whether an observation has said that there is none, in place of saying nothing}
    boolean saysNone(Field field) {
        return value(field) == null && versionOf(field).isObservation();
    }

    /// {@return the address in its normal form; null if there is none}
    @Nullable
    String address() {
        return email == null ? null : NormalForm.address(email);
    }
}
