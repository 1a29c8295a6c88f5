package dev.rollcall.inbox;

import static dev.rollcall.Columns.utc;

import java.time.Clock;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Takes what events say of somebody out of the inbox.
@Service
public class PayloadErasure {

    private static final String NAMED = """
            select from unnest(:subjects) as id where position(convert_to(id, 'UTF8') in payload) > 0""";

    private final JdbcClient jdbc;
    private final Clock clock;

    PayloadErasure(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Erases the payloads of all events about some subjects, and of those that cannot be read and contain their ids. What
    /// has not been applied never will be. An event that a worker has just claimed is left to its handler, see
    /// [Outcome.Erased].
    ///
    /// @param subjectIds the ids of the subjects
    @Transactional(propagation = Propagation.MANDATORY)
    public void erase(Collection<String> subjectIds) {
        // Whoever has claimed an event may be waiting for the caller: it must not be waited for.
        jdbc.sql(
                """
                        with about as (
                            select id from webhook_event
                             where status <> 'PENDING' and subject_id = any (:subjects)
                             union all
                            select id from webhook_event
                             where status <> 'PENDING' and subject_id is null and exists (%s)
                             union all
                            select id from webhook_event
                             where status = 'PENDING'
                               and (subject_id = any (:subjects) or subject_id is null and exists (%s))),
                        concerned as (
                            select id from webhook_event where id in (select id from about) for update skip locked)
                        update webhook_event e
                           set payload = :erased, processed_at = coalesce(processed_at, :now),
                               reason = case when status in ('PENDING', 'DEAD') then 'Its personal data was erased.' else reason end,
                               status = case when status in ('PENDING', 'DEAD') then 'IGNORED' else status end
                          from concerned
                         where e.id = concerned.id"""
                        .formatted(NAMED, NAMED))
                .param("subjects", subjectIds.toArray(String[]::new)).param("erased", WebhookEvent.ERASED)
                .param("now", utc(clock.instant())).update();
    }
}
