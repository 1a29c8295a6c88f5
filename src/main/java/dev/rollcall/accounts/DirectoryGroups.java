package dev.rollcall.accounts;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.Scope;
import dev.rollcall.scalekit.ScalekitGroup;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Groups as users are listed with them: those of many users with one statement.
@Component
class DirectoryGroups {

    private final JdbcClient jdbc;
    private final EntityManager entities;
    private final Rosters rosters;
    private final Journal journal;

    DirectoryGroups(JdbcClient jdbc, EntityManager entities, Rosters rosters, Journal journal) {
        this.jdbc = jdbc;
        this.entities = entities;
        this.rosters = rosters;
        this.journal = journal;
    }

    /// A group as users are listed with it: what the newest of their statements says.
    ///
    /// @param name its name; null if none of them says one
    /// @param named when the name was said
    record Listed(@Nullable String name, Version named) {

        /// Adds a statement to those that were seen before.
        static void add(Map<String, Listed> all, ScalekitGroup group, Version at) {
            boolean named = group.displayName() != null && !group.displayName().isEmpty();
            all.merge(group.id(), named ? new Listed(group.displayName(), at) : new Listed(null, Version.NEVER),
                    (one, other) -> one.named.isBefore(other.named) ? other : one);
        }
    }

    /// Remembers the groups that users are listed with. What these are called is seen by their other members, too.
    ///
    /// @param organizationId the organization, which is locked
    /// @param listed the groups, by their ids
    /// @param occasion what to write into the journal
    void remember(String organizationId, Map<String, Listed> listed, Occasion occasion) {
        if (listed.isEmpty()) {
            return;
        }
        Map<String, DirectoryGroup> known = rosters.groups(listed.keySet()).stream()
                .collect(Collectors.toMap(DirectoryGroup::id, Function.identity()));
        Map<String, Listed> news = news(organizationId, listed, known);
        if (!news.isEmpty()) {
            journal.record(occasion, recording -> {
                renamed(news, known).forEach(group -> recording.watch(Scope.membersOf(organizationId, group), false));
                write(organizationId, news);
            });
        }
    }

    /// {@return those of the groups of which something is said that was not known: there is such a group, or its name is the
    /// one that the newest statement gives}
    private static Map<String, Listed> news(String organizationId, Map<String, Listed> listed,
            Map<String, DirectoryGroup> known) {
        Map<String, Listed> news = new TreeMap<>();
        listed.forEach((id, said) -> {
            DirectoryGroup its = known.get(id);
            if (its == null || its.organizationId().equals(organizationId) && said.name != null
                    && its.isNamedBefore(said.named)) {
                news.put(id, said);
            }
        });
        return news;
    }

    /// {@return the groups that would get another name}
    private static List<String> renamed(Map<String, Listed> news, Map<String, DirectoryGroup> known) {
        return news.entrySet().stream().filter(one -> {
            DirectoryGroup its = known.get(one.getKey());
            return its != null && !Objects.equals(its.displayName(), one.getValue().name);
        }).map(Map.Entry::getKey).toList();
    }

    /// Being listed does not bring a deleted group back.
    private void write(String organizationId, Map<String, Listed> news) {
        List<Map.Entry<String, Listed>> groups = new ArrayList<>(news.entrySet());
        jdbc.sql(
                """
                        insert into directory_group as known (id, organization_id, display_name, observed_at, observed_event,
                                                              named_at, named_nanos, named_event)
                        select id, :organizationId, name, :never, '', at, nanos, event
                          from unnest(cast(:ids as text[]), cast(:names as text[]), cast(:at as timestamptz[]),
                                      cast(:nanos as smallint[]), cast(:events as text[])) as listed (id, name, at, nanos, event)
                         order by id
                         on conflict (id) do update
                            set display_name = excluded.display_name, named_at = excluded.named_at,
                                named_nanos = excluded.named_nanos, named_event = excluded.named_event
                          where known.organization_id = excluded.organization_id and excluded.display_name is not null""")
                .param("organizationId", organizationId).param("ids", texts(groups, Map.Entry::getKey))
                .param("names", texts(groups, group -> group.getValue().name))
                .param("at", texts(groups, group -> group.getValue().named.at().toString()))
                .param("nanos", groups.stream().map(group -> group.getValue().named.nanos()).toArray(Short[]::new))
                .param("events", texts(groups, group -> group.getValue().named.event()))
                .param("never", utc(Version.NEVER.at())).update();
        entities.flush();
        entities.clear(); // what Hibernate has read of them is not so any more
    }

    /// {@return for each group whose directory is known, the directory}
    Map<String, String> directories(Collection<String> groupIds) {
        Map<String, String> directories = new LinkedHashMap<>();
        if (!groupIds.isEmpty()) {
            jdbc.sql("select id, directory_id from directory_group where id = any (:ids) and directory_id is not null")
                    .param("ids", groupIds.toArray(String[]::new)).query(row -> {
                        directories.put(row.getString(1), row.getString(2));
                    });
        }
        return directories;
    }
}
