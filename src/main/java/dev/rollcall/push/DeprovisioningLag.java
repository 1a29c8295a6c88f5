package dev.rollcall.push;

import dev.rollcall.inbox.InboxEvents;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Change;
import dev.rollcall.journal.FeedPlaces;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// How long it took until the application had heard that somebody left: from the receipt of the event, or from when a run or
/// somebody found it out here, to the confirmation.
@Component
class DeprovisioningLag {

    private final InboxEvents inbox;
    private final FeedPlaces places;
    private final PushMetrics metrics;

    DeprovisioningLag(InboxEvents inbox, FeedPlaces places, PushMetrics metrics) {
        this.inbox = inbox;
        this.places = places;
        this.metrics = metrics;
    }

    /// Counts those of the changes by which somebody left, once the transaction is committed.
    ///
    /// @param changes what was confirmed for the first time
    void count(List<Change> changes) {
        List<Change> departures = changes.stream().filter(change -> change.kind().equals("user.deactivated")).toList();
        if (departures.isEmpty()) {
            return;
        }
        List<Instant> since = since(departures);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                since.forEach(metrics::deprovisioned);
            }
        });
    }

    private List<Instant> since(List<Change> departures) {
        Map<Long, Instant> received = inbox.receivedAt(departures.stream().map(Change::cause)
                .flatMap(cause -> Stream.ofNullable(cause.inboxId())).distinct().toList());
        Map<Long, Instant> recorded = places.recordedAt(
                departures.stream().filter(change -> change.cause().inboxId() == null).map(Batch::position).toList());
        return departures.stream().flatMap(change -> {
            Cause cause = change.cause();
            return Stream.ofNullable(
                    cause.inboxId() == null ? recorded.get(Batch.position(change)) : received.get(cause.inboxId()));
        }).toList();
    }
}
