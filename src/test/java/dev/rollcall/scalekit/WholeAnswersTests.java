package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.scalekit.ScalekitDouble.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that would not end by themselves.
@Timeout(60)
class WholeAnswersTests {

    private static final String PATH = "GET /api/v1/organizations: ";
    private static final String CHUNKED = "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n";

    private final ScalekitDouble scalekit = new ScalekitDouble();
    private final CountDownLatch reached = new CountDownLatch(1);

    @AfterEach
    void close() throws IOException {
        scalekit.close();
    }

    @Test
    void givesUpAnAnswerThatDrips() {
        scalekit.answersAlways(out -> {
            Answer.raw(CHUNKED).write(out);
            while (true) {
                Answer.raw("1\r\n \r\n").write(out);
                out.flush();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        });

        assertThat(failure(client(Duration.ofMillis(200), new TimepieceDouble())))
                .hasMessage(PATH + "no whole answer in time after 5 attempts.")
                .hasCauseInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void givesUpAnAnswerThatDoesNotBegin() {
        scalekit.answersAlways(out -> new CountDownLatch(1).await());

        assertThat(failure(client(Duration.ofMillis(200), new TimepieceDouble())))
                .hasMessage(PATH + "no whole answer in time after 5 attempts.")
                .returns(null, DirectoryApiException::status);
    }

    @Test
    void givesUpATokenThatDoesNotCome() {
        Answer silence = out -> new CountDownLatch(1).await();
        scalekit.answersTokenRequests(silence, silence, silence, silence, silence);

        assertThat(failure(client(Duration.ofMillis(200), new TimepieceDouble())))
                .hasMessage("POST /oauth/token: no whole answer in time after 5 attempts.");
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 503 })
    void readsNoMoreThanTheLongestAnswer(int status) {
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        scalekit.answersAlways(out -> {
            try {
                Answer.raw(CHUNKED.replace("200", Integer.toString(status))).write(out);
                String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
                while (true) {
                    Answer.raw(chunk).write(out);
                }
            } finally {
                hungUp.complete(null);
            }
        });

        assertThat(failure(client(Duration.ofSeconds(10), new TimepieceDouble())))
                .hasMessage(PATH + "the answer is longer than rollcall.scalekit.max-response-size after 5 attempts.");
        assertThat(hungUp).succeedsWithin(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void endsARunningCallWhenItsThreadIsInterrupted(boolean virtual) throws InterruptedException {
        scalekit.answersAlways(out -> {
            Answer.raw(CHUNKED).write(out);
            out.flush();
            reached.countDown();
            new CountDownLatch(1).await();
        });
        interrupt(virtual);
    }

    @ParameterizedTest
    @ValueSource(strings = { "429", "503" })
    void endsAWaitingCallWhenItsThreadIsInterrupted(int status) throws InterruptedException {
        scalekit.answersAlways(out -> {
            Answer.refusal(status, "later", "Retry-After: 200").write(out);
            out.flush();
            reached.countDown();
        });
        interrupt(true);
    }

    private void interrupt(boolean virtual) throws InterruptedException {
        DirectoryApi api = client(Duration.ofSeconds(30), new Timepiece());
        CompletableFuture<DirectoryApiException> ended = new CompletableFuture<>();
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread calling = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(() -> {
            DirectoryApiException failure = failure(api);
            flag.complete(Thread.currentThread().isInterrupted());
            ended.complete(failure);
        });
        assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
        calling.interrupt();

        assertThat(ended).succeedsWithin(Duration.ofMinutes(1)).satisfies(failure -> assertThat(failure)
                .hasMessage(PATH + "interrupted.").returns(null, DirectoryApiException::status));
        assertThat(flag).isCompletedWithValue(true);
    }

    private DirectoryApi client(Duration readTimeout, Timepiece time) {
        return ScalekitConfiguration.client(scalekit.settings(readTimeout), new SimpleMeterRegistry(),
                Clock.systemUTC(), time);
    }

    private static DirectoryApiException failure(DirectoryApi api) {
        return catchThrowableOfType(DirectoryApiException.class, () -> api.organizations(null));
    }
}
