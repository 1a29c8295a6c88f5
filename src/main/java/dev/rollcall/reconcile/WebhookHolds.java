package dev.rollcall.reconcile;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import dev.rollcall.accounts.DepartureHolds;
import dev.rollcall.accounts.HeldDeparture;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Keeps what the safeguard for webhooks holds back as if a run had found it: one run for each organization, to which is
/// added until somebody decides or a real run has seen the directory.
@Component
class WebhookHolds implements DepartureHolds {

    private static final Logger log = LoggerFactory.getLogger(WebhookHolds.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    WebhookHolds(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    @Transactional(propagation = Propagation.MANDATORY)
    public long hold(String organizationId, List<HeldDeparture> departures, String why) {
        long run = waitingRun(organizationId, why);
        add(run, organizationId, departures);
        log.warn("Run {} holds {} deactivations of {} back: {}", run, departures.size(), organizationId, why);
        return run;
    }

    private long waitingRun(String organizationId, String why) {
        // One that is just being decided about, or expires, is not added to.
        return jdbc.sql("""
                select id from sync_run
                 where status = 'AWAITING_APPROVAL' and trigger = 'WEBHOOK' and organization_id = ?
                 order by id desc limit 1
                   for update skip locked""").param(organizationId).query(Long.class).optional()
                .orElseGet(() -> jdbc
                        .sql("""
                                insert into sync_run (trigger, mode, dry_run, organization_id, status, discovered, created_at, started_at,
                                                      finished_at, error)
                                values ('WEBHOOK', 'INCREMENTAL', false, :organization, 'AWAITING_APPROVAL', true, :now, :now, :now, :why)
                                returning id""")
                        .param("organization", organizationId).param("now", utc(clock.instant())).param("why", why)
                        .query(Long.class).single());
    }

    /// Events do not say in which directory their users are. Where nothing else does either, it is an empty text: a run that
    /// has seen a directory proves nothing about those.
    private void add(long run, String organizationId, List<HeldDeparture> departures) {
        jdbc.sql(
                """
                        with held as (
                            select u.id, u.email, losses, at, event,
                                   coalesce(u.directory_id,
                                            (select min(g.directory_id) from directory_group g where g.id = any (u.group_ids)),
                                            (select min(d.id) from directory d
                                              where d.organization_id = :organization having count(*) = 1),
                                            '') as directory
                              from unnest(cast(:ids as text[]), cast(:losses as text[]), cast(:at as timestamptz[]),
                                          cast(:events as text[])) as departure (id, losses, at, event)
                              join directory_user u on u.id = departure.id),
                        added as (
                        insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, email, changes, seen_at,
                                                 event_id, status)
                        select :run, :organization, directory, 'user.deactivated', id, email, cast(losses as jsonb), at, event, 'HELD'
                          from held
                         where not exists (select from sync_change known
                                            where known.run_id = :run and known.directory_id = held.directory
                                              and known.subject_id = held.id and known.event_id = held.event
                                              and known.status = 'HELD')
                        returning directory_id)
                        insert into sync_run_directory as known (run_id, organization_id, directory_id, mode, phase, held, held_revision)
                        select :run, :organization, directory_id, 'INCREMENTAL', 'DONE', count(*), 1 from added group by directory_id
                            on conflict (run_id, directory_id) do update
                           set held = known.held + excluded.held, held_revision = known.held_revision + 1""")
                .param("run", run).param("organization", organizationId)
                .param("ids", texts(departures, HeldDeparture::directoryUserId))
                .param("losses", texts(departures, departure -> json.writeValueAsString(departure.losses())))
                .param("at", texts(departures, departure -> departure.at().at()))
                .param("events", texts(departures, departure -> departure.at().event())).update();
    }
}
