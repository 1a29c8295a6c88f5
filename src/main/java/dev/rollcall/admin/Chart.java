package dev.rollcall.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/// Events per minute as bars, in the units of the drawing.
///
/// @param bars a bar for each minute
/// @param ticks where the hours begin
/// @param tens the same figures in tens of minutes, to be read instead
/// @param most the most events in one minute
/// @param total all of them
record Chart(List<Bar> bars, List<Tick> ticks, List<Ten> tens, long most, long total) {

    private static final int STEP = 4;
    private static final int HEIGHT = 100;
    private static final int TEN = 10;

    /// One minute.
    record Bar(int x, int y, int height, Instant at, long events) {
    }

    /// A mark on the time axis.
    record Tick(int x, Instant at) {
    }

    /// Ten minutes.
    record Ten(Instant from, long events) {
    }

    /// @param since when the first minute began
    /// @param minutes how many events each minute had
    static Chart of(Instant since, List<Long> minutes) {
        long most = minutes.stream().mapToLong(Long::longValue).max().orElse(0);
        List<Bar> bars = IntStream.range(0, minutes.size()).mapToObj(minute -> {
            long events = minutes.get(minute);
            // A minute with a single event is to be seen beside one with thousands.
            int height = events == 0 ? 0 : Math.max(1, (int) (events * HEIGHT / most));
            return new Bar(minute * STEP, HEIGHT - height, height, at(since, minute), events);
        }).toList();
        List<Tick> ticks = bars.stream()
                .filter(bar -> bar.at().getEpochSecond() % Duration.ofMinutes(30).toSeconds() == 0)
                .map(bar -> new Tick(bar.x(), bar.at())).toList();
        List<Ten> tens = IntStream.range(0, minutes.size() / TEN)
                .mapToObj(ten -> new Ten(at(since, ten * TEN),
                        minutes.subList(ten * TEN, (ten + 1) * TEN).stream().mapToLong(Long::longValue).sum()))
                .toList();
        return new Chart(bars, ticks, tens, most, minutes.stream().mapToLong(Long::longValue).sum());
    }

    private static Instant at(Instant since, int minute) {
        return since.plus(Duration.ofMinutes(minute));
    }
}
