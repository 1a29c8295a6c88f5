package dev.rollcall.scalekit;

import dev.rollcall.benchmark.Bodies;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long an event takes to read: its envelope before it is acknowledged, the whole when it is applied.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class EventReaderBenchmark {

    @Param({ "1000", "20000" })
    int bytes;

    private final EventReader reader = new EventReader();
    private byte[] payload;

    @Setup
    public void write() {
        payload = Bodies.ofAbout(bytes);
    }

    @Benchmark
    public Object envelope() {
        return reader.envelope(payload);
    }

    @Benchmark
    public Object whole() throws UnreadableEventException {
        return reader.read(payload);
    }
}
