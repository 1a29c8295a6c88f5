package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Finds users over HTTP by what is known of them, in an organization of its own for each test.
@RollcallTest
class UserSearchTests {

    private final String mark = UUID.randomUUID().toString().replace("-", "");
    private final String organization = "org_" + mark;

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    private SimulatedEvent user(String name) {
        return ScalekitEvents.userCreated(directoryUser(name)).in(organization).email(email(name));
    }

    private String directoryUser(String name) {
        return "diruser_" + name + "_" + mark;
    }

    private String email(String name) {
        return name + "@" + mark + ".example.com";
    }

    private String id(String name) {
        return client.get("/api/v1/users?email=" + email(name)).json().path("data").path(0).path("id").asString();
    }

    /// {@return the names of those that are found in the organization, newest first}
    private List<String> found(String query) {
        JsonNode page = client.get("/api/v1/users?organization_id=" + organization + "&" + query).json();
        assertThat(page.path("next_cursor").isNull()).as(page.toString()).isTrue();
        return names(page);
    }

    private static List<String> names(JsonNode page) {
        return page.path("data").valueStream().map(one -> one.path("email").asString().replaceAll("@.*", "")).toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Test
    void findsUsersByWhatIsRememberedOfThem() {
        client.deliver(user("ann").name("Ann Wrenfield"));
        client.deliver(user("bob").name("Bob Wren"));

        assertThat(found("q=wren")).containsExactly("bob", "ann");
        assertThat(found("q=WRENF%20an")).containsExactly("ann");
        assertThat(found("q=" + directoryUser("bob"))).containsExactly("bob");
        assertThat(found("q=" + id("ann"))).containsExactly("ann");
        assertThat(found("q=wrenz")).isEmpty();
        String elsewhere = "/api/v1/users?organization_id=org_nobody&q=";
        assertThat(client.get(elsewhere + id("ann")).json().path("data")).isEmpty();
    }

    @Test
    void findsWhoHasARoleWhateverGivesIt() {
        String role = "editor/" + mark;
        client.deliver(ScalekitEvents.organizationCreated(organization));
        client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"PATTERN","value":"Wri.*","role":"%s"}""".formatted(organization,
                role));
        client.deliver(user("directory").roles(role));
        client.deliver(user("group").groups(group("dirgroup_" + mark, "Writers")));
        client.deliver(user("hand"));
        client.call("PUT", "/api/v1/users/" + id("hand") + "/roles?role=" + encoded(role));
        client.deliver(user("other").roles("reader"));

        assertThat(found("role=" + encoded(role))).containsExactly("hand", "group", "directory");
        assertThat(client.get("/api/v1/users?role=" + encoded(" " + role + " ")).json().path("data")).hasSize(3);
        assertThat(found("role=reader")).containsExactly("other");
        assertThat(found("role=read")).isEmpty();
    }

    @Test
    void findsNobodyByARoleThatDoesNotCount() {
        client.deliver(ScalekitEvents.organizationCreated(organization));
        client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"NAME","value":"Writers","role":"low","priority":1}"""
                .formatted(organization));
        client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"NAME","value":"Writers","role":"high","priority":2}"""
                .formatted(organization));
        client.deliver(user("ann").groups(group("dirgroup_" + mark, "Writers")));
        client.deliver(user("jo"));
        client.call("PUT", "/api/v1/users/" + id("jo") + "/roles/owner");
        client.deliver(ScalekitEvents.userDeleted(directoryUser("jo")).in(organization));
        client.deliver(ScalekitEvents.userCreated(directoryUser("next")).in(organization).email(email("jo"))
                .at(Instant.now()));
        client.deliver(user("gone").roles("editor"));
        client.deliver(ScalekitEvents.userDeleted(directoryUser("gone")).in(organization));

        assertThat(found("role=high")).containsExactly("ann");
        assertThat(found("role=low")).isEmpty();
        assertThat(found("role=owner")).as("rests").isEmpty();
        assertThat(found("role=editor")).isEmpty();
    }

    @Test
    void findsWhoIsInAGroup() {
        String writers = "dirgroup_w" + mark;
        client.deliver(user("ann").groups(group(writers, "Writers")));
        client.deliver(user("bob").groups(group("dirgroup_r" + mark, "Readers")));
        client.deliver(user("gone").groups(group(writers, "Writers")));
        client.deliver(ScalekitEvents.userDeleted(directoryUser("gone")).in(organization));

        assertThat(found("group_id=" + writers)).containsExactly("ann");
        assertThat(found("group_id=dirgroup_nothing")).isEmpty();
        client.deliver(ScalekitEvents.groupDeleted(writers).in(organization));
        assertThat(found("group_id=" + writers)).isEmpty();
    }

    @Test
    void findsWhoHasChangedSince() {
        client.deliver(user("ann"));
        client.deliver(user("bob"));
        String since = client.get("/api/v1/users?email=" + email("bob")).json().path("data").path(0).path("updated_at")
                .asString();
        client.deliver(ScalekitEvents.userUpdated(directoryUser("ann")).in(organization).roles("editor"));
        String later = client.get("/api/v1/users?email=" + email("ann")).json().path("data").path(0).path("updated_at")
                .asString();

        assertThat(found("updated_since=" + since)).containsExactly("bob", "ann");
        assertThat(found("updated_since=" + later)).containsExactly("ann");
        assertThat(found("updated_since=2000-01-01T00:00:00Z")).containsExactly("bob", "ann");
        assertThat(found("updated_since=" + Instant.now().plusSeconds(60))).isEmpty();
    }

    @Test
    void findsWhoHasAnAttribute() {
        client.deliver(user("ann"));
        client.deliver(user("bob"));
        set("ann",
                "{\"custom_attributes\":{\"cost.center\":7,\"remote\":true,\"shirt\":\"M\"},\"department\":\"Sales & Söhne\"}");
        set("bob",
                "{\"address\":{\"locality\":\"Ulm\"},\"custom_attributes\":{\"cost.center\":\"7\"},\"department\":\"Sales\"}");

        assertThat(found("attribute.department=Sales")).containsExactly("bob");
        assertThat(found("attribute.department=" + encoded("Sales & So\u0308hne "))).as("normal form")
                .containsExactly("ann");
        assertThat(found("attribute.department=sales")).as("exactly").isEmpty();
        assertThat(found("attribute.address.locality=Ulm")).containsExactly("bob");
        assertThat(found("attribute.custom_attributes.cost.center=7")).containsExactly("bob", "ann");
        assertThat(found("attribute.custom_attributes.remote=true")).containsExactly("ann");
        assertThat(found("attribute.custom_attributes.shirt=M&attribute.department=Sales")).isEmpty();
        assertThat(found("attribute.title=Boss")).isEmpty();
    }

    private void set(String name, String attributes) {
        jdbc.sql("update app_user set attributes = ? where id = ?").params(attributes, UUID.fromString(id(name)))
                .update();
    }

    @Test
    void findsWhomTheApplicationCallsSo() {
        client.deliver(user("ann"));
        client.deliver(user("bob"));
        client.call("PUT", "/api/v1/users/" + id("ann") + "/external-id", "{\"external_id\":\"42\"}");

        assertThat(found("external_id=42")).containsExactly("ann");
        assertThat(found("external_id=43")).isEmpty();
    }

    @Test
    void combinesWhatIsAskedFor() {
        String writers = "dirgroup_w" + mark;
        client.deliver(user("ann").name("Ann Wren").roles("editor").groups(group(writers, "Writers")));
        client.deliver(user("bob").name("Bob Wren").roles("editor"));
        client.deliver(user("cy").name("Cy Wren").groups(group(writers, "Writers")));
        client.deliver(user("dee").name("Dee Other").roles("editor").groups(group(writers, "Writers")));

        String query = "q=wren&role=editor&group_id=" + writers + "&status=ACTIVE&updated_since=2000-01-01T00:00:00Z";
        assertThat(found(query)).containsExactly("ann");
        assertThat(found(query + "&email=" + email("ann"))).containsExactly("ann");
        assertThat(found(query + "&email=" + email("bob"))).isEmpty();
        assertThat(found(query.replace("ACTIVE", "DEACTIVATED"))).isEmpty();
        assertThat(found("role=editor&q=" + directoryUser("cy"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "q=wren", "role=editor", "group_id=", "updated_since=2000-01-01T00:00:00Z",
            "attribute.department=Sales" })
    void pagesThroughThemOnceNewestFirst(String query) {
        List<String> names = List.of("one", "two", "three", "four", "five");
        for (String name : names) {
            client.deliver(user(name).name(name + " Wren").roles("editor").groups(group("dirgroup_" + mark, "All")));
            set(name, "{\"department\":\"Sales\"}");
        }

        String path = "/api/v1/users?limit=2&organization_id=%s&%s".formatted(organization,
                query.replace("group_id=", "group_id=dirgroup_" + mark));
        JsonNode page = client.get(path).json();
        List<String> walked = new ArrayList<>(names(page));
        while (!page.path("next_cursor").isNull()) {
            page = client.get(path + "&cursor=" + page.path("next_cursor").asString()).json();
            assertThat(page.path("data")).hasSizeLessThanOrEqualTo(2);
            walked.addAll(names(page));
        }
        assertThat(walked).containsExactlyElementsOf(names.reversed());
    }

    @Test
    void letsTheReaderSearch() {
        client.deliver(user("ann").roles("editor"));

        assertThat(client.send(client.request("/api/v1/users?role=editor&organization_id=" + organization)
                .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).build()).json().path("data"))
                        .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "q= | q must have a letter or a digit.",
            "q=%26%20! | q must have a letter or a digit.", "q=a%00b | q must not contain control characters.",
            "role=%00 | role must not contain control characters.",
            "group_id=%07 | group_id must not contain control characters.",
            "updated_since=yesterday | updated_since must be a date and time such as 2026-01-31T09:00:00Z.",
            "updated_since=2026-01-31 | updated_since must be a date and time such as 2026-01-31T09:00:00Z.",
            "role=a&role=b | role is given 2 times.", "status=GONE | status must be one of ACTIVE, DEACTIVATED.",
            "attribute.colour=red | attribute.colour is no documented attribute: cost_center, department, division, employee_id, language, locale, nickname, organization, phone_number, picture, preferred_username, profile, title, user_type, zoneinfo, address.<name>, custom_attributes.<name>.",
            "attribute.title=%07 | attribute.title must not contain control characters.",
            "attribute.title=a&attribute.department=b&attribute.locale=c&attribute.division=d&attribute.profile=e&attribute.picture=f | At most 5 attributes can be asked for." })
    void namesTheParameterThatIsWrong(String query, String detail) {
        client.get("/api/v1/users?" + query).assertProblem(400, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = { "attribute.", "attribute.address.", "attribute.custom_attributes",
            "attribute.raw_attributes.x", "attribute.DEPARTMENT" })
    void knowsNoOtherAttributes(String parameter) {
        assertThat(client.get("/api/v1/users?" + parameter + "=x").detail())
                .startsWith(parameter + " is no documented attribute: ");
    }
}
