package dev.rollcall.customers;

import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.customers.DirectoryFacts.Customer;
import dev.rollcall.customers.DirectoryFacts.Report;
import dev.rollcall.scalekit.ListedDirectory.AttributeMapping;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads what is known of directories, any number of them with one statement. Of each organization only the newest events are
/// looked at, however many there are.
@Component
class DirectoryTable {

    /// The newest event about directory `d`. Events about users do not say their directory: of the only one of its organization
    /// all are, of another one those about somebody or a group known to be in it.
    private static final String NEWEST_EVENT = """
            (select max(w.received_at) as at, max(w.received_at) filter (where w.type like 'organization.directory.%') as people_at,
                    min(w.received_at) as heard_at
               from (select type, subject_id, received_at from webhook_event
                      where organization_id = d.organization_id and status <> 'PENDING' order by id desc limit 200) w
              where w.type like 'organization.directory%'
                and (w.subject_id = d.id
                     or w.type like 'organization.directory.%'
                        and not exists (select from directory o where o.organization_id = d.organization_id and o.id <> d.id)
                     or exists (select from directory_user u where u.id = w.subject_id and u.directory_id = d.id)
                     or exists (select from directory_group g where g.id = w.subject_id and g.directory_id = d.id)))""";

    /// The last run that looked at directory `d` as a whole speaks against it, unless it looks again by itself, or a later one
    /// found that nothing had changed since it was last seen whole. An event may be dated long before it came: of a directory that
    /// no run has asked for, its receipt counts.
    private static final String ALL = """
            select d.id, d.organization_id, d.provider, d.type, d.enabled,
                   case when r.noted_at is null then greatest(d.first_at, e.heard_at) else d.first_at end as known_at,
                   o.display_name, coalesce(o.deleted, false) as deleted,
                   r.*, b.full_run_at, coalesce(b.gone_at >= coalesce(r.noted_at, b.gone_at), false) as gone,
                   greatest(r.last_event_at, e.at) as newest_event_at, e.people_at,
                   case when not l.moved
                         and (r.noted_at is null or l.finished_at is null or r.noted_at <= l.finished_at
                              or exists (select from sync_run_directory n where n.directory_id = d.id and n.run_id > l.run_id))
                        then l.defect end as defect
              from directory d
              left join organization o on o.id = d.organization_id
              left join directory_report r on r.directory_id = d.id
              left join directory_baseline b on b.directory_id = d.id
              left join lateral %s e on true
              left join lateral (
                   select s.run_id, s.defect, s.moved, run.finished_at
                     from sync_run_directory s join sync_run run on run.id = s.run_id
                    where s.directory_id = d.id and s.phase = 'DONE' and run.trigger <> 'WEBHOOK' and not run.dry_run
                      and run.directory_user_id is null
                    order by s.run_id desc limit 1) l on true
             where d.id > :after %s
             order by d.id""";

    /// However many one organization has, the others' are found.
    private static final String OF_SOME = """
            and d.id in (select first.id from unnest(cast(:organizations as text[])) as customer (id)
                          cross join lateral (select id from directory where organization_id = customer.id and id > :after
                                               order by id limit :limit) first)""";

    /// Who is known from events alone is in no directory yet: those belong to the only one of their organization, or else to that
    /// of their groups. Of those who are in one, an index is counted.
    private static final String COUNTS = """
            select d.id,
                   case when d.suspended or o.deleted then 0
                        else (select count(*) from directory_user u
                               where u.organization_id = d.organization_id and u.active and u.directory_id = d.id)
                             + case when a.lone
                                    then (select count(*) from directory_user u
                                           where u.organization_id = d.organization_id and u.active and u.directory_id is null)
                                    else (select count(*) from directory_user u
                                           where u.organization_id = d.organization_id and u.active and u.directory_id is null
                                             and exists (select from directory_group g
                                                          where g.id = any (u.group_ids) and g.directory_id = d.id)) end
                   end as users,
                   (select count(*) from directory_group g
                     where g.organization_id = d.organization_id and not g.deleted
                       and (g.directory_id = d.id or g.directory_id is null and a.lone)) as groups
              from directory d
              left join organization o on o.id = d.organization_id
             cross join lateral (select not exists (select from directory other
                                                     where other.organization_id = d.organization_id and other.id <> d.id) as lone) a
             where d.id = any (:directories)""";

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    DirectoryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param organizationIds only directories of these; null for all
    /// @param after only directories with a greater id; null starts with the first
    /// @param limit at most as many; of each of the organizations, if there are some
    /// @return the directories by id
    List<DirectoryFacts> list(@Nullable Collection<String> organizationIds, @Nullable String after, int limit) {
        String which = organizationIds == null ? "" : OF_SOME;
        return jdbc.sql(ALL.formatted(NEWEST_EVENT, which) + (organizationIds == null ? " limit :limit" : ""))
                .param("after", after == null ? "" : after)
                .param("organizations", organizationIds == null ? null : organizationIds.toArray(String[]::new))
                .param("limit", limit).query(this::facts).list();
    }

    /// How many are in a directory, as far as Rollcall knows.
    ///
    /// @param users people who count as active there
    /// @param groups groups that are not deleted
    record Counts(long users, long groups) {

        static final Counts NONE = new Counts(0, 0);
    }

    /// {@return how many are in each of the directories, by their ids}
    Map<String, Counts> counts(Collection<String> directoryIds) {
        return jdbc.sql(COUNTS).param("directories", directoryIds.toArray(String[]::new))
                .query((row, number) -> Map.entry(row.getString("id"),
                        new Counts(row.getLong("users"), row.getLong("groups"))))
                .list().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private DirectoryFacts facts(ResultSet row, int number) throws SQLException {
        Life life = Life.of(row);
        return new DirectoryFacts(row.getString("id"),
                new Customer(row.getString("organization_id"), row.getString("display_name"),
                        row.getBoolean("deleted")),
                row.getString("provider"), row.getString("type"), row.getBoolean("enabled"), row.getBoolean("gone"),
                nullableInstant(row, "known_at"), nullableInstant(row, "noted_at") == null ? null : report(row),
                life.newestEvent(), nullableInstant(row, "people_at"), nullableInstant(row, "full_run_at"),
                row.getString("defect"), life.rhythm());
    }

    private Report report(ResultSet row) throws SQLException {
        return new Report(row.getObject("users", Long.class), nullableInstant(row, "synced_at"),
                row.getString("groups_tracked"),
                json.readValue(row.getString("attribute_mappings"), new TypeReference<List<AttributeMapping>>() {
                }), json.readValue(row.getString("tokens"), new TypeReference<List<Token>>() {
                }));
    }

    /// When something came from a directory.
    ///
    /// @param rhythm when anything came, as far as is known
    /// @param newestEvent when the newest event came; null if none has
    record Life(Rhythm rhythm, @Nullable Instant newestEvent) {

        static final Life NONE = new Life(Rhythm.NONE, null);

        private static Life of(ResultSet row) throws SQLException {
            Rhythm noted = new Rhythm(nullableInstant(row, "life_at"), row.getLong("life_days"));
            Instant event = nullableInstant(row, "newest_event_at");
            return new Life(event == null ? noted : noted.with(event), event);
        }
    }

    /// {@return when something came from a directory up to now}
    Life life(String directoryId) {
        return jdbc
                .sql("""
                        select r.life_at, coalesce(r.life_days, 0) as life_days, greatest(r.last_event_at, e.at) as newest_event_at
                          from directory d
                          left join directory_report r on r.directory_id = d.id
                          left join lateral %s e on true
                         where d.id = ?"""
                        .formatted(NEWEST_EVENT))
                .param(directoryId).query((row, number) -> Life.of(row)).optional().orElse(Life.NONE);
    }
}
