package dev.rollcall.reconcile;

import dev.rollcall.accounts.PersonErased;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Takes what runs have read and found of a person out of the database, when the person is erased.
@Component
class Erasures {

    private final JdbcClient jdbc;

    Erasures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventListener
    void erased(PersonErased person) {
        String[] ids = person.directoryUserIds().toArray(String[]::new);
        jdbc.sql("""
                update sync_change c set email = null, changes = '[]'
                  from sync_run_directory d
                 where d.organization_id = :organization and c.run_id = d.run_id and c.directory_id = d.directory_id
                   and c.subject_id = any (:ids)""").param("organization", person.organizationId()).param("ids", ids)
                .update();
        // It stays one of its own: two that are under way must not have the same scope.
        String[] addresses = person.addresses().stream().map(SyncScope::stored).toArray(String[]::new);
        jdbc.sql("update sync_run set directory_user_id = :erased || id where directory_user_id = any (:addresses)")
                .param("erased", SyncScope.stored("")).param("addresses", addresses).update();
        jdbc.sql("delete from directory_look where directory_user_id = any (:addresses)").param("addresses", addresses)
                .update();
        // The row stays: a run counts how many users it has seen.
        jdbc.sql(
                """
                        update staged_user s
                           set email = null, name = null, given_name = null, family_name = null, dp_id = null, roles = null, group_ids = null,
                               username = null
                          from sync_run_directory d
                         where d.organization_id = :organization and s.run_id = d.run_id and s.id = any (:ids)""")
                .param("organization", person.organizationId()).param("ids", ids).update();
    }

    /// Forgets what a run has found of people who were erased while it was under way.
    void forget(long runId) {
        jdbc.sql("""
                update sync_change c set email = null, changes = '[]'
                  from directory_user u
                 where u.erased_at is not null and not u.active and c.run_id = :run and c.subject_id = u.id""")
                .param("run", runId).update();
    }
}
