package dev.rollcall.inbox;

import dev.rollcall.inbox.Outcome.Applied;
import dev.rollcall.inbox.Outcome.Busy;
import dev.rollcall.inbox.Outcome.Erased;
import dev.rollcall.inbox.Outcome.GoesOn;
import dev.rollcall.inbox.Outcome.Held;
import dev.rollcall.inbox.Outcome.Ignored;
import dev.rollcall.inbox.Outcome.Rejected;
import dev.rollcall.inbox.Outcome.Stale;
import dev.rollcall.inbox.Outcome.Unreadable;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// An acknowledged webhook on its way from `PENDING` to an end. Rows are inserted by [Inbox#accept].
@Entity
@DynamicUpdate // a replay does not write the payload again
class WebhookEvent {

    /// What is in the place of a payload that had personal data to be erased. It is no event that anything can be done with.
    static final byte[] ERASED = "{\"type\":\"erased\"}".getBytes(StandardCharsets.UTF_8);

    private static final Duration UNTIL_ASKED_AGAIN = Duration.ofMillis(500);

    @Id
    private Long id;
    private String webhookId;
    private byte[] payload;
    private Instant receivedAt;
    private @Nullable String eventId;
    private @Nullable String type;
    private @Nullable String organizationId;
    private @Nullable String subjectId;
    private @Nullable Instant occurredAt;
    @Enumerated(EnumType.STRING)
    private EventStatus status;
    private int attempts;
    private Instant nextAttemptAt;
    private @Nullable Instant processedAt;
    private @Nullable String reason;
    private @Nullable String traceparent;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected WebhookEvent() {
    }

    /// Ends this attempt as its outcome says.
    ///
    /// @param outcome what the handler answered
    /// @param now when
    /// @param retries when to try again
    void conclude(Outcome outcome, Instant now, RetryPolicy retries) {
        requirePending();
        attempts += outcome instanceof Busy || outcome instanceof GoesOn ? 0 : 1;
        switch (outcome) {
            case Applied(String why) -> finish(EventStatus.PROCESSED, why, now);
            case Held(String why) -> finish(EventStatus.PROCESSED, why, now);
            case Stale(String why) -> finish(EventStatus.STALE, why, now);
            case Ignored(String why) -> finish(EventStatus.IGNORED, why, now);
            case Busy(String why) -> postpone(why, now, retries);
            case GoesOn(String why) -> {
                nextAttemptAt = now.plus(UNTIL_ASKED_AGAIN);
                reason = why;
            }
            case Unreadable(String why) -> finish(EventStatus.DEAD, why, now);
            case Erased(String why) -> {
                payload = ERASED;
                finish(EventStatus.IGNORED, why, now);
            }
            case Rejected(String why) -> finish(EventStatus.DEAD, why, now);
        }
    }

    /// Ends this attempt after an unexpected failure.
    ///
    /// @param failure what happened
    /// @param now when
    /// @param retries when to try again
    void fail(String failure, Instant now, RetryPolicy retries) {
        requirePending();
        attempts++;
        retryOrDie(failure, now, retries);
    }

    /// Lets the event be tried again soon. That somebody else's trouble kept it from being applied is no attempt of its own.
    ///
    /// @param why what kept it
    /// @param now when
    /// @param retries when to try again
    void postpone(String why, Instant now, RetryPolicy retries) {
        requirePending();
        nextAttemptAt = now.plus(retries.delayAfter(1));
        reason = why;
    }

    /// Makes the event due again, whatever became of it before.
    ///
    /// @param now when
    void replay(Instant now) {
        status = EventStatus.PENDING;
        attempts = 0;
        nextAttemptAt = now;
        processedAt = null;
        reason = null;
    }

    private void retryOrDie(String why, Instant now, RetryPolicy retries) {
        if (retries.isLast(attempts)) {
            finish(EventStatus.DEAD, why + " Given up after " + attempts + " attempts.", now);
        } else {
            nextAttemptAt = now.plus(retries.delayAfter(attempts));
            reason = why;
        }
    }

    private void finish(EventStatus end, @Nullable String why, Instant now) {
        status = end;
        reason = why;
        processedAt = now;
    }

    private void requirePending() {
        if (status != EventStatus.PENDING) {
            throw new IllegalStateException("Event " + id + " is " + status + " and cannot be attempted.");
        }
    }

    long id() {
        return id;
    }

    /// {@return whose turn it is when this event is claimed, see [Claims#due]}
    String turn() {
        return organizationId == null ? "-" : organizationId;
    }

    EventStatus status() {
        return status;
    }

    int attempts() {
        return attempts;
    }

    Instant nextAttemptAt() {
        return nextAttemptAt;
    }

    @Nullable
    Instant processedAt() {
        return processedAt;
    }

    boolean isErased() {
        return payload == ERASED;
    }

    @Nullable
    String reason() {
        return reason;
    }

    byte[] payload() {
        return payload;
    }

    ReceivedEvent received() {
        return new ReceivedEvent(id, payload, receivedAt);
    }

    Attempt attempt(@Nullable Outcome outcome, Instant from) {
        return new Attempt(view(), outcome, traceparent, from);
    }

    InboxEvent view() {
        return new InboxEvent(id, webhookId, eventId, type, organizationId, subjectId, occurredAt, receivedAt,
                processedAt, status, attempts, reason);
    }
}
