package dev.rollcall.webhook;

import dev.rollcall.benchmark.Bodies;
import dev.rollcall.simulator.WebhookSigner;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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

/// How long the check of a signature takes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SignatureVerifierBenchmark {

    private static final String SECRET = "whsec_dGVzdC1vbmx5LW5vdC1hLXNlY3JldC1vZi1hbnlvbmU=";

    @Param({ "1000", "20000" })
    int bytes;

    private SignatureVerifier verifier;
    private Map<String, String> headers;
    private byte[] body;

    @Setup
    public void sign() {
        Clock clock = Clock.systemUTC();
        long now = clock.instant().getEpochSecond();
        verifier = new SignatureVerifier(List.of(SECRET), clock);
        body = Bodies.ofAbout(bytes);
        headers = Map.of("webhook-id", "msg_1", "webhook-timestamp", Long.toString(now), "webhook-signature",
                new WebhookSigner(SECRET).sign("msg_1", now, body));
        if (!(verify() instanceof Verification.Verified)) {
            throw new IllegalStateException("The signature is refused.");
        }
    }

    @Benchmark
    public Object verify() {
        return verifier.verify(headers::get, body);
    }
}
