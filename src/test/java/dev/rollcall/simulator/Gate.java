package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// What every request to the imitated API goes through: it is counted, told to whoever wants to know, and hit by faults.
final class Gate {

    private final InstantSource time;
    private final Traffic traffic = new Traffic();
    private final Interruptions interruptions = new Interruptions();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    Gate(InstantSource time) {
        this.time = time;
    }

    Traffic traffic() {
        return traffic;
    }

    Interruptions interruptions() {
        return interruptions;
    }

    List<Fault> faults() {
        return faults;
    }

    /// @param path what the request is about, such as `users`
    Answer pass(String path, Request request, Function<Hits, Answer.Whole> answer) {
        traffic.enter(path);
        try {
            interruptions.requested(request.target());
            var hits = hits(path, request);
            if (hits.has(Fault.Kind.LATENCY)) {
                WebhookSender.pause(Duration.ofMillis(hits.amount(Fault.Kind.LATENCY).getAsLong())).join();
            }
            return hits.faults().isEmpty() ? make(path, hits, answer) : fail(path, hits, answer);
        } finally {
            traffic.leave();
        }
    }

    private Answer.Whole make(String path, Hits hits, Function<Hits, Answer.Whole> answer) {
        try {
            // Before it is made, and whatever happens then: what is newer than its date may not be in it.
            var date = HttpListener.httpDate(time.instant());
            var made = answer.apply(hits);
            made = made.headers().containsKey("Date") ? made : made.with("Date", date);
            if (path.equals("users")) {
                interruptions.pageMade();
            }
            return made;
        } catch (Refusal refusal) {
            return refusal.answer();
        }
    }

    private Answer fail(String path, Hits hits, Function<Hits, Answer.Whole> answer) {
        for (var fault : hits.faults()) {
            switch (fault.kind()) {
                case TOO_MANY_REQUESTS -> {
                    return tooManyRequests().with("Retry-After", Long.toString(fault.amount()));
                }
                case TOO_MANY_REQUESTS_UNTIL -> {
                    // A date has no fractions of a second: rounded up, as a server that means it would.
                    var until = time.instant().plusSeconds(fault.amount()).plusNanos(999_999_999);
                    return tooManyRequests().with("Retry-After", HttpListener.httpDate(until));
                }
                case SERVER_ERROR -> {
                    return new Refusal(500, 13, "INTERNAL", "Something went wrong").answer();
                }
                case UNAVAILABLE -> {
                    return new Refusal(503, 14, "UNAVAILABLE", "The service is unavailable").answer()
                            .with("Retry-After", Long.toString(fault.amount()));
                }
                case DROPPED -> {
                    return new Answer.Dropped();
                }
                case ENDLESS -> {
                    return new Answer.Streamed("application/json", out -> writeEndlessly(out, fault.amount()));
                }
                default -> {
                    // Not in the way of an answer.
                }
            }
        }
        var made = make(path, hits, answer);
        return hits.has(Fault.Kind.TRUNCATED) ? made.body(Arrays.copyOf(made.body(), made.body().length / 2)) : made;
    }

    private Hits hits(String path, Request request) {
        if (faults.isEmpty()) {
            return new Hits(List.of());
        }
        var hasPageToken = !request.queryParameters().getOrDefault("page_token", "").isEmpty();
        return new Hits(faults.stream().filter(fault -> fault.hits(path, hasPageToken)).toList());
    }

    private static Answer.Whole tooManyRequests() {
        return new Refusal(429, 8, "RATE_LIMIT_EXCEEDED", "Too many requests").answer();
    }

    private static void writeEndlessly(OutputStream out, long megabytes) throws IOException {
        out.write("{\"users\":[],\"next_page_token\":\"".getBytes(ISO_8859_1));
        var megabyte = new byte[1_048_576];
        Arrays.fill(megabyte, (byte) 'x');
        for (var written = 0L; megabytes == 0 || written < megabytes; written++) {
            out.write(megabyte);
        }
        out.write("\"}".getBytes(ISO_8859_1));
    }
}
