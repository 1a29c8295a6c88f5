package dev.rollcall.journal;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Reads what an index finds by that index. Which plan is right depends on how many rows a value means, but a plan is made for
/// any value, and perhaps while tables are still small.
@Component
class KeyedReads {

    private final TransactionTemplate transaction;
    private final OrganizationLocks locks;

    KeyedReads(TransactionTemplate transaction, OrganizationLocks locks) {
        this.transaction = transaction;
        this.locks = locks;
    }

    /// {@return what is read in a short transaction of its own}
    <T> T read(Supplier<T> reading) {
        return Objects.requireNonNull(transaction.execute(status -> {
            locks.findByKey();
            return reading.get();
        }));
    }
}
