package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTrailTests {

    @ParameterizedTest
    @CsvSource({ "0, 1", "1, 1", "1, 2", "0, 7", "13, 4", "100, 1000" })
    void noticesACircleHoweverLongTheWayToItAndItselfAre(int way, int circle) {
        PageTrail trail = new PageTrail("users");
        int page = 0;
        String why = null;
        while (why == null && page < 4 * (way + circle) + 4) {
            why = trail.follow("t" + (page < way ? page : way + (page - way) % circle), null);
            page++;
        }

        assertThat(why).isEqualTo("The listing of users gave the same page token twice.");
    }

    @Test
    void followsAsManyPagesAsThereMayBe() {
        PageTrail trail = new PageTrail("users");
        for (int page = 0; page < 1_000; page++) {
            assertThat(trail.follow("t" + page, 1_000L)).isNull();
        }
    }

    @Test
    void followsNoMorePagesThanThereCanBe() {
        PageTrail trail = new PageTrail("groups");
        String why = null;
        for (int page = 0; why == null && page < 1_000; page++) {
            why = trail.follow("t" + page, 3L);
        }

        assertThat(why).isEqualTo("The listing of groups does not end: there are more than 107 pages.");
    }
}
