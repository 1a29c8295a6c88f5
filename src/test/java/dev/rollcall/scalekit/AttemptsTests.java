package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.scalekit.ScalekitDouble.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a call that is not answered at once.
class AttemptsTests {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");
    private static final Answer FINE = Answer.json("{\"directories\":[{\"id\":\"dir_1\"}]}");
    private static final Answer UNAVAILABLE = Answer.refusal(503, "upstream unavailable");
    private static final String PATH = "GET /api/v1/organizations/org_1/directories: ";

    private final ScalekitDouble scalekit = new ScalekitDouble();
    private final TimepieceDouble time = new TimepieceDouble();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final DirectoryApi api = ScalekitConfiguration.client(scalekit.settings(Duration.ofSeconds(5)), meters,
            Clock.fixed(NOW, ZoneOffset.UTC), time);

    @AfterEach
    void close() throws IOException {
        scalekit.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 408, 500, 502, 503, 504 })
    void triesAgainEverLessOften(int status) {
        Answer refusal = Answer.refusal(status, "not now");
        scalekit.answers(refusal, refusal, refusal, refusal, FINE);

        assertThat(api.directories("org_1")).hasSize(1);
        assertThat(time.sleeps()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(time.sleeps().get(i)).isBetween(Duration.ofMillis(250 << i), Duration.ofMillis(500 << i));
        }
    }

    @Test
    void saysInASentenceWhatWasTriedHowOftenAndWhatScalekitSaid() {
        scalekit.answersAlways(UNAVAILABLE);

        assertThat(failure()).hasMessage(PATH + "503 after 5 attempts: upstream unavailable.").hasNoCause().returns(503,
                DirectoryApiException::status);
        assertThat(scalekit.calls()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 400, 403, 409, 418 })
    void failsAtOnceWhereNoOtherAttemptHelps(int status) {
        scalekit.answersAlways(Answer.refusal(status, "invalid page token", "Location: /elsewhere"));

        assertThat(failure()).hasMessage(PATH + status + ": invalid page token.").returns(status,
                DirectoryApiException::status);
        assertThat(scalekit.calls()).hasSize(1);
        assertThat(time.sleeps()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "`` | 400.", "<html>oops</html> | 400.", "[] | 400.",
            "{\"message\":\"\"} | 400.", "{\"message\":{\"a\":1}} | 400.",
            "{\"message\":\"Bad.\\n\\tVery\\u0000bad.\"} | 400: Bad. Very bad.",
            "{\"message\":\"user ann@example.com is odd\"} | 400: user … is odd.",
            "{\"message\":\"Bearer token-1 expired\"} | 400: … expired.",
            "{\"message\":\"bad secret-of-skc_1\"} | 400: bad ….",
            "{\"message\":\"bad eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJza2NfMSJ9.c2lnbmF0dXJl\"} | 400: bad ….", })
    void repeatsWhatScalekitSaidInOneLineWithoutTokensAndAddresses(String body, String expected) {
        scalekit.answersAlways(Answer.of(400, body));

        assertThat(failure()).hasMessage(PATH + expected);
    }

    @Test
    void repeatsNoMoreThan200Characters() {
        scalekit.answersAlways(Answer.refusal(400, "word ".repeat(100)));

        assertThat(failure().getMessage().substring(PATH.length())).hasSize("400: ".length() + 200 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Retry-After: 7", "Retry-After:  7 ",
            "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\nRetry-After: Mon, 01 Jan 2024 00:00:07 GMT",
            "Retry-After: Tue, 24 Nov 2026 03:00:07 GMT" })
    void waitsAsLongAsScalekitAsks(String header) {
        scalekit.answers(Answer.refusal(503, "down", header), FINE, Answer.refusal(429, "too many", header), FINE);

        api.directories("org_1");
        assertThat(time.sleeps()).containsExactly(Duration.ofSeconds(7));
        api.directories("org_1");
        assertThat(time.sleeps()).hasSize(2).last()
                .satisfies(pause -> assertThat(pause).isCloseTo(Duration.ofSeconds(7), Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "X-None: 1", "Retry-After: soon", "Retry-After: -5", "Retry-After: 0",
            "Retry-After: Tue, 24 Nov 2020 03:00:07 GMT", "Retry-After: 99999999999999999999" })
    void backsOffWhereScalekitAsksForNoWaitThatMakesSense(String header) {
        scalekit.answers(Answer.refusal(429, "too many", header), FINE);

        api.directories("org_1");
        assertThat(time.sleeps()).singleElement()
                .satisfies(delay -> assertThat(delay).isBetween(Duration.ofMillis(250), Duration.ofMillis(500)));
    }

    @Test
    void pausesEveryCallAndHalvesTheRateWhenThereWereTooManyRequests() {
        scalekit.answers(Answer.refusal(429, "too many", "Retry-After: 60"), Answer.refusal(403, "no"), FINE);
        assertThat(rate()).isEqualTo(10_000);

        assertThat(failure()).returns(403, DirectoryApiException::status);
        assertThat(rate()).isEqualTo(5_000);
        assertThat(time.sleeps()).hasSize(1);
        assertThat(api.directories("org_1")).hasSize(1);
        assertThat(rate()).isGreaterThan(5_000);
    }

    @Test
    void pausesOnlyTheCallThatIsTold503() {
        scalekit.answers(Answer.refusal(503, "down", "Retry-After: 60"), FINE);

        api.directories("org_1");
        assertThat(rate()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 503 })
    void doesNotWaitLongerThanFiveMinutesForOneAnswer(int status) {
        scalekit.answers(Answer.refusal(status, "closed", "Retry-After: 3600"), FINE);

        assertThat(failure()).hasMessage(PATH + status
                + ": closed. Scalekit wants to be left alone for 3600 seconds, and a call waits 300 at most.");
        assertThat(time.sleeps()).isEmpty();
        assertThat(api.directories("org_1")).hasSize(1);
        assertThat(time.sleeps()).isEqualTo(status == 503 ? List.of() : List.of(Duration.ofMinutes(5)));
    }

    @Test
    void endsWithinTenMinutesWhateverScalekitAsks() {
        scalekit.answersAlways(Answer.refusal(429, "too many", "Retry-After: 290"));
        long start = time.nanos();

        assertThat(failure()).hasMessage(
                PATH + "429 after 3 attempts: too many. The rate budget has no room for it within 10 minutes.");
        assertThat(Duration.ofNanos(time.nanos() - start)).isLessThan(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @ValueSource(strings = { "HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{\"directories\":[",
            "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"directories\":[", "HTTP/1.1 200 X\r\nConten",
            "", "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n{\"directories\":[",
            "HTTP/1.1 200 X\r\nConnection: close\r\n\r\n",
            "HTTP/1.1 200 X\r\nContent-Type: text/html;charset=iso-8859-1\r\nConnection: close\r\n\r\n<html></html>",
            "HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n[]", "HTTP/1.1 204 X\r\n\r\n",
            "HTTP/1.1 200 X\r\nContent-Length: 4\r\n\r\nnull" })
    void triesAgainWhereAnAnswerIsNotWhole(String part) {
        Answer broken = Answer.cutOff(part);
        scalekit.answers(broken, FINE);
        assertThat(api.directories("org_1")).hasSize(1);

        // The JDK's client itself repeats a request whose connection ends without a word.
        scalekit.answersAlways(broken);
        assertThat(failure().getMessage()).startsWith(PATH).contains(" after 5 attempts").endsWith(".")
                .doesNotContain("Exception");
        assertThat(time.sleeps()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void quotesNothingOfAnAnswerThatItCannotRead() {
        scalekit.answersAlways(Answer.json("{\"directories\":[{\"id\":\"ann@example.com\",oops}]}"));

        assertThat(failure()).hasMessage(PATH + "200 after 5 attempts: the answer is not the JSON that it should be.")
                .hasNoCause();
    }

    @Test
    void triesAgainWhereNobodyListens() throws IOException {
        api.directories("org_1");
        scalekit.close();

        assertThat(failure()).hasMessage(PATH + "no connection after 5 attempts.")
                .returns(null, DirectoryApiException::status).cause().isInstanceOf(ConnectException.class);
    }

    @Test
    void endsAtOnceWhenItsThreadIsInterrupted() {
        scalekit.answersAlways(UNAVAILABLE);
        Thread.currentThread().interrupt();

        assertThat(failure()).hasMessage("POST /oauth/token: interrupted.")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
        assertThat(scalekit.asked()).isEmpty();
    }

    @Test
    void measuresEveryRequestByCallAndOutcome() {
        scalekit.answers(UNAVAILABLE, Answer.cutOff("HTTP/1.1 200 X\r\nContent-Length: 100\r\n\r\n{"),
                Answer.refusal(429, "too many"), FINE);
        api.directories("org_1");

        assertThat(meters.find("rollcall.scalekit.calls").timers()).filteredOn(timer -> timer.count() > 0)
                .extracting(timer -> timer.getId().getTag("call") + " " + timer.getId().getTag("outcome") + " "
                        + timer.count())
                .containsExactlyInAnyOrder("token 2xx 1", "directories 503 1", "directories io_error 1",
                        "directories 429 1", "directories 2xx 1");
    }

    private double rate() {
        return meters.get("rollcall.scalekit.rate.limit").gauge().value();
    }

    private DirectoryApiException failure() {
        return catchThrowableOfType(DirectoryApiException.class, () -> api.directories("org_1"));
    }
}
