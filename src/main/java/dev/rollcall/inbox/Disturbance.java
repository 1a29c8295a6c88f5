package dev.rollcall.inbox;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.dao.PessimisticLockingFailureException;

/// Tells what kept an event from being applied without being its fault: the connection was lost, or a lock was not to be had.
final class Disturbance {

    /// By PostgreSQL's error codes, appendix A of its manual: a transaction that was idle for too long, a deadlock, a lock that
    /// was not to be had in time, and a server that ends or begins.
    private static final Set<String> STATES = Set.of("25P03", "40P01", "55P03", "57P01", "57P02", "57P03");

    private Disturbance() {
    }

    /// {@return whether that is why something failed}
    static boolean isSeenIn(Throwable failed) {
        // What was waited for and did not come in time is another matter: the event may be why it takes so long.
        return causes(failed).noneMatch(SocketTimeoutException.class::isInstance)
                && causes(failed).anyMatch(Disturbance::isOne);
    }

    private static boolean isOne(Throwable cause) {
        return cause instanceof PessimisticLockingFailureException || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLException failure && failure.getSQLState() instanceof String state
                        && (state.startsWith("08") || STATES.contains(state));
    }

    private static Stream<Throwable> causes(Throwable failed) {
        return Stream.iterate(failed, cause -> cause != null, Throwable::getCause);
    }
}
