package dev.rollcall.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;

/// What a worker does each time: it applies what is due as a batch, and if that fails one event after the other, so that
/// only the one that fails has to wait.
@Component
class Worker {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final EventBatch batch;
    private final InboxMetrics metrics;
    private final EventTraces traces;
    private final InboxProperties properties;

    Worker(EventBatch batch, InboxMetrics metrics, EventTraces traces, InboxProperties properties) {
        this.batch = batch;
        this.metrics = metrics;
        this.traces = traces;
        this.properties = properties;
    }

    /// @param goesOn whether a batch that failed is gone on with: what is not stays pending, for whoever is running
    /// @return how many events were applied, or failed
    int applyDue(BooleanSupplier goesOn) {
        return apply(batch::applyDue, goesOn);
    }

    /// Whoever has much to do with an organization leaves its lock for no longer than an instant: who only looks now and then
    /// would not get it. Nothing else is due meanwhile, or another worker sees to it.
    ///
    /// @return whether there was anybody to wait for
    boolean standInLine(BooleanSupplier goesOn) {
        Optional<String> organization = batch.nextInLine();
        organization.ifPresent(next -> {
            try {
                apply((limit, claimed) -> batch.applyInTurn(next, limit, claimed), goesOn);
            } catch (PessimisticLockingFailureException notYet) {
                log.debug("Organization {} is still being changed: its events wait", next);
            }
        });
        return organization.isPresent();
    }

    private int apply(BiFunction<Integer, Consumer<List<Long>>, List<Attempt>> claim, BooleanSupplier goesOn) {
        List<Long> claimed = new ArrayList<>();
        List<Attempt> done;
        try {
            done = claim.apply(properties.batchSize(), claimed::addAll);
        } catch (RuntimeException | Error failed) { // an error, too, may come of what one event contains
            if (claimed.isEmpty()) {
                throw failed;
            }
            log.warn("A batch of {} events failed ({}): applying them one by one", claimed.size(),
                    failed.getClass().getSimpleName());
            claimed.stream().takeWhile(id -> goesOn.getAsBoolean()).forEach(this::applyAlone);
            return claimed.size();
        }
        done.forEach(this::attempted);
        return done.size();
    }

    private void applyAlone(long id) {
        List<Throwable> causes = new ArrayList<>();
        try {
            batch.applyAlone(id, causes::add).forEach(this::attempted);
        } catch (RuntimeException | Error last) {
            Throwable failed = causes.isEmpty() ? last : causes.getFirst();
            if (Disturbance.isSeenIn(failed)) {
                log.warn("Event {} could not be applied, which is not its fault ({}): it is tried again soon", id,
                        failed.getClass().getSimpleName());
                batch.postpone(id, "The database did not let it be applied yet.");
                return;
            }
            log.error("Event {} failed", id, failed);
            batch.fail(id, "Failed with " + failed.getClass().getSimpleName() + ".").ifPresent(this::attempted);
        }
    }

    private void attempted(Attempt attempt) {
        if (attempt.outcome() instanceof Outcome.GoesOn) {
            return; // the attempt has not ended
        }
        metrics.attempted(attempt);
        traces.attempted(attempt);
    }
}
