package dev.rollcall.push;

import dev.rollcall.journal.AccountChange;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/// How far the application has heard of changes, and from where it is to hear of them again.
@Service
public class Push {

    private final PushProperties properties;
    private final PushStateRepository states;
    private final PushTable table;
    private final PushFigures figures;
    private final Replay replay;

    Push(PushProperties properties, PushStateRepository states, PushTable table, PushFigures figures, Replay replay) {
        this.properties = properties;
        this.states = states;
        this.table = table;
        this.figures = figures;
        this.replay = replay;
    }

    /// @return how far it is
    public PushReport report() {
        return properties.isOn() ? figures.report() : PushReport.OFF;
    }

    /// Says of entries of histories whether the application has confirmed them.
    ///
    /// @param changes the entries
    /// @return by their ids; none if push is off
    public Map<Long, Confirmation> confirmations(Collection<AccountChange> changes) {
        if (!properties.isOn() || changes.isEmpty()) {
            return Map.of();
        }
        List<Long> places = changes.stream().flatMap(change -> Stream.ofNullable(change.cursor())).map(Long::valueOf)
                .toList();
        Map<Long, Instant> confirmed = table.confirmedAt(places);
        Set<Long> listed = new HashSet<>(table.listed(places));
        long most = states.read().report().confirmedMost();
        Map<Long, Confirmation> confirmations = new HashMap<>();
        for (AccountChange change : changes) {
            Long place = change.cursor() == null ? null : Long.valueOf(change.cursor());
            Instant at = place == null ? null : confirmed.get(place);
            confirmations.put(change.id(),
                    new Confirmation(at, at == null && (place == null || place > most || listed.contains(place))));
        }
        return confirmations;
    }

    /// Forgets when the application confirmed what it confirmed long ago: nothing is said of that any more.
    ///
    /// @param before what it confirmed before this instant
    public void forget(Instant before) {
        while (table.forget(before)) {
            // until nothing is left of it
        }
    }

    /// Delivers the feed once more, or what comes from now on.
    ///
    /// @param after a cursor of the feed, after which deliveries go on; `0` for the beginning, `latest` for from now on
    /// @return how far it is then
    /// @throws UnknownPlaceException if it is none of these
    /// @throws PushOffException if nothing is delivered
    public PushReport replay(String after) {
        if (!properties.isOn()) {
            throw new PushOffException();
        }
        replay.from(after);
        return figures.report();
    }
}
