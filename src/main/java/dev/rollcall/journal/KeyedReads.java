package dev.rollcall.journal;

import java.util.Objects;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads what an index finds by that index. Which plan is right depends on how many rows a value means, but a plan is made for
/// any value, and perhaps while tables are still small.
@Component
class KeyedReads {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final OrganizationLocks locks;

    KeyedReads(JdbcClient jdbc, TransactionTemplate transaction, OrganizationLocks locks) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.locks = locks;
    }

    /// {@return what is read in a short transaction of its own}
    <T> T read(Function<JdbcClient, T> reading) {
        return Objects.requireNonNull(transaction.execute(status -> {
            locks.findByKey();
            return reading.apply(jdbc);
        }));
    }
}
