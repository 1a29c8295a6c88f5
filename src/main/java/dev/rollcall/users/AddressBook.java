package dev.rollcall.users;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Remembers which directory user was seen with which e-mail address when. Addresses are in lower case. When each one was
/// last seen with the address that it has is in the directory user's own row.
@Component
class AddressBook {

    /// What is older is not expected to become known any more: Scalekit retries for 28 hours at most.
    private static final Duration LATEST_NEWS = Duration.ofDays(7);

    private final JdbcClient jdbc;

    AddressBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A directory user was seen with an address.
    ///
    /// @param directoryUserId `diruser_…`
    /// @param address the address
    /// @param at when
    /// @param again whether the directory user was seen with it before, without another one in between that was known then
    record Sighting(String directoryUserId, String address, Version at, boolean again) {
    }

    /// {@return what to note when a directory user is seen with an address, so that nothing is lost when its row is
    /// written}
    ///
    /// @param user the directory user as it was before
    /// @param email the address
    /// @param at the observation's version
    static List<Sighting> sightings(MirroredUser user, String email, Version at) {
        Version last = user.addressed();
        boolean moves = user.movesTo(email, at);
        List<Sighting> sightings = new ArrayList<>();
        if (moves) {
            sightings.add(new Sighting(user.id(), normalize(email), at, false));
        }
        // The one before counts for as long as it may still become known that there was another address in between.
        if (user.email() != null && last.isBefore(at) && (moves || !last.at().isBefore(at.at().minus(LATEST_NEWS)))) {
            sightings.add(new Sighting(user.id(), normalize(user.email()), last, true));
        }
        return sightings;
    }

    /// Notes sightings. The same one may be noted again.
    void note(String organizationId, List<Sighting> sightings) {
        if (sightings.isEmpty()) {
            return;
        }
        jdbc.sql(
                """
                        insert into directory_user_address (directory_user_id, organization_id, address, taken_at, taken_event, again)
                        select id, :organizationId, address, at, event, again
                          from unnest(cast(:ids as text[]), cast(:addresses as text[]), cast(:at as timestamptz[]),
                                      cast(:events as text[]), cast(:again as boolean[])) as seen (id, address, at, event, again)
                        on conflict do nothing""")
                .param("organizationId", organizationId).param("ids", texts(sightings, Sighting::directoryUserId))
                .param("addresses", texts(sightings, Sighting::address))
                .param("at", texts(sightings, sighting -> sighting.at().at().toString()))
                .param("events", texts(sightings, sighting -> sighting.at().event()))
                .param("again", sightings.stream().map(Sighting::again).toArray(Boolean[]::new)).update();
    }

    /// Forgets that directory users were seen with the same address again, where no other address in between can become
    /// known any more.
    ///
    /// @param ids the directory users
    /// @param now when they were last seen
    void forget(Collection<String> ids, Instant now) {
        if (ids.isEmpty()) {
            return;
        }
        jdbc.sql(
                """
                        with sightings as (
                            select directory_user_id, taken_at, taken_event,
                                   address = lag(address) over (partition by directory_user_id order by taken_at, taken_event) as again
                              from directory_user_address
                             where directory_user_id = any (:ids))
                        delete from directory_user_address old
                         using sightings
                         where sightings.again
                           and sightings.taken_at < :horizon
                           and old.directory_user_id = sightings.directory_user_id
                           and old.taken_at = sightings.taken_at
                           and old.taken_event = sightings.taken_event""")
                .param("ids", ids.toArray(String[]::new))
                .param("horizon", now.minus(LATEST_NEWS).atOffset(ZoneOffset.UTC)).update();
    }

    /// {@return who has ever shared an address with one of the directory users, or with one who has, and the addresses that
    /// each of them was seen with; the directory users themselves are always among them}
    Map<String, NavigableMap<Version, String>> circlesOf(Collection<String> ids) {
        return sightings(ids, """
                with recursive circle (directory_user_id) as (
                    select unnest(cast(:ids as text[]))
                     union
                    select theirs.directory_user_id
                      from circle
                      join directory_user_address mine on mine.directory_user_id = circle.directory_user_id
                      join directory_user_address theirs on theirs.organization_id = mine.organization_id
                                                        and theirs.address = mine.address
                                                        and not theirs.again)
                select directory_user_id, address, taken_at, taken_event
                  from circle join directory_user_address using (directory_user_id)""");
    }

    /// {@return the directory users alone, and the addresses that each of them was seen with}
    Map<String, NavigableMap<Version, String>> only(Collection<String> ids) {
        return sightings(ids, """
                select directory_user_id, address, taken_at, taken_event
                  from directory_user_address where directory_user_id = any (:ids)""");
    }

    private Map<String, NavigableMap<Version, String>> sightings(Collection<String> ids, String sql) {
        Map<String, NavigableMap<Version, String>> addresses = new HashMap<>();
        ids.forEach(id -> addresses.put(id, new TreeMap<>()));
        jdbc.sql(sql).param("ids", ids.toArray(String[]::new)).query(row -> {
            addresses.computeIfAbsent(row.getString(1), id -> new TreeMap<>()).put(
                    new Version(row.getObject(3, OffsetDateTime.class).toInstant(), row.getString(4)),
                    row.getString(2));
        });
        return addresses;
    }

    private static String[] texts(List<Sighting> sightings, Function<Sighting, String> column) {
        return sightings.stream().map(column).toArray(String[]::new);
    }

    static String normalize(String email) {
        return email.toLowerCase(Locale.ROOT);
    }
}
