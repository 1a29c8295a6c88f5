package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.admin.ConsoleClient;
import dev.rollcall.simulator.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Looks at mappings, in the API and in the console, once a run of everything has read which roles Scalekit has.
class ScalekitRolesTests extends RunTest {

    private static final String EVERYTHING = "{\"mode\":\"INCREMENTAL\"}";

    private ConsoleClient browser;
    private String known;
    private String slip;

    @BeforeEach
    void map(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
        jdbc.sql("delete from scalekit_role").update();
        known = mapping("editor");
        slip = mapping("edtior");
    }

    @AfterEach
    void unmap() {
        client.call("DELETE", known);
        client.call("DELETE", slip);
        SCALEKIT.reset();
    }

    private String mapping(String role) {
        return client
                .post("/api/v1/role-mappings",
                        "{\"match\":\"NAME\",\"value\":\"Scalekit roles\",\"role\":\"%s\"}".formatted(role))
                .header("Location");
    }

    /// {@return what the API says of a mapping: true, false or null}
    private String isKnown(String mapping) {
        String said = client.get(mapping).json().path("known_to_scalekit").toString();
        String id = mapping.replaceAll(".*/", "");
        assertThat(client.get("/api/v1/role-mappings?limit=100").json().path("data").values())
                .filteredOn(one -> one.path("id").asString().equals(id)).singleElement()
                .satisfies(one -> assertThat(one.path("known_to_scalekit").toString()).isEqualTo(said));
        return said;
    }

    private String page(String path) {
        return browser.get("/console/mappings" + path).http().body();
    }

    private static String preview(String role) {
        return "/preview?match=NAME&value=Others&role=" + role;
    }

    @Test
    void markAMappingToARoleThatScalekitDoesNotHave() {
        assertThat(isKnown(known)).as("never read").isEqualTo("null");
        assertThat(isKnown(slip)).isEqualTo("null");
        assertThat(page("")).contains("edtior").doesNotContain("not at Scalekit");

        rollcall.run(EVERYTHING);

        assertThat(isKnown(known)).isEqualTo("true");
        assertThat(isKnown(slip)).isEqualTo("false");
        assertThat(page("")).containsOnlyOnce("not at Scalekit").contains(
                "<strong><bdi>edtior</bdi></strong><span class=\"hint\"> not at Scalekit</span>",
                "<strong><bdi>editor</bdi></strong></td>");
        assertThat(page(preview("edtior"))).contains("Scalekit has no role <bdi>edtior</bdi>.", "Save");
        assertThat(page(preview("editor"))).contains("Save").doesNotContain("Scalekit has no role");
        assertThat(page(preview("%20editor%E2%80%8B"))).doesNotContain("Scalekit has no role");
        assertThat(page(slip.replaceAll(".*/", "/"))).contains("Scalekit has no role <bdi>edtior</bdi>.");
        assertThat(page(preview("").replace("role=", "role=r&organization_id=nobody"))).contains("alert")
                .doesNotContain("Scalekit has no role");
    }

    @Test
    void areSuggestedBesideTheOthers() {
        String choices = "/console/choices/roles?role=";
        assertThat(browser.get(choices + "billing").http().body()).doesNotContain("billing_admin");

        rollcall.run(EVERYTHING);

        assertThat(browser.get(choices + "BILLING").http().body())
                .contains("<option value=\"billing_admin\">billing_admin</option>");
        assertThat(browser.get(choices + "edt").http().body()).contains("edtior");
    }

    @Test
    void areThoseThatScalekitHasNow() {
        rollcall.run(EVERYTHING);
        SCALEKIT.roles("edtior", "viewer");
        rollcall.run(EVERYTHING);

        assertThat(isKnown(known)).isEqualTo("false");
        assertThat(isKnown(slip)).isEqualTo("true");
    }

    @Test
    void markNothingOnceScalekitHasNone() {
        rollcall.run(EVERYTHING);
        SCALEKIT.roles();
        rollcall.run(EVERYTHING);

        assertThat(isKnown(slip)).isEqualTo("null");
        assertThat(page("")).doesNotContain("not at Scalekit");
    }

    @Test
    void stayWhileScalekitDoesNotSayAndKeepNoRunFromSucceeding() {
        rollcall.run(EVERYTHING);
        Fault fault = SCALEKIT.fail(Fault.serverError().on("roles"));

        assertStatus(rollcall.run(EVERYTHING), "SUCCEEDED");
        assertThat(fault.hits()).isPositive();
        assertThat(isKnown(slip)).isEqualTo("false");
    }

    @Test
    void areNotNotedByADryRunOrARunOfSome() {
        rollcall.run("{\"mode\":\"INCREMENTAL\",\"dry_run\":true}");
        rollcall.dryRun(unknown(1, 0));
        rollcall.run(unknown(1, 0));

        assertThat(isKnown(slip)).isEqualTo("null");
        assertThat(SCALEKIT.requests("roles")).isZero();
    }
}
