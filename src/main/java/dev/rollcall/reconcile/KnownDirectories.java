package dev.rollcall.reconcile;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is known of organizations and their directories already: a run asks for those that are not listed one by one.
@Component
class KnownDirectories {

    private final JdbcClient jdbc;

    KnownDirectories(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// {@return the organizations that Scalekit told of, that are not known to be deleted and have active users}
    List<String> organizationsInUse() {
        return jdbc.sql("""
                select id from organization o
                 where not deleted and observed_event <> ''
                   and exists (select from directory_user u where u.organization_id = o.id and u.active)
                 order by id""").query((row, number) -> row.getString(1)).list();
    }

    /// {@return the enabled directories of an organization that are not known to be gone, or that are and still have active users whom
    /// nobody has decided to keep}
    List<String> of(String organizationId) {
        return jdbc
                .sql("""
                        select id from directory d
                         where organization_id = ? and enabled
                           and (not exists (select from directory_baseline b where b.directory_id = d.id and b.gone_at is not null)
                                or exists (select from directory_user u
                                            where u.organization_id = d.organization_id and u.directory_id = d.id and u.active)
                                   and not exists (select from sync_run_directory r
                                                    where r.directory_id = d.id and r.gone and r.decision = 'REJECTED'))
                         order by id""")
                .param(organizationId).query((row, number) -> row.getString(1)).list();
    }

    /// {@return whether an organization has an enabled directory, be it gone or not}
    boolean hasEnabled(String organizationId) {
        return jdbc.sql("select exists (select from directory where organization_id = ? and enabled)")
                .param(organizationId).query(Boolean.class).single();
    }
}
