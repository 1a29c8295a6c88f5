package dev.rollcall.users;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Remembers which directory user took which e-mail address when. Addresses are in lower case.
@Component
class AddressBook {

    /// What is older is not expected to become known any more: Scalekit retries for 28 hours at most.
    private static final Duration LATEST_NEWS = Duration.ofDays(7);

    private final JdbcClient jdbc;

    AddressBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes that a directory user was seen with an address. Being seen again with the same one is noted too, for as long as
    /// it may still become known that there was another one in between.
    ///
    /// @param user the directory user
    /// @param email the address
    /// @param seen the observation's version
    void note(MirroredUser user, String email, Version seen) {
        jdbc.sql("""
                with repeated as (
                    select taken_at, taken_event,
                           address = lag(address) over (order by taken_at, taken_event) as again
                      from directory_user_address
                     where directory_user_id = :id),
                forgotten as (
                    delete from directory_user_address
                     where directory_user_id = :id and taken_at < :horizon
                       and (taken_at, taken_event) in (select taken_at, taken_event from repeated where again))
                insert into directory_user_address (directory_user_id, organization_id, address, taken_at, taken_event)
                values (:id, :organizationId, :address, :at, :event)
                on conflict do nothing""").param("id", user.id()).param("organizationId", user.organizationId())
                .param("address", normalize(email)).param("at", seen.at().atOffset(ZoneOffset.UTC))
                .param("event", seen.event()).param("horizon", seen.at().minus(LATEST_NEWS).atOffset(ZoneOffset.UTC))
                .update();
    }

    /// {@return who has ever shared an address with the directory user, or with one who has, and which addresses each of
    /// them took when; the directory user itself is always among them}
    Map<String, NavigableMap<Version, String>> circleOf(MirroredUser user) {
        return taken(user, """
                with recursive circle (directory_user_id) as (
                    select cast(:id as text)
                     union
                    select theirs.directory_user_id
                      from circle
                      join directory_user_address mine on mine.directory_user_id = circle.directory_user_id
                      join directory_user_address theirs on theirs.organization_id = mine.organization_id
                                                        and theirs.address = mine.address)
                select * from directory_user_address join circle using (directory_user_id)
                 order by taken_at, taken_event""");
    }

    /// {@return the directory user alone, and which addresses it took when}
    Map<String, NavigableMap<Version, String>> only(MirroredUser user) {
        return taken(user,
                "select * from directory_user_address where directory_user_id = :id order by taken_at, taken_event");
    }

    private Map<String, NavigableMap<Version, String>> taken(MirroredUser user, String oldestFirst) {
        Map<String, NavigableMap<Version, String>> addresses = new HashMap<>();
        addresses.put(user.id(), new TreeMap<>());
        jdbc.sql(oldestFirst).param("id", user.id()).query(row -> {
            NavigableMap<Version, String> taken = addresses.computeIfAbsent(row.getString("directory_user_id"),
                    id -> new TreeMap<>());
            String address = row.getString("address");
            if (taken.isEmpty() || !taken.lastEntry().getValue().equals(address)) {
                taken.put(new Version(row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                        row.getString("taken_event")), address);
            }
        });
        return addresses;
    }

    static String normalize(String email) {
        return email.toLowerCase(Locale.ROOT);
    }
}
