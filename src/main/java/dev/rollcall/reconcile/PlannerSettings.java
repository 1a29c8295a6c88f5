package dev.rollcall.reconcile;

import static dev.rollcall.Columns.texts;

import java.time.Duration;
import java.util.List;
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

    /// For fewer rows than this, looking at a whole table costs more than it saves.
    private static final int MANY = 5_000;

    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    PlannerSettings(JdbcTemplate template) {
        this.template = template;
        this.jdbc = JdbcClient.create(template);
    }

    /// One of PostgreSQL's settings.
    record Setting(String name, String value) {
    }

    /// Suits statements to how many users they are about. What was counted of the tables is not asked: a directory of a few
    /// users is compared by looking at few rows.
    @Transactional(propagation = Propagation.MANDATORY)
    void suit(RunLease lease, DirectoryTask task) {
        long staged = task
                .statement(jdbc, lease,
                        "select count(*) from staged_user where run_id = :run and directory_id = :directory")
                .query(Long.class).single();
        if (staged >= MANY || isManyKnown(task)) {
            prepareForMany();
        } else {
            findByKey();
        }
        // A generic plan does not know how many rows there are.
        jdbc.sql("set local plan_cache_mode = force_custom_plan").update();
    }

    /// Has every row found by its key, as is right for a chunk, whatever suits what it is a chunk of.
    ///
    /// @return what was set before, for [#restore]
    @Transactional(propagation = Propagation.MANDATORY)
    List<Setting> findByKey() {
        return jdbc.sql("""
                select name, current_setting(name) as value, set_config(name, by_key, true)
                  from (values ('enable_nestloop', 'on'), ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'),
                               ('enable_mergejoin', 'off')) as setting (name, by_key)""")
                .query((row, number) -> new Setting(row.getString("name"), row.getString("value"))).list();
    }

    /// Goes back to what was set before.
    @Transactional(propagation = Propagation.MANDATORY)
    void restore(List<Setting> before) {
        jdbc.sql("select set_config(name, value, true) from unnest(:names, :values) as setting (name, value)")
                .param("names", texts(before, Setting::name)).param("values", texts(before, Setting::value)).query()
                .listOfRows();
    }

    /// One directory may list few of whom many are known.
    private boolean isManyKnown(DirectoryTask task) {
        return jdbc.sql("""
                select count(*) = :many
                  from (select from directory_user
                         where organization_id = :organization and (directory_id = :directory or directory_id is null)
                         limit :many) as known""").param("many", MANY).param("organization", task.organizationId())
                .param("directory", task.directoryId()).query(Boolean.class).single();
    }

    /// Suits the statements that follow to how many changes have been written down.
    @Transactional(propagation = Propagation.MANDATORY)
    void suitChanges(long changes) {
        if (changes >= MANY) {
            letStatementsTakeLong();
            // Else it is not seen which index leads to few of the rows that have just been written.
            jdbc.sql("analyze sync_change").update();
        }
    }

    /// Lets statements look at whole tables, each once. What was counted of tables that have just been filled speaks of the
    /// time before, and would make joins go row by row.
    private void prepareForMany() {
        jdbc.sql("analyze staged_user").update();
        jdbc.sql("set local enable_nestloop = off").update();
        letStatementsTakeLong();
    }

    /// Lets statements take longer than anybody else would wait for them.
    private void letStatementsTakeLong() {
        template.execute((ConnectionCallback<@Nullable Void>) connection -> {
            // The pool puts it back.
            connection.setNetworkTimeout(Runnable::run, LONGEST_STATEMENT_MS);
            return null;
        });
    }
}
