package dev.rollcall.inbox;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The unit of work: claims events, has them applied and marks them, in one transaction.
@Component
class EventBatch {

    private final Claims claims;
    private final EventHandler handler;
    private final RetryPolicy retries;
    private final Clock clock;
    private volatile String lastTurn = "";
    private volatile String lastInLine = "";

    EventBatch(Claims claims, EventHandler handler, InboxProperties properties, Clock clock) {
        this.claims = claims;
        this.handler = handler;
        this.retries = properties.retries();
        this.clock = clock;
    }

    /// @param limit at most as many events
    /// @param claimed is told what was claimed before it is applied: if this throws, nothing of it was
    /// @return an attempt for each event that nothing else kept from being applied; empty if nothing was due
    @Transactional
    List<Attempt> applyDue(int limit, Consumer<List<Long>> claimed) {
        List<WebhookEvent> due = claims.due(lastTurn, clock.instant(), limit);
        if (!due.isEmpty()) {
            lastTurn = due.getLast().turn();
        }
        claimed.accept(due.stream().map(event -> event.received().id()).toList());
        return apply(due);
    }

    /// {@return an organization of which something is due, in turn; empty if nothing is}
    Optional<String> nextInLine() {
        Optional<String> next = claims.waiting(lastInLine, clock.instant())
                .or(() -> lastInLine.isEmpty() ? Optional.empty() : claims.waiting("", clock.instant()));
        lastInLine = next.orElse("");
        return next;
    }

    /// Applies what is due, of an organization that was not to be had at once, too, if it is to be had within a moment.
    ///
    /// @param organization the organization, see [#nextInLine]
    /// @param limit as of [#applyDue]
    /// @param claimed as of [#applyDue]
    /// @return as of [#applyDue]
    /// @throws org.springframework.dao.PessimisticLockingFailureException if it was not
    @Transactional
    List<Attempt> applyInTurn(String organization, int limit, Consumer<List<Long>> claimed) {
        claims.standInLine(organization);
        return applyDue(limit, claimed);
    }

    /// One event in a transaction of its own: that it fails concerns no other.
    ///
    /// @param id the event
    /// @param failed is told why it fails: without a connection the rollback fails, too, and this throws no more than that
    /// @return the attempt; empty if another worker has the event or had it
    @Transactional
    List<Attempt> applyAlone(long id, Consumer<Throwable> failed) {
        try {
            return apply(claims.one(id).stream().toList());
        } catch (RuntimeException | Error failure) {
            failed.accept(failure);
            throw failure;
        }
    }

    /// Records that an event failed unexpectedly, even alone.
    ///
    /// @param id the event
    /// @param failure what happened, as a sentence
    /// @return the attempt; empty if another worker has the event or had it
    @Transactional
    Optional<Attempt> fail(long id, String failure) {
        Instant from = clock.instant();
        Optional<WebhookEvent> failed = claims.one(id);
        failed.ifPresent(event -> {
            event.fail(failure, clock.instant(), retries);
            claims.mark(List.of(event));
        });
        return failed.map(event -> event.attempt(null, from));
    }

    /// Records that something else than an event itself kept it from being applied.
    ///
    /// @param id the event
    /// @param why what it was, as a sentence
    @Transactional
    void postpone(long id, String why) {
        claims.one(id).ifPresent(event -> {
            event.postpone(why, clock.instant(), retries);
            claims.mark(List.of(event));
        });
    }

    private List<Attempt> apply(List<WebhookEvent> claimed) {
        if (claimed.isEmpty()) {
            return List.of();
        }
        Instant from = clock.instant();
        List<Outcome> outcomes = handler.handle(claimed.stream().map(WebhookEvent::received).toList());
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < claimed.size(); i++) {
            claimed.get(i).conclude(outcomes.get(i), clock.instant(), retries);
            if (!(outcomes.get(i) instanceof Outcome.Busy)) {
                attempts.add(claimed.get(i).attempt(outcomes.get(i), from));
            }
        }
        claims.mark(claimed);
        return attempts;
    }
}
