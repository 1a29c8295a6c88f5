package dev.rollcall.accounts;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes the application's own ids along when accounts are merged. Who is parted from others leaves the id behind.
@Component
class MovedExternalIds {

    private final JdbcClient jdbc;

    MovedExternalIds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Gives the ids of merged accounts to successors that have none. The merged ones show theirs from then on: so the
    /// application can tell whom it knows under which id.
    ///
    /// @param merged the accounts, which are written
    void hand(List<Account> merged) {
        if (merged.isEmpty()) {
            return;
        }
        jdbc.sql("""
                update app_user successor set external_id = given.external_id, revision = revision + 1
                  from (select distinct on (into_id) into_id, external_id
                          from unnest(cast(:from as uuid[]), cast(:to as uuid[])) as merge (from_id, into_id)
                          join app_user on id = from_id
                         where external_id is not null
                         order by into_id, from_id) as given
                 where id = into_id and successor.external_id is null""")
                .param("from", merged.stream().map(Account::id).toArray(UUID[]::new))
                .param("to", merged.stream().map(Account::mergedInto).toArray(UUID[]::new)).update();
    }
}
