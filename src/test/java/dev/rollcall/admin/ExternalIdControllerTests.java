package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Gives users the application's own ids over HTTP.
@RollcallTest
class ExternalIdControllerTests {

    private static final String NOT_AN_ID = "external_id must have 1 to 255 characters and no control characters.";

    private final String organization = "org_" + UUID.randomUUID();
    private final String number = "4711-" + UUID.randomUUID();

    @Autowired
    private RollcallClient client;

    @Test
    void givesAUserTheApplicationsOwnId() {
        String ann = join("ann");

        for (int again = 0; again < 2; again++) {
            assertThat(assign(ann, number).json().path("external_id").asString()).isEqualTo(number);
        }

        JsonNode newest = client.get(ann + "/history").json().path("data").path(0);
        assertThat(newest.path("kind").asString()).isEqualTo("user.updated");
        assertThat(newest.path("changes").toString())
                .isEqualTo("[{\"field\":\"external_id\",\"from\":null,\"to\":\"%s\"}]".formatted(number));
        assertThat(newest.path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(client.get(ann + "/history").json().path("data")).as("once").hasSize(2);
        assertThat(assign(ann, "0" + number).json().path("external_id").asString()).isEqualTo("0" + number);
    }

    @Test
    void filtersUsersByIt() {
        String ann = join("ann");
        join("bob");
        assign(ann, number);

        assertThat(client.get("/api/v1/users?external_id=" + number).json().path("data").valueStream().toList())
                .containsExactly(client.get(ann).json());
        assertThat(client.get("/api/v1/users?external_id=%s&organization_id=org_other".formatted(number)).json()
                .path("data")).isEmpty();
    }

    @Test
    void takesItAway() {
        String ann = join("ann");
        assign(ann, number);

        for (int again = 0; again < 2; again++) {
            Answer answer = client.call("DELETE", ann + "/external-id");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("external_id").isNull()).isTrue();
        }
        assertThat(client.get(ann + "/history").json().path("data")).as("once").hasSize(3);
        assertThat(assign(join("bob"), number).status()).isEqualTo(200);
    }

    @Test
    void refusesAnIdThatAnotherUserOfTheOrganizationHas() {
        String ann = join("ann");
        String bob = join("bob");
        assign(ann, number);

        assign(bob, " " + number + " ").assertProblem(409, "The user %s of this organization has the external id %s."
                .formatted(ann.substring(ann.lastIndexOf('/') + 1), number));
        assertThat(client.get(bob).json().path("external_id").isNull()).isTrue();
    }

    @Test
    void letsTwoOrganizationsUseTheSameId() {
        assign(join("ann"), number);
        client.deliver(userCreated("diruser_far_" + organization).in("far_" + organization));

        assertThat(assign(only("far_" + organization), number).status()).isEqualTo(200);
        assertThat(client.get("/api/v1/users?external_id=" + number).json().path("data")).hasSize(2);
    }

    @Test
    void survivesLeavingAndComingBack() {
        String ann = join("ann");
        assign(ann, number);

        client.deliver(userDeleted("diruser_ann_" + organization).in(organization));
        assertThat(client.get(ann).json().path("external_id").asString()).isEqualTo(number);
        client.deliver(userUpdated("diruser_ann_" + organization).in(organization).active(true));
        assertThat(client.get(ann).json().path("status").asString()).isEqualTo("ACTIVE");
        assertThat(client.get(ann).json().path("external_id").asString()).isEqualTo(number);
    }

    @Test
    void survivesErasureUntilItIsTakenAway() {
        String ann = join("ann");
        assign(ann, number);
        client.deliver(userDeleted("diruser_ann_" + organization).in(organization));

        assertThat(client.call("DELETE", ann + "/personal-data").json().path("external_id").asString())
                .isEqualTo(number);
        assertThat(client.call("DELETE", ann + "/external-id").json().path("external_id").isNull()).isTrue();
    }

    @Test
    void givesItToWhoCarriesOnWithoutOne(@Autowired JdbcClient jdbc) {
        String ann = join("ann");
        String anna = join("anna");
        assign(ann, number);

        assertThat(merge(ann, anna).path("external_id").asString()).isEqualTo(number);

        JsonNode merged = change("user.merged");
        assertThat(merged.path("user").path("external_id").asString()).as("whom the application knows so")
                .isEqualTo(number);
        assertThat(ann).endsWith(merged.path("user").path("id").asString());
        assertThat(client.call("DELETE", anna + "/external-id").json().path("external_id").isNull()).isTrue();
        assertThat(jdbc.sql("select count(*) from app_user where external_id = ?").param(number).query(Long.class)
                .single()).as("left anywhere").isZero();
        assertThat(assign(join("bob"), number).status()).as("is free").isEqualTo(200);
    }

    @Test
    void keepsTheOneOfWhoCarriesOn() {
        String ann = join("ann");
        String anna = join("anna");
        assign(ann, number);
        assign(anna, "0" + number);

        assertThat(merge(ann, anna).path("external_id").asString()).isEqualTo("0" + number);
        assertThat(change("user.merged").path("user").path("external_id").asString()).isEqualTo(number);
        assertThat(assign(join("bob"), number).status()).as("is free").isEqualTo(200);
    }

    @Test
    void givesItUpWhereSomebodyTurnsOutToBelongElsewhere() {
        Instant start = Instant.parse("2026-03-01T08:00:00Z");
        client.deliver(userDeleted("diruser_mover_" + organization).in(organization).at(start.plusSeconds(5)));
        String mover = only(organization);
        assign(mover, number);

        client.deliver(userUpdated("diruser_mover_" + organization).in("right_" + organization).at(start));

        assertThat(client.get(mover).json().path("organization_id").asString()).isEqualTo("right_" + organization);
        assertThat(client.get(mover).json().path("external_id").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"external_id\":null}", "{\"external_id\":\"\"}",
            "{\"external_id\":\"a\\u0000\"}" })
    void refusesWhatIsNoId(String body) {
        client.call("PUT", join("ann") + "/external-id", body).assertProblem(400, NOT_AN_ID);
    }

    @Test
    void namesWhatElseIsWrong() {
        String path = join("ann") + "/external-id";

        client.call("PUT", path, id("x".repeat(256))).assertProblem(400, NOT_AN_ID);
        client.call("PUT", path, id(" ")).assertProblem(400, "external_id must have a character that can be seen.");
        client.call("PUT", path, "{\"id\":1,\"external_id\":\"1\"}").assertProblem(400, "id is none of external_id.");
    }

    @ParameterizedTest
    @CsvSource({ "PUT", "DELETE" })
    void knowsNobodyByAnUnknownId(String method) {
        client.call(method, "/api/v1/users/018f0000-0000-7000-8000-000000000000/external-id", id("1"))
                .assertProblem(404, "There is no user 018f0000-0000-7000-8000-000000000000.");
    }

    private String join(String name) {
        String email = name + "@" + organization.replace("_", "") + ".example.com";
        client.deliver(userCreated("diruser_%s_%s".formatted(name, organization)).in(organization).email(email));
        return "/api/v1/users/" + client.get("/api/v1/users?email=" + email).json().at("/data/0/id").asString();
    }

    private String only(String in) {
        JsonNode data = client.get("/api/v1/users?organization_id=" + in).json().path("data");
        assertThat(data).hasSize(1);
        return "/api/v1/users/" + data.at("/0/id").asString();
    }

    private Answer assign(String user, String externalId) {
        return client.call("PUT", user + "/external-id", id(externalId));
    }

    private JsonNode merge(String user, String into) {
        return client.post(user + "/merge", "{\"into\":\"%s\"}".formatted(into.substring(into.lastIndexOf('/') + 1)))
                .json();
    }

    /// {@return the newest change of a kind in the organization}
    private JsonNode change(String kind) {
        JsonNode found = null;
        String after = "0";
        while (true) {
            JsonNode page = client.get("/api/v1/changes?limit=100&after=" + after).json();
            for (JsonNode change : page.path("data")) {
                if (change.path("kind").asString().equals(kind)
                        && change.at("/user/organization_id").asString().equals(organization)) {
                    found = change;
                }
            }
            if (page.path("data").isEmpty()) {
                assertThat(found).isNotNull();
                return found;
            }
            after = page.path("next_cursor").asString();
        }
    }

    private static String id(String externalId) {
        return "{\"external_id\":\"%s\"}".formatted(externalId);
    }
}
