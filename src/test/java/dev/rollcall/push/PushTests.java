package dev.rollcall.push;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.standardwebhooks.Webhook;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.push.Answer.Failed;
import dev.rollcall.push.Answer.Outcome;
import dev.rollcall.push.PushState.Place;
import dev.rollcall.simulator.ApplicationDouble;
import dev.rollcall.simulator.ApplicationDouble.Delivery;
import dev.rollcall.simulator.ApplicationDouble.Reply;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Delivers to an application that behaves as it is told to.
@RollcallContext
@TestPropertySource(properties = { "rollcall.push.first-retry=20ms", "rollcall.push.longest-retry=200ms",
        "rollcall.push.timeout=500ms", "rollcall.push.max-batch=20",
        "ROLLCALL_PUSH_SECRET=" + ApplicationDouble.SECRET + "," + ApplicationDouble.NEXT_SECRET })
class PushTests {

    private static final ApplicationDouble APPLICATION = ApplicationDouble.start();

    /// Clocks tell whole milliseconds, and a date whole seconds.
    private static final Duration A_LITTLE = Duration.ofMillis(100);

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private PushLedger ledger;
    @Autowired
    private Batches batches;

    private String organization;

    @DynamicPropertySource
    static void application(DynamicPropertyRegistry registry) {
        registry.add("ROLLCALL_PUSH_URL", APPLICATION::url);
    }

    @AfterAll
    static void stop() {
        APPLICATION.close();
    }

    @BeforeEach
    void beginAnew() {
        organization = "org_" + UUID.randomUUID();
        APPLICATION.answering(Reply.of(204));
        awaitConfirmed();
        jdbc.sql("delete from push_undelivered").update();
        // What the test before has listed may be on its way: one delivery is made after the other.
        client.deliver(userCreated("diruser_behind_" + organization).in("org_behind_" + organization));
        awaitConfirmed();
        APPLICATION.reset();
    }

    @Test
    void deliversWhatTheFeedSays() {
        person("ann");
        client.deliver(userDeleted(id("ann")).in(organization));
        awaitConfirmed();

        Delivery delivery = APPLICATION.deliveries().getFirst();
        List<Long> cursors = delivery.cursors();
        assertThat(delivery.body()).isEqualTo(
                client.get("/api/v1/changes?after=%d&limit=%d".formatted(cursors.getFirst() - 1, cursors.size())).http()
                        .body());
        assertThat(APPLICATION.taken()).extracting(change -> change.path("kind").asString())
                .containsExactly("user.created", "user.deactivated");
        assertThat(APPLICATION.users().values()).containsExactly(user("ann"));
    }

    @Test
    void signsWithEachSecretWhileTheyAreRotated() throws Exception {
        person("ann");
        awaitConfirmed();

        Delivery delivery = APPLICATION.deliveries().getFirst();
        long first = delivery.cursors().getFirst();
        assertThat(delivery.id()).isEqualTo("feed_%d_%d".formatted(first, first + delivery.cursors().size() - 1));
        List<String> signatures = List.of(delivery.signature().split(" "));
        assertThat(signatures).hasSize(2);
        for (String secret : List.of(ApplicationDouble.SECRET, ApplicationDouble.NEXT_SECRET)) {
            long second = delivery.at().getEpochSecond();
            List<String> ours = List.of(new Webhook(secret).sign(delivery.id(), second, delivery.body()),
                    new Webhook(secret).sign(delivery.id(), second - 1, delivery.body()));
            assertThat(signatures).containsAnyElementsOf(ours);
        }
    }

    @Test
    void goesOnAfterA2xxOnlyAndDeliversTheSameBatchUnderTheSameIdAgain() {
        APPLICATION.answering(Reply.of(503));
        person("ann");
        await().until(() -> APPLICATION.deliveries().size() >= 2);
        person("bob");
        await().until(() -> APPLICATION.deliveries().size() >= 5);

        List<Delivery> refused = APPLICATION.deliveries();
        assertThat(refused.subList(0, 2)).extracting(Delivery::id).containsOnly(refused.getFirst().id());
        assertThat(refused).allSatisfy(delivery -> assertThat(delivery.cursors().getFirst())
                .isEqualTo(refused.getFirst().cursors().getFirst()));
        assertThat(report().path("last_error").asString()).isEqualTo("It answered 503.");
        assertThat(report().path("failing_since").isNull()).isFalse();
        assertThat(report().path("pending").asLong()).isEqualTo(2);
        assertThat(report().path("lag_seconds").asDouble()).isPositive();

        APPLICATION.answering(Reply.of(200));
        awaitConfirmed();
        assertThat(APPLICATION.users()).hasSize(2);
        assertThat(report().path("failing_since").isNull()).isTrue();
    }

    @Test
    void followsNoRedirect() {
        try (ApplicationDouble elsewhere = ApplicationDouble.start()) {
            APPLICATION.answering(Reply.of(307).with("Location", elsewhere.url().toString()));
            person("ann");
            await().until(() -> APPLICATION.deliveries().size() >= 3);

            assertThat(elsewhere.deliveries()).isEmpty();
            assertThat(report().path("last_error").asString())
                    .isEqualTo("It answered 307: redirects are not followed.");
            assertThat(APPLICATION.deliveries()).extracting(Delivery::id)
                    .containsOnly(APPLICATION.deliveries().getFirst().id());
        }
    }

    @Test
    void waitsAsLongAsItIsTold() {
        List<Instant> arrivals = waitsFor("2");

        assertThat(arrivals.get(1)).isAfter(arrivals.get(0).plusSeconds(2).minus(A_LITTLE));
    }

    @Test
    void waitsUntilItIsTold() {
        ZonedDateTime told = ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).plusSeconds(4);
        List<Instant> arrivals = waitsFor(DateTimeFormatter.RFC_1123_DATE_TIME.format(told));

        assertThat(arrivals.get(1)).isAfter(told.toInstant().minus(A_LITTLE));
    }

    /// {@return when the first two deliveries came}
    private List<Instant> waitsFor(String retryAfter) {
        APPLICATION.answering(
                delivery -> APPLICATION.deliveries().size() == 1 ? Reply.of(429).with("Retry-After", retryAfter)
                        : Reply.of(204));
        person("ann");
        awaitConfirmed();

        return APPLICATION.deliveries().stream().map(Delivery::at).toList();
    }

    @Test
    void takesA2xxForConfirmedWhateverItsBodyIs() {
        APPLICATION.answering(Reply.ENDLESS);
        people(3);
        awaitConfirmed();

        assertThat(APPLICATION.cursors()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = { 500, 400, 502, 0, -1 })
    void listsAChangeThatTheApplicationNeverTakesAndDeliversTheOthers(int status) {
        Reply reply = status < 0 ? Reply.NEVER : Reply.of(status);
        together(() -> {
            people(3);
            person("ann");
            people(3);
        }, delivery -> isAbout("ann").test(delivery) ? reply : Reply.of(204));
        await().until(() -> report().path("undelivered_count").asLong() == 1);
        awaitConfirmed();

        JsonNode undelivered = report().path("undelivered").path(0);
        assertThat(undelivered.path("user_id").asString()).isEqualTo(user("ann").path("id").asString());
        assertThat(undelivered.path("kind").asString()).isEqualTo("user.created");
        assertThat(undelivered.path("user")).isEqualTo(user("ann"));
        assertThat(undelivered.path("occurred_at").isString()).isTrue();
        assertThat(undelivered.at("/cause/event_id").isString()).isTrue();
        assertThat(undelivered.path("error").asString()).isEqualTo(switch (status) {
            case 0 -> "It closed the connection without an answer.";
            case -1 -> "It did not answer within 500 ms.";
            default -> "It answered %d.".formatted(status);
        });
        assertThat(APPLICATION.users()).hasSize(6).doesNotContainKey(user("ann").path("id").asString());
        await().until(() -> metric("rollcall_push_undelivered") == 1);
        assertThat(confirmedAt("ann")).containsExactly("null");
    }

    @Test
    void listsTwoThatFollowEachOther() {
        together(() -> {
            person("ann");
            person("bea");
            person("cleo");
        }, delivery -> isAbout("ann").or(isAbout("bea")).test(delivery) ? Reply.of(500) : Reply.of(204));
        await().until(() -> report().path("undelivered_count").asLong() == 2);
        awaitConfirmed();

        assertThat(APPLICATION.users().values()).containsExactly(user("cleo"));
    }

    @Test
    void deliversWhatComesNextHoweverMuchIsListed() {
        Predicate<Delivery> listed = isAbout("ann").or(isAbout("bea"));
        together(() -> {
            person("ann");
            person("bea");
            person("cleo");
        }, delivery -> listed.test(delivery) ? Reply.of(500) : Reply.of(204));
        await().until(() -> report().path("undelivered_count").asLong() == 2);
        awaitConfirmed();
        APPLICATION.answering(delivery -> {
            if (listed.test(delivery)) {
                due(); // the other one
                return Reply.of(500);
            }
            return Reply.of(204);
        });
        int before = APPLICATION.deliveries().size();
        due();
        await().until(() -> APPLICATION.deliveries().size() > before + 2); // one after the other
        person("dora");
        awaitConfirmed();

        assertThat(APPLICATION.users()).containsValue(user("dora"));
    }

    @Test
    void triesNothingAgainOfWhichANewerChangeIsToCome() {
        listAnn();
        APPLICATION.answering(Reply.of(503));
        client.deliver(userDeleted(id("ann")).in(organization));
        due();

        assertThat(ledger.due(ledger.place())).isEmpty();
    }

    @Test
    void goesOnWithTheNewestOfThatUser() {
        listAnn();
        client.deliver(userUpdated(id("ann")).in(organization).email("ann@example.com").named("Ann", "New"));
        APPLICATION.answering(Reply.of(204));
        awaitConfirmed();

        assertThat(report().path("undelivered_count").asLong()).isZero();
        assertThat(APPLICATION.users()).containsValue(user("ann"));
        assertThat(confirmedAt("ann")).doesNotContain("null").hasSize(2);
    }

    @Test
    void triesAListedChangeAgainLater() {
        listAnn();
        Instant next = Instant.parse(report().path("undelivered").path(0).path("next_attempt_at").asString());
        assertThat(next).isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(60));
        due();
        await().until(() -> report().path("undelivered").path(0).path("attempts").asInt() == 2);
        assertThat(Instant.parse(report().path("undelivered").path(0).path("next_attempt_at").asString()))
                .isAfter(Instant.now().plusSeconds(200));

        APPLICATION.answering(Reply.of(503));
        due();
        await().until(() -> report().path("last_error").asString("").equals("It answered 503."));
        APPLICATION.answering(Reply.of(204));
        await().until(() -> report().path("undelivered_count").asLong() == 0);
        assertThat(report().path("last_error").isNull()).isTrue();
        assertThat(APPLICATION.users()).containsValue(user("ann"));
        assertThat(confirmedAt("ann")).doesNotContain("null");
    }

    @Test
    void losesAndListsNothingWhileTheApplicationAnswers500() {
        together(() -> people(30), delivery -> Reply.of(500));
        int before = APPLICATION.deliveries().size();
        await().until(() -> APPLICATION.deliveries().size() > before + 40);
        APPLICATION.answering(Reply.of(204));
        awaitConfirmed();

        assertThat(report().path("undelivered_count").asLong()).isZero();
        assertThat(APPLICATION.users()).hasSize(30);
        List<Long> taken = APPLICATION.cursors();
        assertThat(taken.stream().distinct().sorted().toList()).isEqualTo(IntStream.rangeClosed(0, 29)
                .mapToObj(i -> taken.stream().min(Long::compare).orElseThrow() + i).toList());
    }

    @Test
    void keepsTheOrderOfEachUserWhateverFails() {
        APPLICATION.answering(delivery -> Reply.of(APPLICATION.deliveries().size() % 3 == 0 ? 204 : 500));
        for (int i = 0; i < 5; i++) {
            for (String name : List.of("ann", "bea", "cleo")) {
                client.deliver(userUpdated(id(name)).in(organization).email(name + i + "@example.com"));
            }
        }
        awaitConfirmed();

        for (String name : List.of("ann", "bea", "cleo")) {
            String user = user(name).path("id").asString();
            List<Long> first = APPLICATION.taken().stream()
                    .filter(change -> change.path("user").path("id").asString().equals(user))
                    .map(ApplicationDouble::cursor).distinct().toList();
            assertThat(first).isSorted().hasSize(5);
        }
    }

    @Test
    void beginsAnewFromACursor() {
        people(3);
        awaitConfirmed();
        List<Long> cursors = APPLICATION.cursors();
        APPLICATION.reset();

        Answer answer = replay("\"%d\"".formatted(cursors.getFirst()));

        assertThat(answer.status()).isEqualTo(202);
        await().until(() -> APPLICATION.cursors().equals(cursors.subList(1, 3)));
    }

    @Test
    void beginsAtTheBeginning() {
        person("ann");
        awaitConfirmed();
        APPLICATION.reset();

        assertThat(replay("0").json().path("confirmed_cursor").asString()).isEqualTo("0");
        awaitConfirmed();

        assertThat(APPLICATION.cursors()).startsWith(1L).doesNotHaveDuplicates();
        assertThat(APPLICATION.users()).isNotEmpty().containsValue(user("ann"));
    }

    @Test
    void beginsFromNow() {
        APPLICATION.answering(Reply.of(503).with("Retry-After", "30")); // so that none is on its way then
        people(3);
        await().until(() -> !APPLICATION.deliveries().isEmpty());

        assertThat(replay("\"latest\"").json().path("pending").asLong()).isZero();
        APPLICATION.reset();
        person("ann");
        awaitConfirmed();

        assertThat(APPLICATION.users().values()).contains(user("ann")).hasSize(1);
    }

    @Test
    void countsNoDeliveryThatWasOnItsWayWhenThePlaceWasSet() {
        people(3);
        awaitConfirmed();
        APPLICATION.reset();
        APPLICATION.answering(
                delivery -> APPLICATION.deliveries().size() == 1 ? Reply.of(204).after(Duration.ofMillis(300))
                        : Reply.of(204));
        long before = report().path("confirmed_cursor").asLong();
        person("ann");
        await().until(() -> APPLICATION.deliveries().size() == 1);
        replay("\"%d\"".formatted(before - 1));
        awaitConfirmed();

        assertThat(APPLICATION.cursors()).contains(before, before + 1);
        assertThat(APPLICATION.cursors()).filteredOn(cursor -> cursor == before + 1).hasSize(2);
    }

    @Test
    void writesNothingForWhoDoesNotDeliverAnyMore() {
        people(2);
        awaitConfirmed();
        Place now = ledger.place();
        Place earlier = new Place(now.epoch() - 1, now.replays(), now.confirmed());
        Batch first = batches.at(1).orElseThrow();
        Failed failed = new Failed(Outcome.BROKEN, "It answered 500.", true, null);

        ledger.confirm(earlier, first);
        ledger.fail(earlier, failed);
        ledger.setAside(earlier, first.changes().getFirst(), failed);

        assertThat(ledger.place()).isEqualTo(now);
        assertThat(report().path("last_error").isNull()).isTrue();
        assertThat(report().path("undelivered_count").asLong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"\"", "\"-1\"", "\"newest\"", "\"999999999999\"", "\"99999999999999999999\"", "\"1e3\"",
            "\"１\"", "null" })
    void refusesWhatIsNoPlace(String after) {
        replay(after).assertProblem(400, "after must be a cursor of the feed, 0 for the beginning, or latest.");
    }

    @Test
    void namesAFieldThatNobodyKnows() {
        client.post("/api/v1/push/replay", "{\"after\":\"0\",\"from\":\"0\"}").assertProblem(400,
                "from is none of after.");
        client.post("/api/v1/push/replay", "{}").assertProblem(400,
                "after must be a cursor of the feed, 0 for the beginning, or latest.");
    }

    @Test
    void saysNothingOfWhatWasConfirmedTooLongAgo(
            @Autowired @Qualifier("auditRetentionTask") RecurringTask<Void> daily) {
        person("ann");
        awaitConfirmed();
        String cursor = Long.toString(APPLICATION.cursors().getLast());
        jdbc.sql("update push_confirmation set confirmed_at = now() - interval '729 days'").update();
        daily.execute(null, null);
        assertThat(confirmedAt("ann")).doesNotContain("null");
        jdbc.sql("update push_confirmation set confirmed_at = now() - interval '731 days'").update();

        daily.execute(null, null);

        assertThat(confirmedAt("ann")).containsExactly("null");
        assertThat(jdbc.sql("select count(*) from push_confirmation").query(Long.class).single()).isZero();
        jdbc.sql("""
                insert into push_undelivered (position, account_id, kind, since, attempts, next_attempt_at, error)
                values (?, ?, 'user.created', now(), 1, now(), 'once more')""")
                .params(Long.valueOf(cursor), UUID.fromString(user("ann").path("id").asString())).update();
        await().until(() -> report().path("undelivered_count").asLong() == 0);
        assertThat(confirmedAt("ann")).as("the first time was earlier").containsExactly("null");
        person("bob");
        awaitConfirmed();
        assertThat(confirmedAt("bob")).doesNotContain("null");
    }

    @Test
    void saysWhenTheApplicationConfirmed() {
        APPLICATION.answering(Reply.of(503));
        Instant start = Instant.now();
        person("ann");
        await().until(() -> !APPLICATION.deliveries().isEmpty());
        assertThat(confirmedAt("ann")).containsExactly("null");
        double before = metric("rollcall_push_deprovisioning_seconds_count");

        APPLICATION.answering(Reply.of(204));
        client.deliver(userDeleted(id("ann")).in(organization));
        awaitConfirmed();

        assertThat(confirmedAt("ann")).hasSize(2)
                .allSatisfy(at -> assertThat(Instant.parse(at)).isBetween(start, Instant.now()));
        await().until(() -> metric("rollcall_push_deprovisioning_seconds_count") == before + 1);
        replay("\"0\"");
        awaitConfirmed();
        assertThat(metric("rollcall_push_deprovisioning_seconds_count")).as("once").isEqualTo(before + 1);
    }

    @Test
    void countsWhoLostAccessByHandFromThenOn() {
        person("ann");
        String protection = "/api/v1/users/%s/protection".formatted(user("ann").path("id").asString());
        client.call("PUT", protection);
        client.deliver(userDeleted(id("ann")).in(organization));
        awaitConfirmed();
        double before = metric("rollcall_push_deprovisioning_seconds_count");

        client.call("DELETE", protection);
        awaitConfirmed();

        await().until(() -> metric("rollcall_push_deprovisioning_seconds_count") == before + 1);
        assertThat(metric("rollcall_push_deprovisioning_seconds_max")).isBetween(0.0, 60.0);
    }

    private void listAnn() {
        together(() -> {
            person("ann");
            people(2);
        }, delivery -> isAbout("ann").test(delivery) ? Reply.of(500) : Reply.of(204));
        await().until(() -> report().path("undelivered_count").asLong() == 1);
        awaitConfirmed();
    }

    private void due() {
        jdbc.sql("update push_undelivered set next_attempt_at = now()").update();
    }

    /// Lets something happen that is delivered together afterwards.
    private void together(Runnable events, Function<Delivery, Reply> behaviour) {
        APPLICATION.answering(Reply.of(503));
        events.run();
        APPLICATION.answering(behaviour);
    }

    private void people(int many) {
        for (int i = 0; i < many; i++) {
            person("p" + UUID.randomUUID());
        }
    }

    private void person(String name) {
        client.deliver(userCreated(id(name)).in(organization).email(name + "@example.com").named(name, "Lee"));
    }

    private String id(String name) {
        return "diruser_%s_%s".formatted(name, organization);
    }

    private Predicate<Delivery> isAbout(String name) {
        return delivery -> delivery.body().contains(id(name));
    }

    private JsonNode user(String name) {
        return client.get("/api/v1/users?limit=100&organization_id=" + organization).json().path("data").valueStream()
                .filter(user -> user.path("directory_user_ids").path(0).asString().equals(id(name))).findFirst()
                .orElseThrow();
    }

    private List<String> confirmedAt(String name) {
        return client.get("/api/v1/users/%s/history".formatted(user(name).path("id").asString())).json().path("data")
                .valueStream().map(entry -> entry.path("confirmed_at").asString("null")).toList();
    }

    private double metric(String name) {
        return client.get("/actuator/prometheus").http().body().lines().filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[1])).findFirst().orElseThrow();
    }

    private JsonNode report() {
        return client.get("/api/v1/push").json();
    }

    private Answer replay(String after) {
        return client.post("/api/v1/push/replay", "{\"after\":%s}".formatted(after));
    }

    private void awaitConfirmed() {
        await().until(() -> report().path("pending").asLong() == 0);
    }
}
