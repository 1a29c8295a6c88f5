package dev.rollcall.accounts;

import static dev.rollcall.Columns.utc;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Who took which address or id, and which of these so many took that they tell nothing of anybody.
@Component
class Takers {

    /// As many may be one person by one address or id. What more of them take tells nothing of anybody.
    static final int CROWD = 50;

    /// Somebody who took the same address several times is in several rows.
    private static final int ROWS_OF_A_CROWD = 4 * CROWD;

    /// Everybody who took an address or id, by when each first did. Hardly any is taken twice: only then there is something to
    /// put in order.
    private static final String ALL = """
            select key.value, t.directory_user_id
              from unnest(cast(:values as text[])) as key (value)
             cross join lateral (
                   select array_agg(directory_user_id) as ids
                     from (select directory_user_id from directory_user_address
                            where organization_id = :organization and %1$s = key.value and not again limit 2) two) as first_two
             cross join lateral (
                   select first_two.ids[1] as directory_user_id where cardinality(first_two.ids) = 1
                    union all
                   (select directory_user_id
                      from (select distinct on (directory_user_id) directory_user_id, taken_at, taken_nanos, taken_event
                              from directory_user_address
                             where organization_id = :organization and %1$s = key.value and not again
                               and cardinality(first_two.ids) = 2
                             order by directory_user_id, taken_at, taken_nanos, event_order(taken_event), taken_event) its
                     order by taken_at, taken_nanos, event_order(taken_event), taken_event, directory_user_id
                     limit :most)) t
             where :limit > 0""";

    /// The first rows of a crowd, of which there may be very many.
    private static final String FIRST = """
            select key.value, t.directory_user_id
              from unnest(cast(:values as text[])) as key (value)
             cross join lateral (
                   select directory_user_id from directory_user_address
                    where organization_id = :organization and %s = key.value and not again
                    order by taken_at, taken_nanos, event_order(taken_event), taken_event, directory_user_id
                    limit :limit) t
             where :most > 0""";

    private final JdbcClient jdbc;

    Takers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An address or an id that directory users took.
    record Key(boolean isAddress, String value) {
    }

    /// {@return for each address and id who took it, the first at first; of a crowd one more than [#CROWD]}
    Map<Key, Set<String>> of(String organizationId, Collection<Key> keys) {
        Map<Key, Set<String>> takers = new LinkedHashMap<>();
        Set<String> crowds = keys.isEmpty() ? Set.of() : crowds(organizationId, keys);
        takers(organizationId, keys.stream().filter(key -> !crowds.contains(key.value)).toList(), ALL, takers);
        takers(organizationId, keys.stream().filter(key -> crowds.contains(key.value)).toList(), FIRST, takers);
        return takers;
    }

    private Set<String> crowds(String organizationId, Collection<Key> keys) {
        return Set.copyOf(jdbc.sql("select value from crowd where organization_id = ? and value = any (?)")
                .params(organizationId, keys.stream().map(Key::value).distinct().toArray(String[]::new))
                .query((row, number) -> row.getString(1)).list());
    }

    private void takers(String organizationId, List<Key> keys, String rows, Map<Key, Set<String>> takers) {
        for (boolean isAddress : new boolean[] { true, false }) {
            String[] values = keys.stream().filter(key -> key.isAddress == isAddress).map(Key::value)
                    .toArray(String[]::new);
            if (values.length > 0) {
                jdbc.sql(rows.formatted(isAddress ? "address" : "dp_id")).param("values", values)
                        .param("organization", organizationId).param("limit", ROWS_OF_A_CROWD).param("most", CROWD + 1)
                        .query(row -> {
                            Set<String> its = takers.computeIfAbsent(new Key(isAddress, row.getString(1)),
                                    key -> new LinkedHashSet<>());
                            if (its.size() <= CROWD) {
                                its.add(row.getString(2));
                            }
                        });
            }
        }
    }

    /// Notes that an address or an id is one of a crowd, for people to look at.
    void report(String organizationId, Collection<Key> crowds, Instant now) {
        for (Key crowd : crowds) {
            jdbc.sql("""
                    insert into crowd (organization_id, value, found_at) values (?, ?, ?) on conflict do nothing""")
                    .params(organizationId, crowd.value, utc(now)).update();
        }
    }
}
