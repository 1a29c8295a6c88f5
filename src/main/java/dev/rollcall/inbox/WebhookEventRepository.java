package dev.rollcall.inbox;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// The queries about single events, and the retention's.
interface WebhookEventRepository extends Repository<WebhookEvent, Long> {

    @NativeQuery("select e.* from limit_transaction() cross join webhook_event e where e.id = :id for update of e")
    Optional<WebhookEvent> lock(long id);

    Optional<WebhookEvent> findById(long id);

    @Modifying
    @NativeQuery("""
            delete from webhook_event where id in (
                select e.id from limit_transaction() cross join webhook_event e
                 where status in ('PROCESSED', 'IGNORED', 'STALE') and processed_at < :before and received_at < :before
                 limit :limit
                   for update of e skip locked)""")
    int deleteFinished(Instant before, int limit);
}
