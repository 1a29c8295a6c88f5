package dev.rollcall.inbox;

import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.jpa.HibernateHints;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.QueryHints;
import org.springframework.data.repository.Repository;

/// The queue's queries. The row locks of a claim are its lease: they end with the claimer's transaction, or with the
/// claimer. Hibernate only reads what is claimed: [EventMarks] writes what becomes of it.
interface WebhookEventRepository extends Repository<WebhookEvent, Long> {

    /// Claims what is due of one organization after the other, of each the oldest first. However much there is of one, it
    /// is the others' turn next.
    ///
    /// @param last the organization whose turn came last
    @NativeQuery("""
            with recursive turn (place, organization, over) as (
                select 0, cast(:last as text), false
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
                   select * from webhook_event
                    where status = 'PENDING' and coalesce(organization_id, '-') = turn.organization
                      and next_attempt_at <= :now
                    order by next_attempt_at, id
                    limit :limit
                      for update skip locked) e
             where place > 0
             limit :limit""")
    @QueryHints(@QueryHint(name = HibernateHints.HINT_READ_ONLY, value = "true"))
    List<WebhookEvent> claimDue(String last, Instant now, int limit);

    @NativeQuery("select * from webhook_event where id = :id and status = 'PENDING' for update skip locked")
    @QueryHints(@QueryHint(name = HibernateHints.HINT_READ_ONLY, value = "true"))
    Optional<WebhookEvent> claim(long id);

    @NativeQuery("select * from webhook_event where id = :id for update")
    Optional<WebhookEvent> lock(long id);

    Optional<WebhookEvent> findById(long id);

    @Modifying
    @NativeQuery("""
            delete from webhook_event where id in (
                select id from webhook_event
                 where status in ('PROCESSED', 'IGNORED', 'STALE') and processed_at < :before and received_at < :before
                 limit :limit
                   for update skip locked)""")
    int deleteFinished(Instant before, int limit);
}
