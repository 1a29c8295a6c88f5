package dev.rollcall.reconcile;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// How PostgreSQL is to look for the rows of a comparison, until its transaction ends.
@Component
class PlannerSettings {

    /// A million users are compared in less; other statements have to answer sooner.
    private static final int LONGEST_STATEMENT_MS = (int) Duration.ofMinutes(10).toMillis();

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    PlannerSettings(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /// Suits statements to how many users they are about.
    @Transactional(propagation = Propagation.MANDATORY)
    void suit(boolean many) {
        if (many) {
            prepareForMany();
        } else {
            // Whatever was counted of the tables: a directory of a few users is compared by looking at few rows.
            jdbc.sql("""
                    select set_config(name, 'off', true)
                      from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) as name""").query()
                    .listOfRows();
        }
        // A generic plan does not know how many rows there are.
        jdbc.sql("set local plan_cache_mode = force_custom_plan").update();
    }

    /// Lets statements look at whole tables, each once. What was counted of tables that have just been filled speaks of the
    /// time before, and would make joins go row by row.
    private void prepareForMany() {
        jdbc.sql("analyze staged_user").update();
        jdbc.sql("set local enable_nestloop = off").update();
        letStatementsTakeLong();
    }

    /// Lets statements take longer than anybody else would wait for them.
    @Transactional(propagation = Propagation.MANDATORY)
    void letStatementsTakeLong() {
        template.execute((ConnectionCallback<@Nullable Void>) connection -> {
            // The pool puts it back.
            connection.setNetworkTimeout(Runnable::run, LONGEST_STATEMENT_MS);
            return null;
        });
    }
}
