package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rate that all calls share.
class RateBudgetTests {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration NO_PAUSE = Duration.ZERO;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TimepieceDouble time = new TimepieceDouble();

    @ParameterizedTest
    @ValueSource(ints = { 1, 7, 100, 10_000 })
    void letsAsManyThroughEachSecondAsTheCeilingAllows(int ceiling) throws InterruptedException {
        RateBudget budget = new RateBudget(ceiling, time);

        assertThat(seconds(budget, ceiling * 10)).isCloseTo(10, within(1.0));
    }

    @Test
    void letsASmallBurstThroughAfterAWhileAndNoLargeOne() throws InterruptedException {
        RateBudget budget = new RateBudget(100, time);
        time.goOn(Duration.ofHours(1));

        assertThat(seconds(budget, 5)).isZero();
        assertThat(seconds(budget, 100)).isCloseTo(1, within(0.05));
    }

    @Test
    void putsNobodyToSleepForLessThanAMillisecond() throws InterruptedException {
        seconds(new RateBudget(10_000, time), 10_000);

        assertThat(time.sleeps()).allSatisfy(sleep -> assertThat(sleep).isGreaterThanOrEqualTo(Duration.ofMillis(1)))
                .hasSizeBetween(500, 1_000);
    }

    @Test
    void halvesOnceForRequestsThatWereRefusedTogether() {
        RateBudget budget = new RateBudget(100, time);
        for (int i = 0; i < 8; i++) {
            budget.exceeded(NO_PAUSE);
            time.goOn(Duration.ofMillis(100));
        }
        assertThat(budget.rate()).isEqualTo(50);
        time.goOn(Duration.ofMillis(200));
        budget.exceeded(NO_PAUSE);
        assertThat(budget.rate()).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({ "100, 1", "3, 1", "1, 1", "10000, 1" })
    void neverFallsBelowOneRequestASecond(int ceiling, double slowest) throws InterruptedException {
        RateBudget budget = exhausted(ceiling);

        assertThat(budget.rate()).isEqualTo(slowest);
        assertThat(seconds(budget, 11)).isCloseTo(10, within(1.0));
    }

    @Test
    void growsBackToTheCeilingWithinAMinuteOfAnswers() {
        RateBudget budget = exhausted(100);
        double before = budget.rate();
        for (int i = 0; i < 300; i++) {
            time.goOn(Duration.ofMillis(100));
            budget.succeeded();
        }
        assertThat(budget.rate()).isCloseTo(before + 50, within(2.0));
        for (int i = 0; i < 300; i++) {
            time.goOn(Duration.ofMillis(100));
            budget.succeeded();
        }
        assertThat(budget.rate()).isEqualTo(100);
    }

    @Test
    void doesNotGrowWhileNothingIsAnswered() {
        RateBudget budget = exhausted(100);
        time.goOn(Duration.ofHours(1));
        budget.succeeded();
        assertThat(budget.rate()).isLessThan(3);
    }

    @Test
    void pausesEverybody() throws InterruptedException {
        RateBudget budget = new RateBudget(100, time);
        seconds(budget, 10);
        budget.exceeded(Duration.ofSeconds(30));

        assertThat(seconds(budget, 1)).isCloseTo(30, within(0.01));
        assertThat(seconds(budget, 50)).as("not all of them at once").isCloseTo(1, within(0.05));
    }

    @Test
    void doesNotShortenAPause() throws InterruptedException {
        RateBudget budget = new RateBudget(100, time);
        budget.exceeded(Duration.ofSeconds(30));
        budget.exceeded(Duration.ofSeconds(1));

        assertThat(seconds(budget, 1)).isCloseTo(30, within(0.01));
    }

    @Test
    void holdsBackWhoeverWasWaitingWhenAPauseBegan() throws InterruptedException {
        AtomicReference<RateBudget> budget = new AtomicReference<>();
        Timepiece interfering = new Timepiece() {
            @Override
            long nanos() {
                return time.nanos();
            }

            @Override
            void sleep(Duration duration) throws InterruptedException {
                if (time.sleeps().isEmpty()) {
                    budget.get().exceeded(Duration.ofSeconds(20));
                }
                time.sleep(duration);
            }
        };
        budget.set(new RateBudget(1, interfering));
        long start = time.nanos();
        assertThat(budget.get().await(PATIENCE)).isTrue();
        assertThat(budget.get().await(PATIENCE)).isTrue();

        assertThat(Duration.ofNanos(time.nanos() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void sendsAwayAtOnceWhoCannotWaitAsLongAndLosesNothingByIt() throws InterruptedException {
        RateBudget budget = new RateBudget(1, time);
        budget.exceeded(Duration.ofSeconds(30));
        for (int i = 0; i < 100; i++) {
            assertThat(budget.await(Duration.ofSeconds(29))).isFalse();
        }
        assertThat(time.sleeps()).isEmpty();
        assertThat(budget.await(Duration.ofSeconds(31))).isTrue();
    }

    @Test
    void endsTheWaitOfAnInterruptedThread() throws InterruptedException {
        RateBudget budget = new RateBudget(1, new Timepiece());
        budget.exceeded(Duration.ofMinutes(5));
        CountDownLatch ended = new CountDownLatch(1);
        Thread waiting = Thread.ofVirtual().start(() -> {
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> budget.await(PATIENCE));
            ended.countDown();
        });
        waiting.interrupt();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private RateBudget exhausted(int ceiling) {
        RateBudget budget = new RateBudget(ceiling, time);
        for (int i = 0; i < 20; i++) {
            budget.exceeded(NO_PAUSE);
            time.goOn(SECOND);
        }
        return budget;
    }

    private double seconds(RateBudget budget, int requests) throws InterruptedException {
        long start = time.nanos();
        for (int i = 0; i < requests; i++) {
            assertThat(budget.await(PATIENCE)).isTrue();
        }
        return (time.nanos() - start) / 1e9;
    }
}
