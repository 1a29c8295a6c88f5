package dev.rollcall.inbox;

import static dev.rollcall.Columns.texts;
import static dev.rollcall.Columns.utc;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.query.NativeQuery;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/// Claims events and writes what became of them, with one statement for all of them. What is claimed is locked row by row: the
/// locks end with the claimer's transaction, or with the claimer.
@Repository // Hibernate has exceptions of its own
class Claims {

    private final EntityManager entities;
    private final JdbcClient jdbc;

    Claims(EntityManager entities, JdbcClient jdbc) {
        this.entities = entities;
        this.jdbc = jdbc;
    }

    /// Claims what is due of one organization after the other, of each the oldest first. However much there is of one, it
    /// is the others' turn next. An organization is claimed with its lock, the one that whoever changes its users waits for.
    /// Of one whose lock is not to be had at once nothing is claimed: nobody waits here.
    ///
    /// @param last the organization whose turn came last, see [WebhookEvent#turn]
    /// @param now when
    /// @param limit at most as many
    /// @return the events
    List<WebhookEvent> due(String last, Instant now, int limit) {
        return load("""
                with recursive turn (place, organization, over) as (
                    select 0, cast(:last as text), false
                      from limit_transaction(), set_config('enable_seqscan', 'off', true)
                     union all
                    select place + 1, coalesce(next.organization, ''), over or next.organization is null
                      from turn
                      left join lateral (
                           select coalesce(organization_id, '-') as organization
                             from webhook_event
                            where status = 'PENDING' and coalesce(organization_id, '-') > turn.organization
                            order by 1 limit 1) next on true
                     where not over or next.organization <= :last)
                select e.*
                  from turn
                 cross join lateral (
                       select case when not exists (
                                        select from webhook_event
                                         where status = 'PENDING' and coalesce(organization_id, '-') = turn.organization
                                           and next_attempt_at <= :now) then false
                                   when turn.organization = '-' then true
                                   else pg_try_advisory_xact_lock(hashtextextended(turn.organization, 0))
                              end as ours
                       offset 0) its
                 cross join lateral (
                       select * from webhook_event
                        where its.ours and status = 'PENDING' and coalesce(organization_id, '-') = turn.organization
                          and next_attempt_at <= :now
                        order by next_attempt_at, id
                        limit :limit
                          for update skip locked) e
                 where place > 0
                 limit :limit""", Map.of("last", last, "now", now, "limit", limit));
    }

    /// {@return the next organization of which something is due; empty at the end}
    ///
    /// @param last the organization before
    /// @param now when
    Optional<String> waiting(String last, Instant now) {
        return jdbc.sql("""
                select coalesce(organization_id, '-') from webhook_event
                 where status = 'PENDING' and coalesce(organization_id, '-') > ? and organization_id is not null
                   and next_attempt_at <= ?
                 order by 1 limit 1""").params(last, utc(now)).query(String.class).optional();
    }

    /// Stands in line for an organization for a moment, together with whoever has much to do there and takes the lock again
    /// at once after each part of it.
    ///
    /// @throws org.springframework.dao.PessimisticLockingFailureException if it was not to be had
    void standInLine(String organization) {
        jdbc.sql("""
                select cast(pg_advisory_xact_lock(hashtextextended(?, 0)) as text)
                  from (select limit_transaction(), set_config('lock_timeout', '200ms', true) offset 0) as limits""")
                .param(organization).query().listOfRows();
    }

    /// {@return the event; empty if it is not pending, or if another worker has it}
    Optional<WebhookEvent> one(long id) {
        return load(
                """
                        select e.*
                          from limit_transaction() cross join set_config('enable_seqscan', 'off', true) cross join webhook_event e
                         where e.id = :id and e.status = 'PENDING' for update of e skip locked""",
                Map.of("id", id)).stream().findFirst();
    }

    /// Reads in the current transaction. Hibernate remembers nothing of it: it would look for changes that [#mark] writes.
    private List<WebhookEvent> load(String sql, Map<String, Object> parameters) {
        try (StatelessSession session = entities.unwrap(Session.class).statelessWithOptions().connection().open()) {
            NativeQuery<WebhookEvent> query = session.createNativeQuery(sql, WebhookEvent.class);
            parameters.forEach(query::setParameter);
            return query.list();
        }
    }

    /// Writes what became of events.
    ///
    /// @param events events that the current transaction has claimed
    void mark(List<WebhookEvent> events) {
        jdbc.sql("""
                update webhook_event e
                   set status = mark.status, attempts = mark.attempts, next_attempt_at = mark.next_attempt_at,
                       processed_at = mark.processed_at, reason = mark.reason,
                       payload = case when mark.erased then :erased else e.payload end
                  from unnest(cast(:ids as bigint[]), cast(:statuses as text[]), cast(:attempts as integer[]),
                              cast(:nextAttempts as timestamptz[]), cast(:processed as timestamptz[]),
                              cast(:reasons as text[]), cast(:erasures as boolean[]))
                       as mark (id, status, attempts, next_attempt_at, processed_at, reason, erased)
                 where e.id = mark.id""").param("ids", events.stream().map(WebhookEvent::id).toArray(Long[]::new))
                .param("statuses", texts(events, WebhookEvent::status))
                .param("attempts", events.stream().map(WebhookEvent::attempts).toArray(Integer[]::new))
                .param("nextAttempts", texts(events, WebhookEvent::nextAttemptAt))
                .param("processed", texts(events, WebhookEvent::processedAt))
                .param("reasons", texts(events, WebhookEvent::reason))
                .param("erasures", events.stream().map(WebhookEvent::isErased).toArray(Boolean[]::new))
                .param("erased", WebhookEvent.ERASED).update();
    }
}
