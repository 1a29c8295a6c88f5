package dev.rollcall.accounts;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes the roles that were granted by hand along when people are parted or joined.
@Component
class MovedGrants {

    private final JdbcClient jdbc;

    MovedGrants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Takes the roles that were granted by hand to where those are now to whom they were granted.
    ///
    /// @param accounts the accounts of which some may have been parted or joined
    void move(Collection<UUID> accounts) {
        jdbc.sql(
                """
                        update role_grant g set account_id = u.account_id
                          from directory_user u
                         where g.account_id = any (:accounts) and u.id = g.directory_user_id and u.account_id <> g.account_id""")
                .param("accounts", accounts.toArray(UUID[]::new)).update();
    }

    /// Hands the roles that were granted to merged accounts over to their successors.
    ///
    /// @param merged the accounts
    void hand(List<Account> merged) {
        if (merged.isEmpty()) {
            return;
        }
        UUID[] from = merged.stream().map(Account::id).toArray(UUID[]::new);
        UUID[] to = merged.stream().map(Account::mergedInto).toArray(UUID[]::new);
        jdbc.sql("""
                insert into role_grant (account_id, role, granted_by, granted_at, directory_user_id, known)
                select merged.successor, role, granted_by, granted_at, directory_user_id, known
                  from role_grant join unnest(cast(:from as uuid[]), cast(:to as uuid[])) as merged (id, successor)
                    on merged.id = account_id
                on conflict do nothing""").param("from", from).param("to", to).update();
        jdbc.sql("delete from role_grant where account_id = any (:from)").param("from", from).update();
        jdbc.sql("""
                update app_user set merged_into = merged.successor
                  from unnest(cast(:from as uuid[]), cast(:to as uuid[])) as merged (id, successor)
                 where merged_into = merged.id""").param("from", from).param("to", to).update();
    }
}
