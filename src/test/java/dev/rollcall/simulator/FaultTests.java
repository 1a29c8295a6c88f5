package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultTests {

    private final ScalekitSimulator simulator = ScalekitSimulator
            .start("whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=");
    private final SimulatorClient client = new SimulatorClient(simulator);
    private SimulatedDirectory directory;

    @BeforeEach
    void start() {
        client.authorized();
        directory = simulator.createDirectory();
        directory.generate(60, 2);
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void asksToWaitForSeconds() {
        simulator.fail(Fault.tooManyRequests(Duration.ofSeconds(7)).times(1));

        assertThat(users("").statusCode()).isEqualTo(429);
        assertThat(users("").statusCode()).isEqualTo(200);
        simulator.fail(Fault.unavailable(Duration.ofSeconds(3)));
        assertThat(users("").statusCode()).isEqualTo(503);
        assertThat(users("").headers().firstValue("Retry-After")).hasValue("3");
    }

    @Test
    void asksToWaitUntilADate() {
        simulator.fail(Fault.tooManyRequestsUntil(Duration.ofSeconds(10)));

        var headers = users("").headers();

        assertThat(Duration.between(date(headers.firstValue("Date").orElseThrow()),
                date(headers.firstValue("Retry-After").orElseThrow()))).isBetween(Duration.ofSeconds(10),
                        Duration.ofSeconds(12));
    }

    @Test
    void hitsOnlyWhatItIsToldTo() {
        var fault = simulator.fail(Fault.serverError().on("groups").after(1).times(2));

        assertThat(users("").statusCode()).isEqualTo(200);
        assertThat(groups().statusCode()).isEqualTo(200);
        assertThat(groups().statusCode()).isEqualTo(500);
        assertThat(SimulatorClient.json(groups()).path("code").asInt()).isEqualTo(13);
        assertThat(groups().statusCode()).isEqualTo(200);
        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void sparesTokensUnlessToldOtherwise() {
        simulator.fail(Fault.serverError());
        assertThat(client.post("/oauth/token", "").statusCode()).isEqualTo(400);

        simulator.fail(Fault.serverError().on("token"));
        assertThat(client.post("/oauth/token", "").statusCode()).isEqualTo(500);
    }

    @Test
    void endsWhenItIsMended() {
        var fault = simulator.fail(Fault.serverError());
        simulator.mend(fault);
        assertThat(users("").statusCode()).isEqualTo(200);

        simulator.fail(Fault.serverError());
        simulator.mend();
        assertThat(users("").statusCode()).isEqualTo(200);
    }

    @Test
    void takesItsTime() {
        simulator.fail(Fault.latency(Duration.ofMillis(80)));
        var begin = System.nanoTime();

        assertThat(users("").statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void dropsTheConnection() {
        simulator.fail(Fault.dropped());

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> users(""));
    }

    @Test
    void cutsAPageInHalf() {
        var whole = users("page_size=30").body();
        simulator.fail(Fault.truncated());

        var half = users("page_size=30");

        assertThat(half.statusCode()).isEqualTo(200);
        assertThat(half.body()).hasSize(whole.length() / 2);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> SimulatorClient.json(half));
    }

    @Test
    void showsNobody() {
        simulator.fail(Fault.emptyPage());

        var page = page("page_size=30");

        assertThat(page.path("users").isEmpty()).isTrue();
        assertThat(page.path("next_page_token").asString()).isEmpty();
        assertThat(page.path("total_size").asInt()).isZero();
        assertThat(SimulatorClient.json(groups()).path("groups").size()).isEqualTo(2);
    }

    @Test
    void leadsBackToTheSamePage() {
        simulator.fail(Fault.repeatedToken());

        var token = page("").path("next_page_token").asString();

        assertThat(token).isNotEmpty();
        assertThat(page("page_token=" + token).path("next_page_token").asString()).isEqualTo(token);
    }

    @Test
    void showsTheLastUserOfThePageBeforeAgain() {
        simulator.fail(Fault.repeatedUser());

        var first = page("page_size=30");
        var second = page("page_size=30&page_token=" + first.path("next_page_token").asString());

        assertThat(second.at("/users/0/id")).isEqualTo(first.at("/users/29/id"));
        assertThat(second.path("users").size()).isEqualTo(30);
        simulator.mend();
        simulator.offsetPages(true);
        simulator.fail(Fault.repeatedUser().times(1));
        assertThat(client.ids(directory, "page_size=30")).contains(first.at("/users/29/id").asString())
                .hasSizeGreaterThanOrEqualTo(60);
    }

    @Test
    void countsWrong() {
        simulator.fail(Fault.wrongTotal(-5));

        assertThat(page("").path("total_size").asInt()).isEqualTo(55);
    }

    @Test
    void goesOnForAsLongAsItIsRead() throws Exception {
        simulator.fail(Fault.endless(3).times(1));
        assertThat(users("").body()).hasSizeGreaterThan(3 * 1_048_576);

        simulator.fail(Fault.endless(0));
        try (var body = client.stream(SimulatorClient.path(directory, "users"))) {
            assertThat(body.readNBytes(20 * 1_048_576)).hasSize(20 * 1_048_576);
        }
    }

    @Test
    void letsTestsInterruptAConversation() {
        var targets = new ArrayList<String>();
        var pages = new ArrayList<Integer>();
        simulator.onRequest(targets::add);
        simulator.afterPage(2, () -> pages.add(simulator.requests("users")));

        client.ids(directory, "page_size=20");

        assertThat(targets).hasSize(3).first().asString()
                .isEqualTo(SimulatorClient.path(directory, "users") + "?page_size=20&page_token=");
        assertThat(pages).containsExactly(2);
    }

    @Test
    void countsRequestsAndHowManyThereWereAtATime() throws Exception {
        var barrier = new CyclicBarrier(3);
        simulator.onRequest(target -> meet(barrier));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 3; i++) {
                threads.submit(() -> groups());
            }
        }

        assertThat(simulator.requests("groups")).isEqualTo(3);
        assertThat(simulator.mostRequestsAtOnce()).isEqualTo(3);
        simulator.resetRequests();
        assertThat(simulator.requests("groups")).isZero();
        assertThat(simulator.mostRequestsAtOnce()).isZero();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static ZonedDateTime date(String header) {
        return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private JsonNode page(String query) {
        return SimulatorClient.json(users(query));
    }

    private HttpResponse<String> users(String query) {
        return client.get(SimulatorClient.path(directory, "users") + "?" + query);
    }

    private HttpResponse<String> groups() {
        return client.get(SimulatorClient.path(directory, "groups"));
    }
}
