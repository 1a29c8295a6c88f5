package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.inbox.ClockDouble;
import dev.rollcall.scalekit.ScalekitDouble.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The token that all calls share.
class AccessTokensTests {

    // Spring Security says by the machine's clock when a token expires: this one begins there.
    private final ClockDouble clock = new ClockDouble(Instant.now());
    private final ScalekitDouble scalekit = new ScalekitDouble();
    private final TimepieceDouble time = new TimepieceDouble();
    private final DirectoryApi api = ScalekitConfiguration.client(scalekit.settings(Duration.ofSeconds(5)),
            new SimpleMeterRegistry(), clock, time);

    @AfterEach
    void close() throws IOException {
        scalekit.close();
    }

    @Test
    void isNotFetchedBeforeACallNeedsIt() {
        assertThat(scalekit.asked()).isEmpty();
    }

    @Test
    void isFetchedWithTheCredentialsInTheForm() {
        api.organizations(null);
        api.organizations(null);

        assertThat(scalekit.tokenRequests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.header("content-type")).startsWith("application/x-www-form-urlencoded");
            assertThat(request.header("authorization")).isNull();
            assertThat(request.body().split("&")).containsExactlyInAnyOrder("grant_type=client_credentials",
                    "client_id=skc_1", "client_secret=secret-of-skc_1");
        });
        assertThat(authorizations()).containsExactly("Bearer token-1", "Bearer token-1");
    }

    @ParameterizedTest
    @CsvSource({ "86400, 86330, 86341", "100, 80, 91", "10, 5, 10" })
    void isRenewedShortlyBeforeItExpires(int lifetime, int stillGood, int renewed) {
        scalekit.answersTokenRequests(token("short", lifetime));
        api.organizations(null);
        Duration sinceThen = Duration.between(clock.instant(), Instant.now());
        clock.goOn(sinceThen.plusSeconds(stillGood));
        api.organizations(null);
        clock.goOn(Duration.ofSeconds(renewed - stillGood));
        api.organizations(null);

        assertThat(authorizations()).containsExactly("Bearer short", "Bearer short", "Bearer token-1");
    }

    @Test
    void isReplacedOnceWhenScalekitTakesItNoMore() {
        api.organizations(null);
        scalekit.answers(Answer.refusal(401, "token revoked"));
        api.organizations(null);
        api.organizations(null);

        assertThat(authorizations()).containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2",
                "Bearer token-2");
    }

    @Test
    void isNotReplacedAgainAndAgain() {
        scalekit.answersAlways(Answer.refusal(401, "not for you"));

        assertThat(failure()).hasMessage("GET /api/v1/organizations: 401: not for you.").returns(401,
                DirectoryApiException::status);
        assertThat(authorizations()).containsExactly("Bearer token-1", "Bearer token-2");
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 401, 403 })
    void saysWhichSettingsToCheckWhereTheCredentialsAreWrong(int status) {
        scalekit.answersTokenRequests(Answer.of(status,
                "{\"error\":\"invalid_client\",\"error_description\":\"Client authentication failed\"}"));

        assertThat(failure()).hasMessage("POST /oauth/token: " + status
                + ": Client authentication failed. Check SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET.");
        assertThat(scalekit.asked()).hasSize(1);
    }

    @Test
    void isAskedForAgainWhereTheEndpointFails() {
        scalekit.answersTokenRequests(Answer.refusal(500, "oops"), Answer.cutOff(""), Answer.json("{}"),
                Answer.json("oops"), token("at-last", 60));
        api.organizations(null);

        assertThat(authorizations()).containsExactly("Bearer at-last");
        assertThat(time.sleeps()).hasSizeBetween(3, 4); // the JDK's client may repeat the second one itself
    }

    @Test
    void saysWhyThereIsNone() {
        Answer oops = Answer.refusal(500, "oops");
        scalekit.answersTokenRequests(oops, oops, oops, oops, oops);
        assertThat(failure()).hasMessage("POST /oauth/token: 500 after 5 attempts: oops.");
        Answer odd = Answer.json("{\"access_token\":\"\"}");
        scalekit.answersTokenRequests(odd, odd, odd, odd, odd);
        assertThat(failure())
                .hasMessage("POST /oauth/token: 200 after 5 attempts: the answer is empty or cannot be read.");
    }

    @Test
    void isFetchedByOneCallForAll() throws Exception {
        assertThat(together(8, "token")).allSatisfy(call -> assertThat(call.get()).isEqualTo("fine"));
        assertThat(scalekit.tokenRequests()).hasSize(1);
    }

    @Test
    void isRefusedToAllThatWaitedForItAtOnce() throws Exception {
        CountDownLatch all = new CountDownLatch(1);
        scalekit.answersTokenRequests(out -> {
            all.await();
            Answer.of(401, "{\"error\":\"invalid_client\"}").write(out);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> calls = Stream.generate(() -> threads.submit(this::outcome)).limit(1).toList();
            while (scalekit.tokenRequests().isEmpty()) {
                Thread.onSpinWait();
            }
            List<Thread> waiting = Stream.generate(() -> Thread.ofVirtual().start(this::outcome)).limit(5).toList();
            while (!waiting.stream().allMatch(one -> one.getState() == Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            all.countDown();
            assertThat(calls.getFirst().get()).startsWith("POST /oauth/token: 401: invalid_client.");
            for (Thread one : waiting) {
                one.join();
            }
        }
        assertThat(scalekit.tokenRequests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 429, 503 })
    void isAskedForOnceIfAPersonWaits(int status) {
        Answer down = Answer.refusal(status, "down", "Retry-After: 120");
        scalekit.answersTokenRequests(down, down, down, down, down);

        assertThat(catchThrowableOfType(DirectoryApiException.class, () -> api.portalLink("org_1")))
                .hasMessage("POST /oauth/token: " + status + ": down.");
        assertThat(scalekit.tokenRequests()).hasSize(1);
        assertThat(time.sleeps()).isEmpty();
    }

    @Test
    void isNotRefusedToARunBecauseAPersonCouldNotWait() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        scalekit.answersTokenRequests(out -> {
            waits.await();
            Answer.refusal(503, "down").write(out);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> person = threads.submit(api::tryOut);
            while (scalekit.tokenRequests().isEmpty()) {
                Thread.onSpinWait();
            }
            FutureTask<String> run = new FutureTask<>(this::outcome);
            Thread running = Thread.ofVirtual().start(run);
            while (running.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            waits.countDown();
            assertThat(person).failsWithin(Duration.ofSeconds(30)).withThrowableThat()
                    .withMessageContaining("POST /oauth/token: 503: down.");
            assertThat(run.get()).isEqualTo("fine");
        }
    }

    private List<Future<String>> together(int calls, String name) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return Stream.generate(() -> threads.submit(this::outcome)).limit(calls).toList();
        }
    }

    private String outcome() {
        try {
            api.organizations(null);
            return "fine";
        } catch (DirectoryApiException failed) {
            return failed.getMessage();
        }
    }

    private List<String> authorizations() {
        return scalekit.asked().stream().map(one -> one.header("authorization")).filter(one -> one != null).toList();
    }

    private static Answer token(String value, int lifetime) {
        return Answer.json(
                "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}".formatted(value, lifetime));
    }

    private DirectoryApiException failure() {
        return catchThrowableOfType(DirectoryApiException.class, () -> api.organizations(null));
    }
}
