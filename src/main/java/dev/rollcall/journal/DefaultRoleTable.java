package dev.rollcall.journal;

import java.time.Clock;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Tells the database which default role the settings have, before anything reads users: whoever reads them, by whichever node or
/// by SQL, sees the same.
@Component
class DefaultRoleTable implements InitializingBean {

    private final DefaultRole properties;
    private final WideChanges changes;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final Clock clock;

    DefaultRoleTable(DefaultRole properties, WideChanges changes, PlatformTransactionManager transactions,
            JdbcClient jdbc, Clock clock) {
        this.properties = properties;
        this.changes = changes;
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void afterPropertiesSet() {
        transaction.executeWithoutResult(status -> write());
    }

    private void write() {
        int added = jdbc.sql("insert into default_role (role) values (?) on conflict do nothing")
                .param(properties.defaultRole()).update();
        // The first time nothing changes: the version before had its setting, too.
        int changed = jdbc.sql("update default_role set role = :role where role is distinct from cast(:role as text)")
                .param("role", properties.defaultRole()).update();
        if (added == 0 && changed > 0) {
            changes.note(Scope.everybodyIn(null), false, new Occasion(Cause.actor("settings"), clock.instant()));
        }
    }
}
