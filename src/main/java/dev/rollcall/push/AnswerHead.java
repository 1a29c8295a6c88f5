package dev.rollcall.push;

import dev.rollcall.push.Answer.Confirmed;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// What is answered to one post: its status and `Retry-After` are all that counts. The body is read up to a
/// length, so that the connection can be used again, and thrown away.
final class AnswerHead implements BodyHandler<Void> {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    // These say that it is not what was delivered.
    private static final Set<Integer> LATER = Set.of(408, 425, 429, 503);

    private final Clock clock;
    private volatile @Nullable Answer answer;

    AnswerHead(Clock clock) {
        this.clock = clock;
    }

    /// {@return the answer; empty as long as none has begun}
    Optional<Answer> answer() {
        return Optional.ofNullable(answer);
    }

    @Override
    public BodySubscriber<Void> apply(ResponseInfo head) {
        answer = read(head.statusCode(), head.headers());
        return new Discarded();
    }

    private Answer read(int status, HttpHeaders headers) {
        if (status >= 200 && status < 300) {
            return new Confirmed();
        }
        if (status >= 300 && status < 400) {
            return new Failed(Outcome.REDIRECT, "It answered %d: redirects are not followed.".formatted(status), false,
                    null);
        }
        return new Failed(status < 500 ? Outcome.REFUSED : Outcome.BROKEN, "It answered %d.".formatted(status),
                !LATER.contains(status), headers.firstValue("Retry-After").map(String::strip)
                        .map(value -> retryAfter(value, headers)).orElse(null));
    }

    /// RFC 9110 section 10.2.3: seconds, or a date, which is compared with the answer's own.
    private @Nullable Duration retryAfter(String value, HttpHeaders headers) {
        if (value.matches("\\d{1,9}")) {
            return atMostAnHour(Duration.ofSeconds(Long.parseLong(value)));
        }
        Instant now = headers.firstValue("Date").map(AnswerHead::date).orElseGet(clock::instant);
        Instant until = date(value);
        return until == null ? null : atMostAnHour(Duration.between(now, until));
    }

    private static Duration atMostAnHour(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static @Nullable Instant date(String value) {
        try {
            return ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    /// A body that nobody wants.
    private static final class Discarded implements BodySubscriber<Void> {

        private static final int MOST_BYTES = 64 * 1024;

        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private long left = MOST_BYTES;

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            left -= bytes.stream().mapToLong(ByteBuffer::remaining).sum();
            if (left < 0 && subscription != null) {
                subscription.cancel(); // which closes the connection
                end.complete(null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }

        @Override
        public CompletionStage<Void> getBody() {
            return end;
        }
    }
}
