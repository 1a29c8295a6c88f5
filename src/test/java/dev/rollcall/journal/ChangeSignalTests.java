package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/// Waits for changes, and for the end.
class ChangeSignalTests {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ChangeSignal signal = new ChangeSignal();

    @Test
    void letsWaitersGoWhenTheNodeStops() {
        signal.start();
        try (ExecutorService waiters = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> waiting = waiters.submit(() -> signal.await(signal.commits(), LONG));
            signal.stop();
            assertThat(waiting).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(false);
        }
        assertThat(signal.await(signal.commits(), LONG)).isFalse();
    }

    @Test
    void stopsBeforeTheWebServerWaitsForItsRequests() {
        assertThat(signal.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
    }

    @Test
    void doesNotSleepThroughWhatWasSignalledBefore() {
        signal.start();
        long commits = signal.commits();
        signal.afterCommit();
        assertThat(signal.await(commits, LONG)).isTrue();
    }
}
