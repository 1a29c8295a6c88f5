package dev.rollcall.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/// Plays deliveries of a feed whose changes are each of another user.
class IsolationTests {

    private static final int MOST = 100;
    private static final int CHANGES = 1_000;

    private final Isolation isolation = new Isolation(MOST);
    private final List<Long> confirmed = new ArrayList<>();
    private final List<Long> setAside = new ArrayList<>();
    private int deliveries;

    @Test
    void deliversAsManyAtATimeAsItMayIfNothingFails() {
        play(change -> true, CHANGES / MOST);

        assertThat(deliveries).isEqualTo(CHANGES / MOST);
        assertThat(confirmed).hasSize(CHANGES);
    }

    @Test
    void triesABatchAgainBeforeItIsHalved() {
        isolation.failed(80, 80);
        assertThat(isolation.size()).isEqualTo(80);
        isolation.failed(80, 80);
        assertThat(isolation.size()).isEqualTo(40);
    }

    @Test
    void findsTheOneChangeThatIsNeverTakenInFewDeliveries() {
        for (long poisoned : new long[] { 1, 2, 37, 99, 100, 101, 555, 999 }) {
            var one = new IsolationTests();
            one.play(change -> change != poisoned, 60);

            assertThat(one.setAside).containsExactly(poisoned);
            assertThat(one.confirmed).hasSize(CHANGES - 1);
        }
    }

    @Test
    void findsSeveralThatFollowEachOther() {
        Set<Long> poisoned = Set.of(37L, 38L, 39L, 40L, 90L);
        play(change -> !poisoned.contains(change), 400);

        assertThat(new HashSet<>(setAside)).isEqualTo(poisoned);
        assertThat(confirmed).hasSize(CHANGES - poisoned.size());
    }

    @Test
    void blamesNoChangeForAnApplicationThatTakesNothing() {
        play(change -> deliveries > 500, 600);

        assertThat(setAside).isEmpty();
        assertThat(confirmed).hasSize(CHANGES);
    }

    @Test
    void takesNobodysWordOnce() {
        // Whoever fails now and then takes a change and not another one, but not three times in a row.
        play(change -> deliveries > 300 || deliveries % 5 == 0, 400);

        assertThat(setAside).isEmpty();
        assertThat(confirmed).hasSize(CHANGES);
    }

    @Test
    void triesTheChangeItselfAgainWhenThatOfAnotherFails() {
        failAlone(Isolation.ALONE);
        assertThat(isolation.isAnothersTurn()).isTrue();
        isolation.anotherFailed();
        assertThat(isolation.isAnothersTurn()).isFalse();
        assertThat(isolation.isNarrowing()).isFalse();
    }

    @Test
    void countsNothingThatLiesElsewhere() {
        failAlone(Isolation.ALONE);
        for (int round = 1; round < Isolation.ROUNDS; round++) {
            isolation.anotherTaken();
            assertThat(isolation.failed(1, 1)).isFalse();
        }
        isolation.anotherTaken();
        isolation.failedOtherwise();
        assertThat(isolation.isAnothersTurn()).as("whether it takes anything has to be seen anew").isTrue();
        isolation.anotherTaken();
        assertThat(isolation.failed(1, 1)).isTrue();
    }

    private void failAlone(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(isolation.failed(1, 1)).isFalse();
        }
    }

    /// Delivers until everything is confirmed or set aside.
    ///
    /// @param takes whether the application takes a change
    private void play(LongPredicate takes, int most) {
        long at = 0;
        while (at < CHANGES) {
            assertThat(++deliveries).isLessThanOrEqualTo(most);
            if (isolation.isAnothersTurn()) {
                long another = at + 2 + isolation.another() % 20;
                if (another <= CHANGES && takes.test(another)) {
                    isolation.anotherTaken();
                } else {
                    isolation.anotherFailed();
                }
                continue;
            }
            long last = Math.min(CHANGES, at + isolation.size());
            boolean isTaken = true;
            for (long change = at + 1; change <= last; change++) {
                isTaken &= takes.test(change);
            }
            if (isTaken) {
                for (long change = at + 1; change <= last; change++) {
                    confirmed.add(change);
                }
                at = last;
                isolation.confirmed(last);
            } else if (isolation.failed(last, (int) (last - at))) {
                setAside.add(last);
                at = last;
                isolation.confirmed(last);
            }
        }
    }
}
