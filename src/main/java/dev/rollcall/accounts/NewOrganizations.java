package dev.rollcall.accounts;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes down organizations of which only users and directories have told, so that all customers are known.
@Component
class NewOrganizations {

    private final JdbcClient jdbc;

    NewOrganizations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param ids organizations, all of them locked; those that are known stay as they are
    void note(Collection<String> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("""
                    insert into organization (id, observed_at, observed_event)
                    select id, 'epoch', '' from unnest(:ids) as id where id <> ''
                    on conflict do nothing""").param("ids", ids.toArray(String[]::new)).update();
        }
    }
}
