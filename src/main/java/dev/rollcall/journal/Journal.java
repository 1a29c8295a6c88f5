package dev.rollcall.journal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/// Writes down what changed on accounts and why, with the user as it is then. The feed that the application
/// follows is the same entries. It compares what the application saw before with what it sees after, so nothing that the
/// application can see changes without an entry, whichever rule made it change.
@Component
public class Journal {

    private final UserReader reader;
    private final JournalTable table;
    private final WideChanges wide;
    private final Clock clock;

    Journal(UserReader reader, JournalTable table, WideChanges wide, Clock clock) {
        this.reader = reader;
        this.table = table;
        this.wide = wide;
        this.clock = clock;
    }

    /// Records what a change makes of accounts.
    ///
    /// @param occasion what made those accounts change of which nothing else is said
    /// @param change watches the accounts, changes them, and leaves everything in the database
    public void record(Occasion occasion, Consumer<Recording> change) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as PostgreSQL does
        Recording recording = new Recording(reader, table, wide, occasion, now);
        change.accept(recording);
        recording.close();
    }
}
