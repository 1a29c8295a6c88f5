package dev.rollcall.inbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// The queue's queries. The row locks of a claim are its lease: they end with the claimer's transaction, or with the
/// claimer.
interface WebhookEventRepository extends Repository<WebhookEvent, Long> {

    @NativeQuery("""
            select * from webhook_event
             where status = 'PENDING' and next_attempt_at <= :now
             order by next_attempt_at, id
             limit :limit
               for update skip locked""")
    List<WebhookEvent> claimDue(Instant now, int limit);

    @NativeQuery("select * from webhook_event where id = :id and status = 'PENDING' for update skip locked")
    Optional<WebhookEvent> claim(long id);

    @NativeQuery("select * from webhook_event where id = :id for update")
    Optional<WebhookEvent> lock(long id);

    Optional<WebhookEvent> findById(long id);

    @Modifying
    @NativeQuery("""
            delete from webhook_event where id in (
                select id from webhook_event
                 where status in ('PROCESSED', 'IGNORED', 'STALE') and processed_at < :before
                 limit :limit
                   for update skip locked)""")
    int deleteFinished(Instant before, int limit);
}
