package dev.rollcall.roles;

import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.roles.Access.RoleOrigin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads where roles come from, with one statement for however many users.
@Component
class RoleOrigins {

    private final JdbcClient jdbc;

    RoleOrigins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// {@return where each role of these users comes from, by account and sorted by role}
    Map<UUID, List<RoleOrigin>> of(Collection<User> users) {
        Map<UUID, List<RoleOrigin>> stored = new HashMap<>();
        jdbc.sql(
                """
                        select account_id, unnest(roles) as role, 'DIRECTORY' as source, id, cast(null as text) as name,
                               cast(null as bigint) as mapping, cast(null as timestamptz) as at, false as resting
                          from counted_directory_user where account_id = any (:accounts)
                         union all
                        select account_id, role, source, given_by, given_by_name, mapping_id, null, false
                          from matching_mapping where account_id = any (:accounts)
                         union all
                        select account_id, role, 'MANUAL', granted_by, null, null, granted_at, rests(account_id, known, directory_user_id)
                          from role_grant where account_id = any (:accounts)
                         order by role, source, id, mapping""")
                .param("accounts", users.stream().map(User::id).toArray(UUID[]::new)).query(row -> {
                    stored.computeIfAbsent(row.getObject("account_id", UUID.class), id -> new ArrayList<>())
                            .add(origin(row));
                });
        Map<UUID, List<RoleOrigin>> origins = new HashMap<>();
        users.forEach(user -> origins.put(user.id(), counting(user, stored.getOrDefault(user.id(), List.of()))));
        return origins;
    }

    private static List<RoleOrigin> counting(User user, List<RoleOrigin> stored) {
        // Where mappings have priorities not every role that is mapped is one that the user has.
        Stream<RoleOrigin> counting = stored.stream()
                .filter(origin -> user.roles().stream().anyMatch(role -> isOf(origin, role)));
        // The default, and what the user has lost since the user was read.
        Stream<RoleOrigin> others = user.roles().stream()
                .filter(role -> stored.stream().noneMatch(origin -> isOf(origin, role)))
                .map(role -> new RoleOrigin(role.name(), role.source(), null, null, null, null, role.resting()));
        return Stream.concat(counting, others).toList();
    }

    private static boolean isOf(RoleOrigin origin, Role role) {
        return new Role(origin.role(), origin.source(), origin.isResting()).equals(role);
    }

    private static RoleOrigin origin(ResultSet row) throws SQLException {
        return new RoleOrigin(row.getString("role"), Source.valueOf(row.getString("source")), row.getString("id"),
                row.getString("name"), row.getObject("mapping", Long.class), nullableInstant(row, "at"),
                row.getBoolean("resting"));
    }
}
