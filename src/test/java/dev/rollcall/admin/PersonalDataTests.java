package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.Traces;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Erases people, and tries to bring them back.
@RollcallTest
class PersonalDataTests {

    private final String organization = "org_" + UUID.randomUUID();
    private final String person = "p" + UUID.randomUUID().toString().replace("-", "");
    @Autowired
    private RollcallClient client;

    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    /// Lists somebody as the application does: once as whoever is found, once more as another one.
    private void adopt(String line) {
        Answer adoption = client.send(client.request("/api/v1/adoptions")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("organization_id,email,external_id,roles\n" + line + "\n"
                        + line.replace("," + id(), ",another")))
                .build());
        await().until(
                () -> "SUCCEEDED".equals(client.get(adoption.header("Location")).json().path("status").asString()));
    }

    @Test
    void leavesNothingOfAPersonButIds() {
        client.deliver(userCreated(id()).in(organization).email(person + ".old@x.org").named(person, "Doe"));
        client.deliver(userCreated(id() + "2").in(organization).email(person + ".old@x.org").named("Jo", person));
        client.deliver(about(userUpdated(id())).roles("editor").groups(group("g_" + organization, "Staff")));
        String user = user();
        client.call("PUT", user + "/roles/keeper");
        JsonNode dead = client.deliver(about(userUpdated(id())).without("occurred_at"));
        assertThat(dead.path("status").asString()).isEqualTo("DEAD");
        client.deliver("{\"data\": {\"id\": \"%s\", \"email\": \"%s@x.org".formatted(id(), person)
                .getBytes(StandardCharsets.UTF_8));
        adopt("%s,%s.OLD@x.org,%s,role-of-%s".formatted(organization, person, id(), person));
        client.deliver(userDeleted(id()).in(organization));
        client.deliver(userDeleted(id() + "2").in(organization));
        assertThat(Traces.of(person, jdbc)).hasSizeGreaterThan(5);
        JsonNode before = client.get(user).json();

        Answer erased = client.call("DELETE", user + "/personal-data");

        assertThat(erased.status()).isEqualTo(200);
        assertThat(Traces.of(person, jdbc)).isEmpty();
        assertThat(erased.json()).isEqualTo(client.get(user).json());
        for (String same : List.of("id", "organization_id", "status", "directory_user_ids", "created_at")) {
            assertThat(erased.json().path(same)).isEqualTo(before.path(same));
        }
        assertThat(before.path("attributes").toString()).contains(person);
        assertThat(erased.json().path("attributes")).isEmpty();
        for (String gone : List.of("email", "name", "given_name", "family_name")) {
            assertThat(erased.json().path(gone).isNull()).isTrue();
        }
        assertThat(erased.json().path("roles")).isEmpty();
        JsonNode entry = client.get(user + "/history").json().path("data").path(0);
        assertThat(entry.path("kind").asString()).isEqualTo("user.erased");
        assertThat(entry.path("cause").path("actor").asString()).isEqualTo("admin");
        JsonNode event = client.get("/api/v1/events/" + dead.path("id").asLong()).json();
        assertThat(event.path("status").asString()).isEqualTo("IGNORED");
        assertThat(event.path("payload").toString()).isEqualTo("{\"type\":\"erased\"}");
        assertThat(changes()).filteredOn(change -> change.path("user").path("id").equals(before.path("id")))
                .isNotEmpty().allSatisfy(change -> assertThat(change.path("user")).isEqualTo(erased.json()));
    }

    @Test
    void letsNothingThatIsOlderBringAnythingBack() {
        SimulatedEvent older = about(userUpdated(id())).active(true);
        SimulatedEvent applied = about(userCreated(id()));
        client.deliver(applied);
        client.deliver(userDeleted(id()).in(organization));
        String user = user();
        Answer erased = client.call("DELETE", user + "/personal-data");

        for (SimulatedEvent late : List.of(older, applied.webhookId("msg_" + UUID.randomUUID()),
                about(userUpdated(id())).at(Instant.now().plusSeconds(60)).active(false),
                about(userUpdated(id())).at(Instant.now().plusSeconds(61)))) {
            JsonNode event = client.deliver(late);
            assertThat(event.path("status").asString()).isEqualTo("IGNORED");
            assertThat(event.path("reason").asString()).isEqualTo("The personal data of this user was erased.");
        }
        client.get("/api/v1/events?limit=100&organization_id=" + organization).json().path("data").forEach(event -> {
            long id = event.path("id").asLong();
            client.call("POST", "/api/v1/events/%d/replay".formatted(id));
            assertThat(client.finished(id).path("status").asString()).isEqualTo("IGNORED");
        });
        assertThat(client.get(user).json()).isEqualTo(erased.json());
        assertThat(Traces.of(person, jdbc)).isEmpty();
    }

    @Test
    void givesAPersonWhoIsHiredAgainTheSameAccount() {
        client.deliver(about(userCreated(id())));
        client.deliver(userDeleted(id()).in(organization));
        String user = user();
        client.call("DELETE", user + "/personal-data");

        client.deliver(about(userCreated(id())).at(Instant.now().plusSeconds(60)).roles("editor"));

        JsonNode back = client.get(user).json();
        assertThat(back.path("status").asString()).isEqualTo("ACTIVE");
        assertThat(back.path("email").asString()).isEqualTo(person + "@x.org");
        assertThat(back.path("name").asString()).isEqualTo(person + " Doe");
        assertThat(user()).isEqualTo(user);
        client.deliver(about(userUpdated(id())).at(Instant.now().minusSeconds(60)).named("Late", "News"));
        assertThat(client.get(user).json()).isEqualTo(back);
    }

    @Test
    void doesNotWaitForAnEventThatAWorkerHasClaimedAndErasesItOnceTheWorkerIsDone() {
        long event = client.deliver(about(userCreated(id()))).path("id").asLong();
        client.deliver(userDeleted(id()).in(organization));
        String path = user() + "/personal-data";
        try (ExecutorService others = Executors.newFixedThreadPool(1)) {
            transaction.executeWithoutResult(status -> {
                jdbc.sql("select id from webhook_event where id = ? for update").param(event).query(Long.class)
                        .single();
                assertThat(others.submit(() -> client.call("DELETE", path).status()))
                        .succeedsWithin(Duration.ofMinutes(1)).isEqualTo(200);
            });
        }
        client.call("POST", "/api/v1/events/%d/replay".formatted(event));
        assertThat(client.finished(event).path("status").asString()).isEqualTo("IGNORED");
        assertThat(Traces.of(person, jdbc)).isEmpty();
    }

    @Test
    void refusesToEraseSomebodyWhoIsActive() {
        client.deliver(about(userCreated(id())));

        Answer refused = client.call("DELETE", user() + "/personal-data");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).endsWith(
                "is active. End the protection if there is one, deactivate the user in the directory, then erase.");
        assertThat(Traces.of(person, jdbc)).isNotEmpty();
    }

    @Test
    void leavesOtherPeopleAlone() {
        client.deliver(about(userCreated(id())));
        client.deliver(userCreated("bob_" + id()).in(organization).email("bob@x.org").named("Bob", "Builder"));
        client.deliver(userDeleted(id()).in(organization));
        JsonNode bob = client.get("/api/v1/users?organization_id=%s&email=bob@x.org".formatted(organization)).json();
        String ann = client.get("/api/v1/users?email=%s@x.org".formatted(person)).json().path("data").path(0).path("id")
                .asString();

        assertThat(client.call("DELETE", "/api/v1/users/%s/personal-data".formatted(ann)).status()).isEqualTo(200);

        assertThat(client.get("/api/v1/users?organization_id=%s&email=bob@x.org".formatted(organization)).json())
                .isEqualTo(bob);
        assertThat(Traces.of("Builder", jdbc)).hasSizeGreaterThan(3);
    }

    private String id() {
        return "diruser_" + organization;
    }

    private SimulatedEvent about(SimulatedEvent event) {
        return event.in(organization).email(person + "@x.org").named(person, "Doe").withData("department", person)
                .withData("preferred_username", person).withData("custom_attributes", Map.of(person, person));
    }

    private String user() {
        JsonNode data = client.get("/api/v1/users?organization_id=" + organization).json().path("data");
        assertThat(data).hasSize(1);
        return "/api/v1/users/" + data.path(0).path("id").asString();
    }

    private List<JsonNode> changes() {
        List<JsonNode> changes = new ArrayList<>();
        JsonNode page = client.get("/api/v1/changes?limit=100").json();
        while (!page.path("data").isEmpty()) {
            page.path("data").forEach(changes::add);
            page = client.get("/api/v1/changes?limit=100&after=" + page.path("next_cursor").asString()).json();
        }
        return changes;
    }
}
