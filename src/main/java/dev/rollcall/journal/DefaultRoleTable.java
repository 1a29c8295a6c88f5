package dev.rollcall.journal;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Tells the database the default role, which is a setting: whoever reads users by SQL sees it as the API says it.
@Component
class DefaultRoleTable {

    private final DefaultRole properties;
    private final JdbcClient jdbc;

    DefaultRoleTable(DefaultRole properties, JdbcClient jdbc) {
        this.properties = properties;
        this.jdbc = jdbc;
    }

    @EventListener(ApplicationReadyEvent.class)
    void write() {
        jdbc.sql(
                """
                        insert into default_role (role) values (?)
                        on conflict (one) do update set role = excluded.role where default_role.role is distinct from excluded.role""")
                .param(properties.defaultRole()).update();
    }
}
