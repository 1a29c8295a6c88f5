package dev.rollcall.push;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/// Posts batches to the application. Whatever it does, an answer comes within the time-out.
@Component
class ApplicationClient {

    private final PushProperties properties;
    private final Signature signature;
    private final PushMetrics metrics;
    private final HttpPoster poster;
    private final Clock clock;

    ApplicationClient(PushProperties properties, PushMetrics metrics, Clock clock) {
        this.properties = properties;
        this.signature = new Signature(properties.secrets());
        this.metrics = metrics;
        this.poster = new HttpPoster(properties.timeout(), clock);
        this.clock = clock;
    }

    /// Delivers a batch once.
    ///
    /// @return what became of it
    /// @throws InterruptedException if this node stops meanwhile
    Answer deliver(Batch batch) throws InterruptedException {
        long start = System.nanoTime();
        Answer answer = poster.post(request(batch));
        metrics.delivered(answer, Duration.ofNanos(System.nanoTime() - start));
        return answer;
    }

    private HttpRequest request(Batch batch) {
        long now = clock.instant().getEpochSecond();
        return HttpRequest.newBuilder(URI.create(properties.url())).header("Content-Type", "application/json")
                .header("User-Agent", "Rollcall").header("webhook-id", batch.id())
                .header("webhook-timestamp", Long.toString(now))
                .header("webhook-signature", signature.sign(batch.id(), now, batch.json()))
                .POST(BodyPublishers.ofString(batch.json())).build();
    }
}
