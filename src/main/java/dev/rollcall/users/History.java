package dev.rollcall.users;

import dev.rollcall.users.AccountChange.FieldChange;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Writes down what changed on accounts and why, with the user as it is then: the history of each account, and the feed that
/// the application follows. It compares what the application saw before with what it sees after, so nothing that the
/// application can see changes without an entry, whichever rule made it change.
@Component
class History {

    private final UserReader reader;
    private final HistoryTable table;
    private final Clock clock;

    History(UserReader reader, HistoryTable table, Clock clock) {
        this.reader = reader;
        this.table = table;
        this.clock = clock;
    }

    /// {@return a recording of what one cause changes}
    ///
    /// @param cause why
    /// @param occurredAt when the cause occurred
    Recording record(Cause cause, Instant occurredAt) {
        return new Recording(cause, occurredAt, clock.instant().truncatedTo(ChronoUnit.MICROS)); // as PostgreSQL does
    }

    /// The accounts that one cause may change, as they were before.
    final class Recording {

        private static final int CHUNK = 1000;

        private final Cause cause;
        private final Instant occurredAt;
        private final Instant now;
        private final Set<UUID> watched = new LinkedHashSet<>();
        private final Map<UUID, User> before = new HashMap<>();
        private final Map<UUID, Instant> occurred = new HashMap<>();
        private final Map<UUID, List<HistoryEntry>> noted = new HashMap<>();

        private Recording(Cause cause, Instant occurredAt, Instant now) {
            this.cause = cause;
            this.occurredAt = occurredAt;
            this.now = now;
        }

        /// Remembers accounts as they are now. To be called before they are changed.
        void watch(Collection<UUID> accounts) {
            accounts.stream().filter(watched::add).gather(Gatherers.windowFixed(CHUNK))
                    .forEach(chunk -> reader.find(chunk).forEach(user -> before.put(user.id(), user)));
        }

        /// Remembers an account as it is now for what it was: how it came to be so is not written down.
        void watchAgain(UUID account) {
            watched.remove(account);
            watch(List.of(account));
        }

        /// Adds an account: one that has just been opened, or one that is watched already. Says when that occurred which
        /// concerns it, if the cause is made of several observations.
        void concern(UUID account, Instant at) {
            watched.add(account);
            occurred.merge(account, at, (a, b) -> a.isBefore(b) ? b : a);
        }

        /// Has an entry written about something that a user does not show.
        ///
        /// @param account an account that is watched
        /// @param kind what kind of change it was
        /// @param changes what changed
        void note(UUID account, String kind, FieldChange... changes) {
            noted.computeIfAbsent(account, id -> new ArrayList<>())
                    .add(new HistoryEntry(account, kind, List.of(changes)));
        }

        /// Writes the entries. To be called when everything is in the database.
        void close() {
            chunks().forEach(chunk -> {
                List<HistoryEntry> entries = new ArrayList<>();
                Map<UUID, String> snapshots = new HashMap<>();
                reader.find(chunk).forEach(after -> {
                    int written = entries.size();
                    entries.addAll(noted.getOrDefault(after.id(), List.of()));
                    entries.addAll(UserDifference.between(before.get(after.id()), after));
                    if (entries.size() > written) {
                        snapshots.put(after.id(), UserJson.write(after.updated(now)));
                    }
                });
                table.write(entries, snapshots, account -> occurred.getOrDefault(account, occurredAt), cause, now);
            });
        }

        /// {@return the accounts}
        Set<UUID> watched() {
            return watched;
        }

        /// {@return the accounts, so many at a time that memory does not depend on how many there are}
        Stream<List<UUID>> chunks() {
            return watched.stream().gather(Gatherers.windowFixed(CHUNK));
        }

        /// {@return when the changes are recorded}
        Instant now() {
            return now;
        }
    }
}
