package dev.rollcall.notify;

import dev.rollcall.push.Answer;
import dev.rollcall.push.Answer.Confirmed;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import dev.rollcall.push.HttpPoster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Looks what wants a person, and posts it.
class Notifier {

    private static final Logger log = LoggerFactory.getLogger(Notifier.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /// Whoever reads it takes about one a second: what is left over comes with the next look.
    private static final int MOST_MESSAGES = 10;

    private final List<ConditionSource> sources;
    private final NoticeBoard board;
    private final URI url;
    private final HttpPoster poster;
    private final MeterRegistry meters;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();
    private final Set<ConditionSource> silent = ConcurrentHashMap.newKeySet();
    private volatile boolean isFailing;

    /// @param url where messages are posted to
    Notifier(List<ConditionSource> sources, NoticeBoard board, URI url, MeterRegistry meters, Clock clock) {
        this.sources = sources;
        this.board = board;
        this.url = url;
        this.poster = new HttpPoster(TIMEOUT, clock);
        this.meters = meters;
        this.clock = clock;
        Stream.of(Outcome.values()).forEach(this::counter);
    }

    /// Looks once. The first message that is not taken ends it: the others would fare no better, and are first the next time.
    ///
    /// @throws InterruptedException if this node stops meanwhile
    void look() throws InterruptedException {
        List<Condition> conditions = new ArrayList<>();
        Set<String> unknown = new HashSet<>();
        sources.forEach(source -> ask(source, conditions, unknown));
        List<Message> due = board.compare(conditions, unknown, clock.instant());
        for (Message message : due.subList(0, Math.min(due.size(), MOST_MESSAGES))) {
            if (!isTaken(message)) {
                return;
            }
        }
    }

    /// What one source does not know silences no other.
    private void ask(ConditionSource source, List<Condition> conditions, Set<String> unknown) {
        try {
            conditions.addAll(source.current());
            silent.remove(source);
        } catch (RuntimeException failed) {
            unknown.addAll(source.kinds());
            if (silent.add(source)) {
                log.warn(
                        "Whether something of these kinds wants a person cannot be found out, and stays as it was told: {}",
                        source.kinds(), failed);
            }
        }
    }

    private boolean isTaken(Message message) throws InterruptedException {
        Answer answer = poster.post(HttpRequest.newBuilder(url).header("Content-Type", "application/json")
                .header("User-Agent", "Rollcall")
                .POST(BodyPublishers.ofString(json.writeValueAsString(Map.of("text", message.text())))).build());
        return switch (answer) {
            case Confirmed confirmed -> {
                counter(Outcome.CONFIRMED).increment();
                board.told(message, clock.instant());
                isFailing = false;
                yield true;
            }
            case Failed failed -> {
                counter(failed.outcome()).increment();
                board.putOff(message, Objects.requireNonNullElse(failed.retryAfter(), Duration.ZERO), clock.instant());
                if (!isFailing) {
                    log.warn("What is at ROLLCALL_NOTIFY_URL does not take a notification: {} It is tried again later",
                            failed.why());
                }
                isFailing = true;
                yield false;
            }
        };
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("rollcall.notifications").description("Attempts to tell somebody, by what they came to")
                .tag("outcome", outcome.tag()).register(meters);
    }
}
