package dev.rollcall;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Figures for meters. The database is asked once for all of them, and however often they are read, not again for a while.
///
/// @param <T> all of them
public final class KeptFigures<T> {

    private record Kept<T>(Instant at, T figures) {
    }

    private final Clock clock;
    private final Duration kept;
    private final Supplier<T> database;
    private @Nullable Kept<T> last;

    /// @param clock tells how old they are
    /// @param kept for how long they are not asked for again
    /// @param database asks for them
    public KeptFigures(Clock clock, Duration kept, Supplier<T> database) {
        this.clock = clock;
        this.kept = kept;
        this.database = database;
    }

    /// @param figure one of the figures
    /// @return the figure; NaN while the database cannot be asked, which is not the same as zero
    public double read(ToDoubleFunction<T> figure) {
        try {
            return figure.applyAsDouble(figures());
        } catch (DataAccessException | TransactionException unavailable) {
            return Double.NaN;
        }
    }

    private synchronized T figures() {
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.at.plus(kept))) {
            last = new Kept<>(now, database.get());
        }
        return last.figures;
    }
}
