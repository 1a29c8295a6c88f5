package dev.rollcall.accounts;

import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.Reading;
import dev.rollcall.scalekit.ScalekitEvent;
import dev.rollcall.scalekit.UnreadableEventException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Reads events, each once, and finds out as of when they count: as of their own date, unless that is later than when they
/// were first received.
@Component
class DatedEvents {

    private final EventReader reader;
    private final Receipts receipts;
    private final LeftAside leftAside;

    DatedEvents(EventReader reader, Receipts receipts, LeftAside leftAside) {
        this.reader = reader;
        this.receipts = receipts;
        this.leftAside = leftAside;
    }

    /// An event that could be read.
    ///
    /// @param id its id, or if it has none that can be read what the inbox calls it
    private record Read(int place, ScalekitEvent event, String id, ReceivedEvent received, Set<String> leftAside) {

        DatedEvent since(@Nullable Instant firstReceipt) {
            Instant said = event.occurredAt();
            Instant at = said == null || firstReceipt != null && said.isAfter(firstReceipt)
                    ? Objects.requireNonNull(firstReceipt)
                    : said;
            return new DatedEvent(place, event, new Version(at, id), Cause.event(id, received.id()), leftAside);
        }
    }

    /// @param batch the events
    /// @param outcomes gets the outcome of those that cannot be read or are of no use, each at its place
    /// @return the others, in their order
    List<DatedEvent> read(List<ReceivedEvent> batch, @Nullable Outcome[] outcomes) {
        List<Read> events = new ArrayList<>();
        for (int place = 0; place < batch.size(); place++) {
            ReceivedEvent received = batch.get(place);
            try {
                Reading reading = reader.read(received.payload());
                ScalekitEvent event = reading.event();
                if (event == null) {
                    outcomes[place] = new Outcome.Ignored("Rollcall has no use for events of this type.");
                } else {
                    leftAside.count(reading.leftAside());
                    String id = event.id().isEmpty() ? "inbox:" + received.id() : event.id();
                    events.add(new Read(place, event, id, received, reading.leftAside()));
                }
            } catch (UnreadableEventException unreadable) {
                outcomes[place] = new Outcome.Unreadable(Objects.requireNonNull(unreadable.getMessage()));
            }
        }
        Map<String, Instant> firstReceipts = firstReceipts(events);
        return events.stream().map(read -> read.since(firstReceipts.get(read.id))).toList();
    }

    private Map<String, Instant> firstReceipts(List<Read> events) {
        if (events.isEmpty()) {
            return Map.of();
        }
        TreeMap<String, Instant> undated = new TreeMap<>();
        events.stream().filter(read -> receipts.decide(read.event.occurredAt(), read.received.receivedAt()))
                .forEach(read -> undated.merge(read.id, read.received.receivedAt(),
                        (one, other) -> one.isBefore(other) ? one : other));
        Map<String, Instant> first = new HashMap<>(receipts.known(events.stream().map(Read::id).distinct().toList()));
        first.putAll(receipts.first(undated));
        return first;
    }
}
