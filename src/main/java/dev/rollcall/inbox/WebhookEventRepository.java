package dev.rollcall.inbox;

import java.time.Instant;
import java.util.Optional;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// The queries about single events, and the retention's.
interface WebhookEventRepository extends Repository<WebhookEvent, Long> {

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
