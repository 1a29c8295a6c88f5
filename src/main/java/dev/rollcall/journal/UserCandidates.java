package dev.rollcall.journal;

import dev.rollcall.Columns;
import dev.rollcall.NormalForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds who may match a filter by the one of its conditions that means few accounts. Each is a statement of its own for which
/// there is an index: in one for all of them PostgreSQL, which plans it once whatever the values are, could only guess which.
@Component
class UserCandidates {

    /// If a condition means more accounts than these, going through all of them fills a page soon.
    static final int MOST = 10_000;

    private static final int MOST_GROUPS = 1000;

    /// By how much an entry of the journal may be dated before one that was written earlier: how long a transaction may last,
    /// and how much clocks may differ.
    private static final Duration DISORDER = Duration.ofMinutes(15);

    private final KeyedReads reads;

    UserCandidates(KeyedReads reads) {
        this.reads = reads;
    }

    /// {@return the accounts that have an id, or that carry on for the one that had it, or whose directory user has it}
    List<UUID> called(String id) {
        return reads.read(jdbc -> jdbc.sql("""
                select coalesce(merged_into, id) from app_user where id = :account
                 union
                select account_id from directory_user where id = :id""")
                .param("account", NormalForm.isUuid(id) ? UUID.fromString(id) : null).param("id", NormalForm.text(id))
                .query(UserCandidates::id).list());
    }

    /// {@return accounts among which are all that match, in no order, some of them several times; empty if no condition is
    /// known to mean few}
    Optional<List<UUID>> find(UserFilter filter) {
        return Stream
                .<Supplier<Optional<List<UUID>>>> of(() -> byOwnColumns(filter), () -> byGroup(filter.groupId()),
                        () -> byRole(filter), () -> byChange(filter.updatedSince()), () -> byWords(filter))
                .map(Supplier::get).flatMap(Optional::stream).findFirst();
    }

    private Optional<List<UUID>> byOwnColumns(UserFilter filter) {
        if (filter.externalId() == null && filter.email() == null && filter.attributes().isEmpty()) {
            return Optional.empty();
        }
        return byConditions(new UserFilter(null, filter.email(), null, filter.externalId(), null, null, null, null,
                filter.attributes()));
    }

    private Optional<List<UUID>> byWords(UserFilter filter) {
        return filter.text() == null ? Optional.empty() : byConditions(UserFilter.like(filter.text()));
    }

    private Optional<List<UUID>> byConditions(UserFilter filter) {
        UserConditions conditions = new UserConditions(filter);
        return few("select a.id from app_user a where " + conditions, conditions.parameters());
    }

    private Optional<List<UUID>> byGroup(@Nullable String group) {
        return group == null ? Optional.empty()
                : few("select account_id from directory_user where group_ids @> array[cast(:group as text)]",
                        Map.of("group", group));
    }

    private Optional<List<UUID>> byRole(UserFilter filter) {
        String given = filter.role();
        if (given == null) {
            return Optional.empty();
        }
        String role = NormalForm.text(given);
        List<String> groups = groups(role, filter.organizationId());
        if (groups.size() > MOST_GROUPS || isADefault(role, given)) {
            return Optional.empty();
        }
        return few(
                """
                        select account_id from directory_user where roles @> array[cast(:role as text)] and roles <> '{}'
                         union all
                        select account_id from role_grant where role in (:role, :given)
                         union all
                        select member.account_id from unnest(cast(:groups as text[])) as its (id)
                         cross join lateral (select account_id from directory_user where group_ids @> array[its.id]) as member
                         union all
                        select member.id
                          from (select distinct its.object from role_mapping m cross join unnest(m.contained) as its (object)
                                 where m.contained is not null and m.role = :role
                                   and (:organization = '' or coalesce(m.organization_id, :organization) = :organization)) as sought
                         cross join lateral (select a.id from app_user a
                                              where a.attributes <> '{}' and cast(a.attributes as jsonb) @> cast(sought.object as jsonb)
                                                and (:organization = '' or a.organization_id = :organization)
                                             offset 0) as member""",
                Map.of("role", role, "given", given, "groups", groups.toArray(String[]::new), "organization",
                        Objects.requireNonNullElse(filter.organizationId(), "")));
    }

    /// {@return whether whoever has no other role may have it}
    private boolean isADefault(String role, String given) {
        return reads.read(jdbc -> jdbc.sql("""
                select exists (select from default_role where role in (:role, :given))
                    or exists (select from default_role_choice where role in (:role, :given))""").param("role", role)
                .param("given", given).query(Boolean.class).single());
    }

    private List<String> groups(String role, @Nullable String organization) {
        return reads.read(jdbc -> jdbc.sql("""
                select g.id from role_mapping m join directory_group g on m.organization_id = g.organization_id %1$s
                 where m.role = :role and not g.deleted and mapping_means(m.match, m.value, g.id, g.display_name)
                 union all
                select g.id from role_mapping m join directory_group g on m.organization_id is null %1$s
                 where m.role = :role and not g.deleted and mapping_means(m.match, m.value, g.id, g.display_name)
                 limit :most""".formatted(organization == null ? "" : "and g.organization_id = :organization"))
                .param("role", role).param("organization", organization).param("most", MOST_GROUPS + 1)
                .query((row, number) -> row.getString("id")).list());
    }

    /// Every change of a user is in the journal, the newest with the greatest id.
    private Optional<List<UUID>> byChange(@Nullable Instant since) {
        if (since == null) {
            return Optional.empty();
        }
        record Entry(UUID account, Instant at) {
        }
        List<Entry> newest = reads.read(
                jdbc -> jdbc.sql("select account_id, recorded_at from account_change order by id desc limit :most")
                        .param("most", MOST)
                        .query((row, number) -> new Entry(id(row, 0), Columns.instant(row, "recorded_at"))).list());
        if (newest.size() == MOST && !newest.getLast().at().plus(DISORDER).isBefore(since)) {
            return Optional.empty();
        }
        return Optional.of(
                newest.stream().filter(entry -> !entry.at().isBefore(since)).map(Entry::account).distinct().toList());
    }

    private Optional<List<UUID>> few(String sql, Map<String, Object> parameters) {
        List<UUID> found = reads.read(jdbc -> jdbc.sql(sql + " limit :most").params(parameters).param("most", MOST + 1)
                .query(UserCandidates::id).list());
        return found.size() > MOST ? Optional.empty() : Optional.of(found);
    }

    private static UUID id(ResultSet row, int number) throws SQLException {
        return row.getObject(1, UUID.class);
    }
}
