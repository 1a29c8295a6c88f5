package dev.rollcall.journal;

import dev.rollcall.Columns;
import dev.rollcall.journal.User.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Since when users have had their roles, as far as their histories tell.
@Component
public class RoleHistory {

    private final JdbcClient jdbc;

    RoleHistory(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// When the roles of some users were gained.
    ///
    /// @param gained by account and then by role as the history has it
    public record Gains(Map<UUID, Map<String, Instant>> gained) {

        /// {@return when somebody last gained a role; null if no entry says so}
        public @Nullable Instant of(UUID account, Role role) {
            return gained.getOrDefault(account, Map.of()).get(UserDifference.text(role));
        }
    }

    /// {@return when these accounts gained roles}
    public Gains of(Collection<UUID> accounts) {
        Map<UUID, Map<String, Instant>> gained = new HashMap<>();
        jdbc.sql(
                """
                        select c.account_id, gained.role, max(c.recorded_at) as since
                          from account_change c
                         cross join lateral jsonb_array_elements(c.changes) as change (one)
                         cross join lateral jsonb_array_elements_text(
                               case when one ->> 'field' = 'roles' then one -> 'to' else '[]' end) as gained (role)
                         where c.account_id = any (:accounts) and c.kind in ('user.created', 'user.roles_changed', 'user.merged')
                           and not jsonb_exists(one -> 'from', gained.role)
                         group by c.account_id, gained.role""")
                .param("accounts", accounts.toArray(UUID[]::new)).query(row -> {
                    gained.computeIfAbsent(row.getObject("account_id", UUID.class), id -> new HashMap<>())
                            .put(row.getString("role"), Columns.instant(row, "since"));
                });
        return new Gains(gained);
    }
}
