package dev.rollcall.users;

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

    private final JdbcClient jdbc;

    AddressBook(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Notes that a directory user was seen with an address. What the book says already is not noted again.
    ///
    /// @param user the directory user, before the observation is applied to it
    /// @param email the address
    /// @param seen the observation's version
    /// @return whether that was news
    boolean note(MirroredUser user, String email, Version seen) {
        String address = normalize(email);
        if (user.email() != null && normalize(user.email()).equals(address) && !seen.isBefore(user.emailVersion())) {
            return false;
        }
        NavigableMap<Version, String> taken = taken(user);
        Map.Entry<Version, String> before = taken.floorEntry(seen);
        Map.Entry<Version, String> after = taken.higherEntry(seen);
        if (before != null && before.getValue().equals(address)) {
            return false;
        }
        if (after != null && after.getValue().equals(address)) {
            delete(user, after.getKey());
        }
        insert(user, address, seen);
        if (before != null && after == null && seen.isBefore(user.emailVersion())) {
            // The directory user was seen with its former address again after this.
            insert(user, before.getValue(), user.emailVersion());
        }
        return true;
    }

    /// {@return who has ever shared an address with the directory user, or with one who has, and which addresses each of
    /// them took when; the directory user itself is always among them}
    Map<String, NavigableMap<Version, String>> circleOf(MirroredUser user) {
        Map<String, NavigableMap<Version, String>> circle = new HashMap<>();
        circle.put(user.id(), new TreeMap<>());
        jdbc.sql("""
                with recursive circle (directory_user_id) as (
                    select cast(:id as text)
                     union
                    select theirs.directory_user_id
                      from circle
                      join directory_user_address mine on mine.directory_user_id = circle.directory_user_id
                      join directory_user_address theirs on theirs.organization_id = mine.organization_id
                                                        and theirs.address = mine.address)
                select directory_user_id, address, taken_at, taken_event
                  from directory_user_address join circle using (directory_user_id)""").param("id", user.id())
                .query(row -> {
                    circle.computeIfAbsent(row.getString("directory_user_id"), id -> new TreeMap<>())
                            .put(new Version(row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                                    row.getString("taken_event")), row.getString("address"));
                });
        return circle;
    }

    /// {@return which addresses the directory user took when}
    NavigableMap<Version, String> taken(MirroredUser user) {
        NavigableMap<Version, String> taken = new TreeMap<>();
        jdbc.sql("select address, taken_at, taken_event from directory_user_address where directory_user_id = ?")
                .param(user.id()).query(row -> {
                    taken.put(new Version(row.getObject("taken_at", OffsetDateTime.class).toInstant(),
                            row.getString("taken_event")), row.getString("address"));
                });
        return taken;
    }

    static String normalize(String email) {
        return email.toLowerCase(Locale.ROOT);
    }

    private void insert(MirroredUser user, String address, Version taken) {
        jdbc.sql("""
                insert into directory_user_address (directory_user_id, organization_id, address, taken_at, taken_event)
                values (?, ?, ?, ?, ?)""")
                .params(user.id(), user.organizationId(), address, taken.at().atOffset(ZoneOffset.UTC), taken.event())
                .update();
    }

    private void delete(MirroredUser user, Version taken) {
        jdbc.sql("""
                delete from directory_user_address
                 where directory_user_id = ? and taken_at = ? and taken_event = ?""")
                .params(user.id(), taken.at().atOffset(ZoneOffset.UTC), taken.event()).update();
    }
}
