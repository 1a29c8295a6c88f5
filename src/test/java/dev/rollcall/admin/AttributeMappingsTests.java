package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Maps attributes to roles over HTTP and looks at the users that webhooks have made.
@RollcallTest
class AttributeMappingsTests {

    private static final String MAPPINGS = "/api/v1/role-mappings";
    private static final String SELLER = "[{\"name\":\"seller\",\"source\":\"ATTRIBUTE\"}]";

    private final String organization = "org_" + UUID.randomUUID();
    private final String ann = "diruser_ann_" + organization;
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    @Test
    void givesARoleForAsLongAsTheAttributeIsSo() {
        happens(userCreated(ann).withData("department", "Sales"));
        happens(userCreated("diruser_bob_" + organization).withData("department", "sales"));

        Answer added = client.post(MAPPINGS, rule("department", "Sales", "seller", null));

        assertThat(added.status()).as(added.http().body()).isEqualTo(201);
        assertThat(added.json().propertyNames()).containsExactly("id", "organization_id", "match", "attribute", "value",
                "role", "priority", "known_to_scalekit");
        assertThat(client.get(added.header("Location")).json()).isEqualTo(added.json());
        assertThat(roles(ann)).isEqualTo(SELLER);
        assertThat(roles("diruser_bob_" + organization)).isEqualTo("[]");
        assertThat(told().path("cause").path("actor").asString()).isEqualTo("admin");

        JsonNode moves = happens(userUpdated(ann).withData("department", "Support"));
        assertThat(roles(ann)).isEqualTo("[]");
        assertThat(told().path("kind").asString()).isEqualTo("user.roles_changed");
        assertThat(told().path("cause").path("event_id")).isEqualTo(moves.path("event_id"));
        assertThat(told().path("changes").toString())
                .isEqualTo("[{\"field\":\"roles\",\"from\":[\"seller (ATTRIBUTE)\"],\"to\":[]}]");

        happens(userUpdated(ann).withData("department", " Sales "));
        assertThat(roles(ann)).isEqualTo(SELLER);
        assertThat(client.call("DELETE", added.header("Location")).status()).isEqualTo(204);
        assertThat(roles(ann)).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({ "custom_attributes.cost.center, 7", "custom_attributes.cost.center, 7.0",
            "custom_attributes.lead, true", "custom_attributes.team, Blue", "address.country, CH" })
    void comparesAsWhoLooksForUsersByIt(String attribute, String value) {
        happens(userCreated(ann).withData("custom_attributes", Map.of("cost.center", 7, "lead", true, "team", "Blue"))
                .withData("address", Map.of("country", "CH")));
        happens(userCreated("diruser_bob_" + organization).withData("department", "Sales"));

        client.post(MAPPINGS, rule(attribute, value, "seller", null));

        assertThat(roles(ann)).isEqualTo(SELLER);
        assertThat(
                client.get("/api/v1/users?organization_id=%s&role=seller".formatted(organization)).json().path("data"))
                        .isEqualTo(client.get("/api/v1/users?organization_id=%s&attribute.%s=%s".formatted(organization,
                                attribute, value)).json().path("data"))
                        .hasSize(1);
    }

    @Test
    void letsTheHighestPriorityWinWhateverItCompares() {
        happens(userCreated(ann).withData("department", "Sales").groups(group("dirgroup_" + organization, "Leads")));
        client.post(MAPPINGS, rule("department", "Sales", "seller", 1));
        String leads = client.post(MAPPINGS, """
                {"organization_id":"%s","match":"NAME","value":"Leads","role":"lead","priority":2}"""
                .formatted(organization)).header("Location");
        assertThat(roles(ann)).isEqualTo("[{\"name\":\"lead\",\"source\":\"GROUP\"}]");

        client.call("DELETE", leads);

        assertThat(roles(ann)).isEqualTo(SELLER);
    }

    @Test
    void saysBeforehandWhatItWouldDo() {
        happens(userCreated(ann).withData("department", "Sales"));
        happens(userCreated("diruser_bob_" + organization).withData("department", "Support"));

        Answer preview = client.post(MAPPINGS + "/preview",
                "{\"mapping\":%s}".formatted(rule("department", "Sales", "seller", null)));

        assertThat(preview.json().path("users").asInt()).isEqualTo(1);
        assertThat(preview.json().path("roles").toString())
                .isEqualTo("[{\"role\":\"seller\",\"given\":1,\"taken\":0}]");
        assertThat(roles(ann)).isEqualTo("[]");
        JsonNode mapping = client.post(MAPPINGS, rule("department", "Sales", "seller", null)).json();
        assertThat(client.post(MAPPINGS + "/preview",
                "{\"id\":%s,\"mapping\":%s}".formatted(mapping.path("id").asString(),
                        rule("department", "Support", "seller", null)))
                .json().path("roles").toString()).isEqualTo("[{\"role\":\"seller\",\"given\":1,\"taken\":1}]");
    }

    @Test
    void meansOneOrganizationOrAll() {
        String title = "Title " + organization;
        String far = "diruser_far_" + organization;
        happens(userCreated(ann).withData("title", title));
        client.deliver(userCreated(far).in(organization + "2").withData("title", title));
        String mapping = client.post(MAPPINGS, rule("title", title, "seller", null)).header("Location");
        assertThat(roles(ann)).isEqualTo(SELLER);
        assertThat(roles(far)).isEqualTo("[]");

        client.call("PUT", mapping, rule("title", title, "seller", null)
                .replace("\"organization_id\":\"%s\",".formatted(organization), ""));

        assertThat(roles(far)).isEqualTo(SELLER);
        client.call("DELETE", mapping);
        assertThat(roles(far)).isEqualTo("[]");
    }

    @Test
    void givesNothingToWhoHasNoAccessOrIsErased() {
        happens(userCreated(ann).withData("department", "Sales"));
        client.post(MAPPINGS, rule("department", "Sales", "seller", null));

        happens(userDeleted(ann));
        assertThat(roles(ann)).isEqualTo("[]");
        happens(userUpdated(ann).active(true));
        assertThat(roles(ann)).isEqualTo(SELLER);
        happens(userDeleted(ann));
        client.call("DELETE", "/api/v1/users/%s/personal-data".formatted(account(ann)));
        happens(userCreated(ann + "2"));

        assertThat(roles(ann)).isEqualTo("[]");
    }

    @Test
    void saysInTheAccessReviewAndTheAuditWhatGivesTheRole() {
        happens(userCreated(ann).withData("department", "Sales"));
        String id = client.post(MAPPINGS, rule("department", "Sales", "seller", null)).json().path("id").asString();

        String review = client.send(client.request("/api/v1/users?organization_id=" + organization)
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Accept", "text/csv").build())
                .http().body();

        assertThat(review).contains("\"seller\",\"ATTRIBUTE\",\"department = Sales with mapping %s\"".formatted(id));
        assertThat(client.get("/api/v1/audit?limit=1").json().at("/data/0/details/attribute").asString())
                .isEqualTo("department");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            colour             | attribute is no documented attribute: cost_center, department, division, employee_id, language, locale, nickname, organization, phone_number, picture, preferred_username, profile, title, user_type, zoneinfo, address.<name>, custom_attributes.<name>.
            custom_attributes  | attribute is no documented attribute: cost_center, department, division, employee_id, language, locale, nickname, organization, phone_number, picture, preferred_username, profile, title, user_type, zoneinfo, address.<name>, custom_attributes.<name>.
            preferred_username | attribute must not be preferred_username, which is one person's: grant the role by hand.
            """)
    void refusesWhatCannotBeMapped(String attribute, String detail) {
        happens(userCreated(ann));

        client.post(MAPPINGS, rule(attribute, "x", "seller", null)).assertProblem(400, detail);
    }

    @Test
    void wantsAnAttributeWhereOneIsComparedAndOnlyThere() {
        String detail = "attribute has to be given if match is ATTRIBUTE, and only then.";
        client.post(MAPPINGS, "{\"match\":\"ATTRIBUTE\",\"value\":\"x\",\"role\":\"r\"}").assertProblem(400, detail);
        client.post(MAPPINGS, "{\"match\":\"NAME\",\"attribute\":\"title\",\"value\":\"x\",\"role\":\"r\"}")
                .assertProblem(400, detail);
    }

    @Test
    void refusesTheSameMappingTwice() {
        happens(userCreated(ann));
        client.post(MAPPINGS, rule("department", "Sales", "seller", null));

        client.post(MAPPINGS, rule("department", "Sales", "seller", 1)).assertProblem(409,
                "There is a mapping from the same attribute to this role already.");
        assertThat(client.post(MAPPINGS, rule("title", "Sales", "seller", null)).status()).isEqualTo(201);
    }

    /// What is still shown of who had the account before.
    @Test
    void givesNothingToWhoeverHasTheAddressOfSomebodyWhoHadIt() {
        String address = UUID.randomUUID() + "@example.com";
        happens(userCreated(ann).withData("department", "Finance"), address);
        assertThat(client.post(MAPPINGS, rule("department", "Finance", "payer", null)).status()).isEqualTo(201);
        assertThat(roles(ann)).isEqualTo("[{\"name\":\"payer\",\"source\":\"ATTRIBUTE\"}]");
        happens(userDeleted(ann), address);

        happens(userCreated("diruser_new_" + organization), address);

        assertThat(account("diruser_new_" + organization)).isEqualTo(account(ann));
        assertThat(roles(ann)).isEqualTo("[]");
    }

    private JsonNode happens(SimulatedEvent event) {
        return happens(event, UUID.randomUUID() + "@example.com");
    }

    private JsonNode happens(SimulatedEvent event, String address) {
        JsonNode done = client.deliver(event.in(organization).email(address));
        assertThat(done.path("status").asString()).isEqualTo("PROCESSED");
        return done;
    }

    private String rule(String attribute, String value, String role, Integer priority) {
        return """
                {"organization_id":"%s","match":"ATTRIBUTE","attribute":"%s","value":"%s","role":"%s","priority":%s}"""
                .formatted(organization, attribute, value, role, priority);
    }

    private UUID account(String directoryUser) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(directoryUser).query(UUID.class)
                .single();
    }

    private String roles(String directoryUser) {
        return client.get("/api/v1/users/" + account(directoryUser)).json().path("roles").toString();
    }

    /// {@return the newest entry of Ann's history}
    private JsonNode told() {
        return client.get("/api/v1/users/%s/history".formatted(account(ann))).json().path("data").path(0);
    }
}
