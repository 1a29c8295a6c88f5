package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OddityTests {

    private static final Duration AHEAD = Duration.ofHours(13);

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScalekitSimulator simulator = ScalekitSimulator.start(0, receiver.url(), WebhookReceiver.SECRET);
    private final SimulatorClient client = new SimulatorClient(simulator);
    private SimulatedDirectory directory;
    private SimulatedUser member;

    @BeforeEach
    void start() {
        client.authorized();
        directory = simulator.createDirectory();
        directory.createGroup("dirgroup_sales", "Sales");
        member = directory.join(as -> as.roles("viewer").groups("dirgroup_sales"));
        told();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
        receiver.close();
    }

    @Test
    void sayNothingWhileNoneIsSent() {
        var user = directory.join();

        var event = told().getFirst();
        assertThat(event.at("/data/active").isBoolean()).isTrue();
        assertThat(event.at("/data/groups").isNull()).isTrue();
        assertThat(event.at("/data/roles").isNull()).isTrue();
        assertThat(event.path("occurred_at").asString()).isEqualTo(user.updatedAt().toString());
        assertThat(listed(user).path("groups").isNull()).isTrue();
        assertThat(listed(user).at("/user_detail/roles").isNull()).isTrue();
        assertThat(listed(user).at("/user_detail/active").isBoolean()).isTrue();
    }

    @Test
    void emptyListsAreWrittenAsSuch() {
        directory.oddities().send(Oddity.EMPTY_LISTS);

        var user = directory.join();

        var data = told().getFirst().path("data");
        for (var list : List.of(data.path("groups"), data.path("roles"), listed(user).path("groups"),
                listed(user).at("/user_detail/roles"))) {
            assertThat(list.isArray()).isTrue();
            assertThat(list.isEmpty()).isTrue();
        }
    }

    @Test
    void emptyListsAreMissing() {
        directory.oddities().send(Oddity.MISSING_LISTS);

        var user = directory.join();
        directory.change(member.id(), as -> as.email("new@example.com"));

        var events = told();
        assertThat(events.getFirst().path("data").propertyNames()).doesNotContain("groups", "roles").contains("email");
        assertThat(events.getLast().path("data").propertyNames()).contains("groups", "roles");
        assertThat(listed(user).has("groups")).isFalse();
        assertThat(listed(user).path("user_detail").has("roles")).isFalse();
        assertThat(listed(member).path("groups").size()).isOne();
        assertThat(listed(member).at("/user_detail/roles").size()).isOne();
    }

    @Test
    void booleansAreTexts() {
        directory.oddities().send(Oddity.BOOLEANS_AS_TEXTS);

        directory.deactivate(member.id());
        var joiner = directory.join();
        directory.disable();

        assertThat(told()).extracting(event -> event.path("data"))
                .extracting(data -> data.path(data.has("active") ? "active" : "enabled").stringValue())
                .containsExactly("False", "True", "False");
        assertThat(listed(member).at("/user_detail/active").stringValue()).isEqualTo("False");
        assertThat(listed(joiner).at("/user_detail/active").stringValue()).isEqualTo("True");
        assertThat(described().path("enabled").stringValue()).isEqualTo("False");
    }

    @Test
    void offsetsLackTheirColonAndMeanTheSame() {
        directory.oddities().send(Oddity.OFFSETS_WITHOUT_COLON);

        var at = directory.join().updatedAt();

        var time = told().getFirst().path("occurred_at").asString();
        assertThat(time).endsWith("+0530");
        assertThat(OffsetDateTime.parse(time.replace("+0530", "+05:30")).toInstant()).isEqualTo(at);
    }

    @Test
    void byteOrderMarksStandBeforeEventsAndAnswers() {
        directory.oddities().send(Oddity.BYTE_ORDER_MARK);

        directory.join();

        simulator.webhooks().settle();
        assertThat(receiver.takeBodies()).singleElement()
                .satisfies(body -> assertThat(new String(body, UTF_8)).startsWith("\uFEFF{"));
        assertThat(client.get(SimulatorClient.path(directory, "users")).body()).startsWith("\uFEFF{\"users\"");
        assertThat(client.get("/api/v1/organizations").body()).startsWith("{");
        simulator.oddities().send(Oddity.BYTE_ORDER_MARK);
        assertThat(client.get("/api/v1/organizations").body()).startsWith("\uFEFF{");
    }

    @Test
    void datesAreInTheFuture() {
        directory.oddities().send(Oddity.FUTURE_DATES);

        var user = directory.join();
        directory.enable();

        var events = told();
        var ahead = user.updatedAt().plus(AHEAD).toString();
        assertThat(events.getFirst().path("occurred_at").asString()).isEqualTo(ahead);
        assertThat(events.getLast().at("/data/updated_at")).isEqualTo(events.getLast().path("occurred_at"));
        assertThat(listed(user).path("updated_at").asString()).isEqualTo(ahead);
        assertThat(described().at("/stats/user_updated_at").asString()).isEqualTo(ahead);
        var date = client.get(SimulatorClient.path(directory, "groups")).headers().firstValue("Date").orElseThrow();
        assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
                .isCloseTo(Instant.now().plus(AHEAD), within(20, ChronoUnit.SECONDS));
    }

    @Test
    void addressesOfTheRemovedAreMangled() {
        directory.oddities().send(Oddity.MANGLED_ADDRESSES);

        directory.deactivate(member.id());
        directory.leave(member.id());

        var events = told();
        assertThat(events.getFirst().at("/data/email").asString()).isEqualTo(member.email());
        assertThat(events.getLast().at("/data/email").asString()).matches("[0-9a-f]{32}\\Q" + member.email() + "\\E");
        assertThat(events.getLast().at("/data/dp_id").asString()).isEqualTo(member.dpId());
    }

    @Test
    void theFirstOfEachPageIsUnreadable() {
        directory.generate(60);
        directory.oddities().send(Oddity.UNREADABLE_USER);

        var users = client.all(directory, "users", "page_size=30&include_detail=true");

        assertThat(users).hasSize(61);
        assertThat(users.stream().filter(OddityTests::isUnreadable).map(users::indexOf)).containsExactly(0, 30, 60);
        assertThat(users.get(30).at("/user_detail/email")).isEqualTo(users.get(30).path("email"));
        assertThat(users.get(30).at("/groups/0").propertyNames()).isEmpty();
    }

    @Test
    void theFirstOfEachPageHasNoId() {
        directory.generate(60);
        directory.oddities().send(Oddity.USER_WITHOUT_ID);

        var users = client.all(directory, "users", "page_size=30");

        assertThat(users.stream().filter(user -> !user.has("id")).map(users::indexOf)).containsExactly(0, 30, 60);
    }

    @Test
    void areAboutThoseWhoAreNamed() {
        directory.generate(60);
        var named = directory.users().get(40);
        directory.oddities().send(Oddity.UNREADABLE_USER, named.id()).send(Oddity.BOOLEANS_AS_TEXTS, named.id());

        assertThat(client.all(directory, "users", "page_size=30")).filteredOn(OddityTests::isUnreadable).singleElement()
                .extracting(user -> user.path("id").asString()).isEqualTo(named.id());
        directory.deactivate(named.id());
        directory.deactivate(member.id());
        assertThat(told()).extracting(event -> event.at("/data/active").isString()).containsExactly(true, false);
    }

    @Test
    void areOfOneDirectoryOrOfAll() {
        var other = simulator.createDirectory();
        directory.oddities().send(Oddity.BOOLEANS_AS_TEXTS);
        told();

        directory.join();
        other.join();
        assertThat(told()).extracting(event -> event.at("/data/active").isString()).containsExactly(true, false);
        simulator.oddities().send(Oddity.BOOLEANS_AS_TEXTS);
        other.join();
        assertThat(told()).extracting(event -> event.at("/data/active").isString()).containsExactly(true);
    }

    @Test
    void goTogether() {
        for (var oddity : Oddity.values()) {
            simulator.oddities().send(oddity);
        }

        var user = directory.join(as -> as.active(false));
        directory.leave(user.id());

        var events = told();
        assertThat(events.getFirst().at("/data/active").asString()).isEqualTo("False");
        assertThat(events).allSatisfy(event -> assertThat(event.path("occurred_at").asString()).endsWith("+0530"));
        assertThat(client.get(SimulatorClient.path(directory, "users")).body()).startsWith("\uFEFF{");
    }

    @Test
    void endWhenTheyAreMended() {
        directory.oddities().send(Oddity.BOOLEANS_AS_TEXTS).send(Oddity.BYTE_ORDER_MARK);
        directory.oddities().mend(Oddity.BOOLEANS_AS_TEXTS);
        directory.join();
        assertThat(told().getFirst().at("/data/active").isBoolean()).isTrue();
        assertThat(directory.oddities().state()).containsExactly("byte-order-mark");

        directory.oddities().mend();
        assertThat(client.get(SimulatorClient.path(directory, "users")).body()).startsWith("{");
    }

    private static boolean isUnreadable(JsonNode user) {
        return user.path("email").asString().length() > 400;
    }

    private JsonNode listed(SimulatedUser user) {
        return client.all(directory, "users", "include_detail=true").stream()
                .filter(listed -> listed.path("id").asString().equals(user.id())).findFirst().orElseThrow();
    }

    private JsonNode described() {
        return client.json("/api/v1/organizations/" + directory.organizationId() + "/directories/" + directory.id())
                .path("directory");
    }

    private List<JsonNode> told() {
        simulator.webhooks().settle();
        return receiver.take();
    }
}
