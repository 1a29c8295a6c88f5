package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.admin.Chart.Bar;
import dev.rollcall.admin.Chart.Ten;
import dev.rollcall.admin.Chart.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChartTests {

    private static final Instant SINCE = Instant.parse("2026-01-05T06:25:00Z");

    @Test
    void drawsTheBusiestMinuteInFullHeightAndASingleEventSoThatItIsSeen() {
        List<Long> minutes = new ArrayList<>(Collections.nCopies(20, 0L));
        minutes.set(0, 1L);
        minutes.set(1, 1000L);
        minutes.set(19, 500L);

        Chart chart = Chart.of(SINCE, minutes);

        assertThat(chart.bars().get(0)).isEqualTo(new Bar(0, 99, 1, SINCE, 1));
        assertThat(chart.bars().get(1)).returns(0, Bar::y).returns(100, Bar::height);
        assertThat(chart.bars().get(2).height()).isZero();
        assertThat(chart.bars().get(19)).returns(50, Bar::height).returns(76, Bar::x);
        assertThat(chart.most()).isEqualTo(1000);
        assertThat(chart.total()).isEqualTo(1501);
        assertThat(chart.ticks()).containsExactly(new Tick(20, Instant.parse("2026-01-05T06:30:00Z")));
        assertThat(chart.tens()).containsExactly(new Ten(SINCE, 1001),
                new Ten(SINCE.plus(Duration.ofMinutes(10)), 500));
    }

    @Test
    void drawsNothingWhereNothingCame() {
        Chart chart = Chart.of(SINCE, Collections.nCopies(180, 0L));

        assertThat(chart.bars()).extracting(Bar::height).containsOnly(0);
        assertThat(chart.most()).isZero();
    }
}
