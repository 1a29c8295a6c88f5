package dev.rollcall.users;

import dev.rollcall.scalekit.DirectoryGroup;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The directory groups.
@Component
class MirroredGroups {

    private final StatelessSessions sessions;
    private final JdbcClient jdbc;

    MirroredGroups(StatelessSessions sessions, JdbcClient jdbc) {
        this.sessions = sessions;
        this.jdbc = jdbc;
    }

    @Nullable
    MirroredGroup find(String id) {
        return sessions.read(session -> session.get(MirroredGroup.class, id));
    }

    /// Writes a group, new or not.
    void write(MirroredGroup group) {
        jdbc.sql("""
                merge into directory_group as known using (select cast(:id as text) as id) as seen on known.id = seen.id
                 when matched then update
                  set directory_id = :directoryId, display_name = :displayName, deleted = :deleted,
                      observed_at = :observedAt, observed_event = :observedEvent, named_at = :namedAt,
                      named_event = :namedEvent
                 when not matched then
                      insert (id, organization_id, directory_id, display_name, deleted, observed_at, observed_event,
                              named_at, named_event)
                      values (:id, :organizationId, :directoryId, :displayName, :deleted, :observedAt, :observedEvent,
                              :namedAt, :namedEvent)""").param("id", group.id())
                .param("organizationId", group.organizationId()).param("directoryId", group.directoryId())
                .param("displayName", group.displayName()).param("deleted", group.deleted())
                .param("observedAt", group.version().at().atOffset(ZoneOffset.UTC))
                .param("observedEvent", group.version().event())
                .param("namedAt", group.named().at().atOffset(ZoneOffset.UTC))
                .param("namedEvent", group.named().event()).update();
    }

    /// {@return those of the groups that have not been heard of yet, or that [#list] would give another name}
    List<DirectoryGroup> news(String organizationId, List<DirectoryGroup> listed) {
        if (listed.isEmpty()) {
            return List.of();
        }
        Map<String, String> names = names(listed);
        Set<String> news = new HashSet<>(jdbc.sql("""
                select listed.id
                  from unnest(cast(:ids as text[]), cast(:names as text[])) as listed (id, name)
                  left join directory_group known on known.id = listed.id
                 where known.id is null
                    or known.organization_id = :organizationId and known.named_event = ''
                       and listed.name <> '' and listed.name is distinct from known.display_name""")
                .param("organizationId", organizationId).param("ids", names.keySet().toArray(String[]::new))
                .param("names", names.values().toArray(String[]::new)).query(String.class).list());
        return listed.stream().filter(group -> news.contains(group.id())).toList();
    }

    /// {@return the accounts of the members of groups that [#list] would give another name}
    List<UUID> membersOfRenamed(String organizationId, List<DirectoryGroup> listed) {
        Map<String, String> names = names(listed);
        return jdbc.sql("""
                select distinct u.account_id
                  from unnest(cast(:ids as text[]), cast(:names as text[])) as listed (id, name)
                  join directory_group g on g.id = listed.id
                  join directory_user u on u.group_ids @> array[g.id]
                 where g.organization_id = :organizationId and g.named_event = ''
                   and listed.name <> '' and listed.name is distinct from g.display_name""")
                .param("organizationId", organizationId).param("ids", names.keySet().toArray(String[]::new))
                .param("names", names.values().toArray(String[]::new))
                .query((row, number) -> row.getObject(1, UUID.class)).list();
    }

    /// Remembers groups that users are listed with and that have not been heard of yet. Until they are, the name is the one
    /// that a member's list gives. Being listed does not bring a deleted group back.
    void list(String organizationId, List<DirectoryGroup> listed) {
        Map<String, String> names = names(listed);
        jdbc.sql(
                """
                        insert into directory_group as known (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        select listed.id, :organizationId, nullif(listed.name, ''), :never, '', :never, ''
                          from unnest(cast(:ids as text[]), cast(:names as text[])) as listed (id, name)
                          left join directory_group old on old.id = listed.id
                         where old.id is null
                            or old.named_event = '' and listed.name <> '' and listed.name is distinct from old.display_name
                         on conflict (id) do update
                            set display_name = coalesce(excluded.display_name, known.display_name)
                          where known.organization_id = excluded.organization_id""")
                .param("organizationId", organizationId).param("ids", names.keySet().toArray(String[]::new))
                .param("names", names.values().toArray(String[]::new))
                .param("never", Version.NEVER.at().atOffset(ZoneOffset.UTC)).update();
    }

    private static Map<String, String> names(List<DirectoryGroup> listed) {
        Map<String, String> names = new TreeMap<>();
        listed.forEach(group -> names.merge(group.id(), group.displayName() == null ? "" : group.displayName(),
                (earlier, later) -> later.isEmpty() ? earlier : later));
        return names;
    }
}
