package dev.rollcall.reconcile;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Holds back what a run would take from too many people of a directory until a person approves it. It adds up over all
/// runs of a day: a broken filter that hides a few more people at each look is one that hides many. Who has got back what
/// was lost does not count any more, and what somebody has approved never does.
@Component
class Safeguard {

    private static final String PLANNED = """
            with planned as not materialized (
                select * from sync_change
                 where run_id = :run and organization_id = :organization and directory_id = :directory and status = 'PLANNED'),
                 losers as (%s)
            """;

    private static final String LOSSES_OF_A_DAY = """
            select u.id
              from unasked_loss l join directory_user u on u.id = l.directory_user_id
             where l.directory_id = :directory and l.loss = '%s' and %s
               and l.lost_at > (select listed_from - interval '24 hours' from sync_run_directory
                                 where run_id = :run and directory_id = :directory)""";

    private final OlderLists olderLists;
    private final JdbcClient jdbc;
    private final int percent;
    private final int users;

    Safeguard(OlderLists olderLists, JdbcClient jdbc, ReconcileProperties properties) {
        this.olderLists = olderLists;
        this.jdbc = jdbc;
        this.percent = properties.safeguardPercent();
        this.users = properties.safeguardUsers();
    }

    private record Losers(long now, long ofTheDay) {
    }

    /// Decides what of the changes that are planned in a directory has to be approved, and notes what passes.
    @Transactional(propagation = Propagation.MANDATORY)
    void hold(RunLease lease, DirectoryTask task) {
        // Two runs that look at the same time would each see half of it.
        task.statement(jdbc, lease, "select pg_advisory_xact_lock(hashtextextended('unasked_loss ' || :directory, 0))")
                .query().listOfRows();
        Set<String> kinds = task.statement(jdbc, lease, """
                select distinct kind from sync_change
                 where run_id = :run and directory_id = :directory and status = 'PLANNED'""")
                .query((row, number) -> row.getString(1)).set();
        List<Loss> possible = Arrays.stream(Loss.values()).filter(loss -> !Collections.disjoint(kinds, loss.kinds()))
                .toList();
        long people = possible.isEmpty() ? 0 : people(lease, task);
        for (Loss loss : possible) {
            Losers losers = task.statement(jdbc, lease,
                    (PLANNED + "select (select count(distinct id) from losers) as now, "
                            + "(select count(*) from (select id from losers union %s) everybody) as of_the_day")
                                    .formatted(loss.losers(), lossesOfADay(loss)))
                    .query(Losers.class).single();
            if (task.gone() || losers.now() > 0 && isTooMuch(losers.ofTheDay(), people)) {
                task.statement(jdbc, lease, """
                        update sync_change c set status = 'HELD'
                         where c.run_id = :run and c.organization_id = :organization and c.directory_id = :directory
                           and c.status = 'PLANNED' and c.kind = any (:kinds) and %s""".formatted(loss.changes()))
                        .param("kinds", loss.kinds().toArray(String[]::new)).update();
            }
        }
        holdWhatIsHeld(lease, task);
        if (!lease.dryRun()) {
            possible.forEach(loss -> note(loss, lease, task));
            olderLists.leaveTo(lease, task);
        }
    }

    /// Notes who loses something without anybody having been asked.
    private void note(Loss loss, RunLease lease, DirectoryTask task) {
        task.statement(jdbc, lease, (PLANNED + """
                insert into unasked_loss (directory_id, loss, directory_user_id, lost_at, lost)
                select distinct on (id) :directory, '%s', id, listed_from, lost
                  from losers, sync_run_directory d
                 where d.run_id = :run and d.directory_id = :directory
                    on conflict do nothing""").formatted(loss.losers(), loss)).update();
    }

    /// {@return how many active users the directory has, with those who lost their access within the day}
    private long people(RunLease lease, DirectoryTask task) {
        return task.statement(jdbc, lease, """
                select count(*) from (
                    select u.id from directory_user u
                     where u.organization_id = :organization and u.active
                       and (u.directory_id = :directory
                            or u.directory_id is null and exists (
                                select from staged_user s where s.run_id = :run and s.id = u.id)
                            or exists (select from sync_change c
                                        where c.run_id = :run and c.directory_id = :directory and c.subject_id = u.id))
                     union %s) people""".formatted(lossesOfADay(Loss.ACCESS))).query(Long.class).single();
    }

    private static String lossesOfADay(Loss loss) {
        return LOSSES_OF_A_DAY.formatted(loss, loss.stillLost());
    }

    /// One person a day always passes, however small the directory is.
    private boolean isTooMuch(long losers, long people) {
        return losers > 1 && (losers > users || losers * 100 > people * percent);
    }

    /// A run does not let pass whom the safeguard for webhooks holds back: it asks in place of the run that does.
    private void holdWhatIsHeld(RunLease lease, DirectoryTask task) {
        Long[] waiting = jdbc.sql("select id from sync_run where status = 'AWAITING_APPROVAL'").query(Long.class).list()
                .toArray(Long[]::new);
        if (waiting.length > 0) {
            task.statement(jdbc, lease, """
                    update sync_change c set status = 'HELD', event_id = held.event_id
                      from decided_change held
                     where c.run_id = :run and c.organization_id = :organization and c.directory_id = :directory
                       and c.kind = 'user.deactivated' and c.status in ('PLANNED', 'HELD')
                       and held.run_id = any (:waiting) and held.organization_id = :organization
                       and held.subject_id = c.subject_id and held.status = 'HELD' and held.event_id is not null""")
                    .param("waiting", waiting).update();
        }
    }
}
