package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Reads the console's pages and sends its forms, as a browser without scripts would.
@RollcallTest
class ConsolePagesTests {

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
    }

    private SimulatedEvent created(String directoryUserId) {
        return ScalekitEvents.userCreated(directoryUserId).in(organization);
    }

    /// {@return the account's page of the only person in the organization}
    private String person() {
        return "/console/people/" + client.get("/api/v1/users?organization_id=" + organization).json().path("data")
                .path(0).path("id").asString();
    }

    private String body(String path) {
        Answer answer = browser.get(path);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        return answer.http().body();
    }

    private static String text(String body) {
        return body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console", "/console/events", "/console/events?status=DEAD&since=2026-01-05T09:00",
            "/console/events/replay?status=DEAD", "/console/people", "/console/people?q=nobody+at+all",
            "/console/people?q=%26%7C%21%3A%2A%27", "/console/people?state=RESTING", "/console/people?state=WAITING",
            "/console/people?state=SHARED", "/console/people/crowds", "/console/people/check", "/console/runs",
            "/console/mappings", "/console/mappings/default", "/console/customers",
            "/console/customers?q=nobody+at+all", "/console/customers?state=QUIET", "/console/setup",
            "/console/audit" })
    void showsAPageWithoutAnythingInIt(String path) {
        assertThat(body(path)).contains("<h1").doesNotContain("style=", "onclick=", "th:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "/console/events/0 | 404 | There is no event 0.",
            "/console/events/x | 400 | id has a value that it cannot have.",
            "/console/people/018f0000-0000-7000-8000-000000000000 | 404 | There is no user",
            "/console/people?q=a%00b | 400 | q must not contain control characters.",
            "/console/people?state=odd | 400 | state has a value that it cannot have.",
            "/console/people/018f0000-0000-7000-8000-000000000000/merge | 404 | There is no user",
            "/console/people/018f0000-0000-7000-8000-000000000000/merge/preview?into=x | 400 | into has a value",
            "/console/events?status=SOME | 400 | status has a value that it cannot have.",
            "/console/events?since=yesterday | 400 | since has a value that it cannot have.",
            "/console/events?type=a%07b | 400 | type must not contain control characters.",
            "/console/people/check/0 | 404 | There is no check 0.", "/console/runs/0 | 404 | There is no run 0.",
            "/console/runs/0/progress | 404 | There is no run 0.",
            "/console/customers/org_nobody | 404 | There is no organization org_nobody.",
            "/console/customers?state=odd | 400 | state has a value that it cannot have.",
            "/console/customers?q=a%07b | 400 | q must not contain control characters.",
            "/console/nothing | 404 | There is no such page.",
            "/console/mappings/0 | 404 | There is no role mapping 0.",
            "/console/mappings/preview?match=NAME | 400 | role must have 1 to 255 characters",
            "/console/mappings/0/removal | 404 | There is no role mapping 0." })
    void saysOnAPageWhatIsWrong(String path, int status, String why) {
        Answer answer = browser.get(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.http().body()).contains(why, "Sign out");
    }

    @Test
    void showsWhatElseTheDirectorySaysOfAPerson() {
        client.deliver(created("diruser_" + organization).withData("department", "Sales <b>").withData("title", "Agent")
                .withData("custom_attributes", Map.of("cost", 7)));
        String page = body(person());

        assertThat(text(page)).contains("Department Sales &lt;b&gt; Title Agent",
                "3 attributes custom_attributes.cost 7 department Sales &lt;b&gt; title Agent",
                "attributes custom_attributes.cost: 7");
        client.deliver(created("diruser_2" + organization).in(organization + "2"));
        String other = "/console/people/" + client.get("/api/v1/users?organization_id=" + organization + "2").json()
                .path("data").path(0).path("id").asString();
        assertThat(body(other)).doesNotContain("<details", "Department");
    }

    @Test
    void showsMarkupInDataAsText() {
        String markup = "<script>alert(1)</script>";
        SimulatedEvent event = created("diruser_<b>markup</b>").email("\"><img src=x>@example.com")
                .named(markup, markup).roles(markup).groups(ScalekitEvents.group("dirgroup_" + organization, markup));
        JsonNode sent = client.deliver(event);
        client.deliver("<script>alert(1)</script>".getBytes());

        for (String path : new String[] { person(), "/console/people?q=" + organization, "/console/people?q=alert",
                "/console/events", "/console/events/" + sent.path("id").asString(), "/console",
                "/console/events?type=%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "/console/people?q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E" }) {
            assertThat(body(path)).as(path).doesNotContain("<script>alert", "<b>markup", "<img src=x");
        }
        assertThat(body(person())).contains("&lt;script&gt;alert(1)&lt;/script&gt;");
    }

    @Test
    void callsACustomerByItsName() {
        String name = "Lantern & Loom " + organization;
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName(name));
        JsonNode sent = client.deliver(created("diruser_named").email("named@example.com"));
        long mapping = client.post("/api/v1/role-mappings",
                "{\"organization_id\":\"%s\",\"match\":\"NAME\",\"value\":\"G\",\"role\":\"r\"}"
                        .formatted(organization))
                .json().path("id").asLong();

        for (String path : new String[] { person(), "/console/people?q=diruser_named",
                "/console/events?organization_id=" + organization, "/console/events/" + sent.path("id").asString(),
                "/console/events/replay?organization_id=" + organization, "/console/mappings",
                "/console/mappings/%d/removal".formatted(mapping) }) {
            assertThat(body(path)).as(path).contains(name.replace("&", "&amp;"), organization);
        }
    }

    @Test
    void takesWhatTheApplicationCallsACustomer() {
        String external = "tenant " + organization;
        client.deliver(ScalekitEvents.organizationCreated(organization).withData("external_id", external));
        client.deliver(created("diruser_of_tenant"));
        String asked = "organization_id=" + external.replace(" ", "+");

        assertThat(body("/console/events?" + asked)).contains("diruser_of_tenant",
                "value=\"%s\"".formatted(organization));
        assertThat(text(body("/console/events/replay?" + asked))).contains(organization);
        assertThat(body("/console/mappings/preview?match=NAME&value=G&role=r&" + asked))
                .contains("value=\"%s\"".formatted(organization));
        Answer run = browser.submit("/console/runs", "/console/runs",
                Map.of("organization_id", external, "dry_run", "true"));
        assertThat(run.status()).as(run.http().body()).isEqualTo(302);
        assertThat(body(run.header("Location"))).contains(organization);
    }

    @Test
    void showsWhatTheApplicationCallsAPerson() {
        client.deliver(created("diruser_known"));
        client.call("PUT", "/api/v1" + person().replace("/console/people", "/users") + "/external-id",
                "{\"external_id\":\"No. 4711\"}");

        assertThat(text(body(person()))).contains("Your id No. 4711");
    }

    @Test
    void showsACustomerWithItsDirectories() {
        String name = "Ha\u0308fen <b> & Vine " + organization;
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName(name).withData("external_id",
                "tenant " + organization));
        String list = "/console/customers?q=" + organization;
        assertThat(text(body(list))).contains("none yet waiting for the customer");
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + organization).in(organization));
        assertThat(text(body(list))).contains("Okta SCIM waiting for the customer");
        client.deliver(created("diruser_first"));

        assertThat(body(list)).contains("<bdi>H\u00e4fen &lt;b&gt; &amp; Vine " + organization + "</bdi>",
                "class=\"status working\"");
        assertThat(text(body("/console/customers?q=H%C3%84FEN+%3Cb%3E"))).contains(organization);
        assertThat(text(body("/console/customers?q=tenant+" + organization))).contains("Okta");
        assertThat(body("/console/customers?state=WORKING")).contains(organization);
        assertThat(body("/console/customers?state=GONE")).doesNotContain(organization);
        String page = body("/console/customers/" + organization);
        assertThat(page).contains("<bdi>tenant " + organization + "</bdi>");
        assertThat(text(page)).contains("Okta working Its events come. No run has seen all of it yet.", "Kind SCIM",
                "Enabled yes", "People and groups 1 person, 0 groups", "Last complete run none yet", "Token none known",
                "Open the set-up portal");
        client.deliver(ScalekitEvents.organizationDeleted(organization));
        assertThat(text(body("/console/customers/" + organization))).contains("Scalekit has deleted the organization.")
                .doesNotContain("Open the set-up portal");
    }

    @Test
    void saysWhatKeepsALinkToThePortalFromBeingMade() {
        client.deliver(ScalekitEvents.organizationCreated(organization));
        String page = "/console/customers/" + organization;

        Answer answer = browser.submit(page, page + "/portal-link", Map.of("provider", "OKTA"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.http().body()).contains("Scalekit made no link: POST /oauth/token: no connection");
        assertThat(browser.post(page + "/portal-link", Map.of("provider", "OKTA")).status()).as("without CSRF")
                .isEqualTo(403);
    }

    @Test
    void saysHowFarTheSetUpIs() {
        client.deliver(created("diruser_setup"));
        client.send(client.request("/webhooks/scalekit").POST(BodyPublishers.noBody()).build());
        client.get("/api/v1/changes?limit=1");
        await().until(() -> jdbc
                .sql("select count(*) from last_time where what in ('webhook.refused.header_missing', 'changes.read')")
                .query(Long.class).single() == 2);

        String page = text(body("/console/setup"));
        assertThat(page).contains("Webhooks come done The last signed one came.", "header_missing",
                "organization.directory.user_created", "Your application is connected done The change feed was read.")
                .doesNotContain("whsec_");
        Answer tried = browser.submit("/console/setup", "/console/setup/try", Map.of());
        assertThat(tried.header("Location")).endsWith("/console/setup");
        page = text(body("/console/setup"));
        assertThat(page).contains("POST /oauth/token: no connection",
                "Scalekit&#39;s environment is reached trouble POST /oauth/token: no connection");
    }

    @Test
    void findsEventsAndShowsOneWithItsPayload() {
        JsonNode sent = client.deliver(created("diruser_one").email("one@example.com"));
        client.deliver(created("diruser_two").without("occurred_at"));

        assertThat(body("/console/events?organization_id=" + organization)).contains("diruser_one", "diruser_two");
        assertThat(body("/console/events?organization_id=" + organization + "&subject_id=diruser_one"))
                .contains("diruser_one").doesNotContain("diruser_two");
        assertThat(body("/console/events?organization_id=" + organization + "&status=DEAD"))
                .contains("occurred_at is missing.", "diruser_two").doesNotContain("diruser_one");
        assertThat(body("/console/events?organization_id=" + organization + "&until=2020-01-01T00:00"))
                .contains("No event is like this.");
        assertThat(text(body("/console/events/" + sent.path("id").asString()))).contains("PROCESSED",
                "with a valid signature", sent.path("webhook_id").asString(), "&quot;one@example.com&quot;");
    }

    @Test
    void replaysOneEvent() {
        String event = "/console/events/" + client.deliver(created("diruser_again")).path("id").asString();

        Answer answer = browser.submit(event, event + "/replay", Map.of());

        assertThat(answer.header("Location")).endsWith(event);
        assertThat(body(event)).contains("The event is applied again.");
        assertThat(body(event)).doesNotContain("The event is applied again.");
    }

    @Test
    void saysHowManyEventsItWouldReplayBeforeItDoes() {
        client.deliver(created("diruser_1").without("occurred_at"));
        client.deliver(created("diruser_2").without("occurred_at"));
        client.deliver(created("diruser_3"));
        String question = "/console/events/replay?status=DEAD&organization_id=" + organization;

        assertThat(text(body(question))).contains("Replay 2 events?");
        Answer answer = browser.submit(question, "/console/events/replay",
                Map.of("status", "DEAD", "organization_id", organization));

        assertThat(answer.status()).isEqualTo(302);
        assertThat(body("/console/events")).contains("2 events are applied again.");
        await().until(() -> client.get("/api/v1/events?status=DEAD&organization_id=" + organization).json().path("data")
                .size() == 2);
    }

    @Test
    void speaksOfOneEventAsOfOne() {
        client.deliver(created("diruser_1").without("occurred_at"));

        assertThat(text(body("/console/events/replay?status=DEAD&organization_id=" + organization)))
                .contains("Replay 1 event?").doesNotContain("1 events");
    }

    @Test
    void saysWhySomebodyHasAccessAndWhereEachRoleComesFrom() {
        client.deliver(created("diruser_why").email("why@example.com").named("Ann", "Why").roles("viewer"));
        browser.submit(person(), person() + "/roles", Map.of("role", "editor"));

        String page = text(body(person()));

        assertThat(page).contains("Ann Why has access, because directory user diruser_why is active.",
                "viewer the directory says so of diruser_why", "editor granted by admin",
                "The role editor is granted.");
    }

    @Test
    void saysWhySomebodyHasNoAccessAndWhatTookIt() {
        client.deliver(created("diruser_gone").email("gone@example.com").named("Ann", "Gone").roles("viewer"));
        JsonNode deletion = client.deliver(ScalekitEvents.userDeleted("diruser_gone").in(organization));

        String page = body(person());

        assertThat(text(page)).contains(
                "Ann Gone has no access, because directory user diruser_gone is deactivated or gone.", "Lost access",
                "Account opened", "No role:");
        assertThat(page).contains("/console/events/" + deletion.path("id").asString());
    }

    @Test
    void takesBackARoleThatWasGrantedByHand() {
        client.deliver(created("diruser_back").email("back@example.com"));
        browser.submit(person(), person() + "/roles", Map.of("role", "editor"));

        browser.submit(person(), person() + "/roles/take-back", Map.of("role", "editor"));

        assertThat(text(body(person()))).contains("The role editor is taken back.", "− editor (MANUAL)".substring(2))
                .contains("No role:");
    }

    @Test
    void protectsAnAccountAndEndsTheProtection() {
        client.deliver(created("diruser_glass").email("glass@example.com").named("Bo", "Glass"));

        browser.submit(person(), person() + "/protect", Map.of());
        assertThat(text(body(person()))).contains("PROTECTED", "The account is protected.");
        client.deliver(ScalekitEvents.userDeleted("diruser_glass").in(organization));
        assertThat(text(body(person()))).contains("Bo Glass has access only because the account is protected",
                "Kept access, because the account is protected");

        browser.submit(person(), person() + "/unprotect", Map.of());
        assertThat(text(body(person()))).contains("The account is no longer protected.", "Bo Glass has no access");
    }

    /// A role and protection, and somebody who may be another person.
    private void rest() {
        client.deliver(created("diruser_jo").email("jo@example.com").named("Jo", "Lind"));
        browser.submit(person(), person() + "/roles", Map.of("role", "owner"));
        browser.submit(person(), person() + "/protect", Map.of());
        browser.submit(person(), person() + "/roles", Map.of("role", "auditor"));
        client.deliver(ScalekitEvents.userDeleted("diruser_jo").in(organization));
        client.deliver(created("diruser_next").email("jo@example.com").dpId("jo").at(Instant.now()));
    }

    @Test
    void saysWhatRestsAndWhyUntilItIsGrantedAgain() {
        rest();

        assertThat(text(body(person()))).contains(
                "The role auditor and the role owner and the protection rest: directory user diruser_next came to this account by the e-mail address alone",
                "PROTECTION RESTS", "Protect again", "Grant again", "diruser_next may be somebody else since");
        assertThat(body("/console/people?state=RESTING")).contains(person());
        assertThat(text(body("/console"))).contains("what was granted by hand rests");

        browser.submit(person(), person() + "/roles", Map.of("role", "owner"));
        browser.submit(person(), person() + "/protect", Map.of());
        assertThat(text(body(person()))).contains("The role auditor rests: directory user diruser_next", "PROTECTED",
                "− owner (MANUAL, resting)".substring(2)).doesNotContain("PROTECTION RESTS");
        browser.submit(person(), person() + "/roles/take-back", Map.of("role", "auditor"));
        assertThat(text(body(person()))).doesNotContain("rests", "Grant again");
        assertThat(body("/console/people?state=RESTING")).doesNotContain(person());
    }

    @Test
    void saysWhatTheDirectoryCallsAPerson() {
        client.deliver(created("diruser_id").email("id@example.com").dpId("00u1abcdefghij123456"));

        assertThat(text(body(person()))).contains("Id in the directory",
                "diruser_id 00u1abcdefghij123456 not said yet");
    }

    @Test
    void leadsFromWhoWaitsForAnAddressToWhoHasIt() {
        client.deliver(created("diruser_has").email("one@" + organization + ".org").named("Ann", "Has"));
        client.deliver(created("diruser_waits").email("two@" + organization + ".org").named("Bo", "Waits"));
        client.deliver(
                ScalekitEvents.userUpdated("diruser_waits").in(organization).email("one@" + organization + ".org"));
        String waiting = person();

        assertThat(text(body(waiting))).contains(
                "Has taken the address one@%s.org , which another active account has".formatted(organization));
        assertThat(body(waiting)).contains("/console/people?q=one@" + organization + ".org");
        assertThat(body("/console/people?state=WAITING")).contains(waiting, "Bo Waits").doesNotContain("Ann Has");
        assertThat(text(body("/console"))).contains("for an address that another active account has.");
    }

    @Test
    void saysThatSeveralShareAnAccount() {
        for (int i = 0; i < 3; i++) {
            client.deliver(created("diruser_box" + i).email("box@" + organization + ".org").named("The", "Box"));
        }

        assertThat(text(body(person()))).contains("Three or more active directory users of one directory share this");
        assertThat(body("/console/people?state=SHARED")).contains(person(), "The Box");
    }

    @Test
    void showsWhatACrowdTook() {
        jdbc.sql("delete from crowd").update();
        jdbc.sql("insert into crowd (organization_id, value, found_at) values (?, 'info@crowd.org', now())")
                .param(organization).update();

        assertThat(body("/console/people/crowds")).contains(organization, "/console/people?q=info@crowd.org");
        assertThat(text(body("/console"))).contains("Taken by a crowd 1 addresses and ids");
    }

    @Test
    void mergesTwoAccountsAfterItHasShownWhatWouldComeOfIt() {
        client.deliver(created("diruser_doe").email("ann.doe@example.com").named("Ann", "Doe").roles("viewer"));
        String one = person();
        browser.submit(one, one + "/roles", Map.of("role", "owner"));
        client.deliver(created("diruser_roe").email("ann.roe@example.com").named("Ann", "Roe").roles("editor"));
        String two = person();
        String into = two.substring("/console/people/".length());
        client.deliver(ScalekitEvents.userCreated("diruser_far").in("far_" + organization).named("Ann", "Roe"));

        String found = body(one + "/merge?q=ann+roe");
        assertThat(found.split("merge/preview", -1)).hasSize(2);
        assertThat(found).contains(one + "/merge/preview?into=" + into);
        assertThat(body(one + "/merge?q=ann+doe")).contains("Nobody else of organization");
        String preview = one + "/merge/preview?into=" + into;
        assertThat(text(body(preview))).contains("Make these two accounts one?", "Name Ann Doe Ann Roe Ann Roe",
                "Roles owner viewer editor editor owner viewer",
                "Directory users diruser_doe diruser_roe diruser_doe diruser_roe");
        assertThat(client.get("/api/v1/users?organization_id=" + organization).json().path("data")).hasSize(2);

        Answer merged = browser.submit(preview, one + "/merge", Map.of("into", into));

        assertThat(merged.header("Location")).endsWith(two);
        assertThat(text(body(two))).contains("The two accounts are one.", "Became part of another account");
        assertThat(client.get("/api/v1/users?organization_id=" + organization).json().path("data")).hasSize(1);
    }

    @Test
    void saysWhyTwoAccountsCannotBeMerged() {
        client.deliver(created("diruser_alone").email("one@example.com"));
        String one = person();

        Answer answer = browser.get(one + "/merge/preview?into=" + one.substring("/console/people/".length()));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.http().body()).contains("The two are one user.");
        assertThat(browser.submit(one, one + "/merge", Map.of("into", UUID.randomUUID().toString())).status())
                .isEqualTo(404);
    }

    @Test
    void saysWhatOfAnEventCouldNotBeRead() {
        JsonNode sent = client
                .deliver(created("diruser_odd").email("odd@example.com").withData("given_name", List.of(1)));

        assertThat(sent.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(body("/console/events/" + sent.path("id").asString())).contains("given_name");
        assertThat(body("/console/events?organization_id=" + organization)).contains("given_name");
    }

    @Test
    void saysOfWhichEventNoBodyWasKept() {
        JsonNode login = client.deliver(created("usr_1").with("type", "user.login"));
        JsonNode kept = client.deliver(created("diruser_kept"));

        assertThat(text(body("/console/events/" + login.path("id").asString()))).contains("IGNORED",
                "only the type of the body was kept", "{ &quot;type&quot; : &quot;user.login&quot; }");
        assertThat(text(body("/console/events/" + kept.path("id").asString()))).doesNotContain("was kept");
    }

    @Test
    void findsPeopleByTheBeginningsOfWordsAndByIds() {
        client.deliver(created("diruser_find").email("Zoe.Quill@example.com").named("Zoë", "Quillon"));
        String account = person().substring("/console/people/".length());

        for (String found : new String[] { "zoe", "quill%20zo", "zoe.quill@example.com", "Quillo", "diruser_find",
                account }) {
            assertThat(body("/console/people?q=" + found)).as(found).contains("Zoë Quillon");
        }
        for (String other : new String[] { "oe", "zoe%20nobody", "diruser_fin" }) {
            assertThat(body("/console/people?q=" + other)).as(other).contains("Nobody is like this.");
        }
    }

    @Test
    void sayOfWhomADeactivationIsHeldAndLeadToTheDecision() {
        for (int i = 0; i < 11; i++) {
            client.deliver(created("diruser_%d_%s".formatted(i, organization))
                    .email("held%d-%s@example.com".formatted(i, organization)));
        }
        for (int i = 0; i < 11; i++) {
            client.deliver(ScalekitEvents.userDeleted("diruser_%d_%s".formatted(i, organization)).in(organization));
        }
        String page = "/console/people/"
                + client.get("/api/v1/users?email=held10-%s@example.com".formatted(organization)).json().path("data")
                        .path(0).path("id").asString();
        long run = jdbc.sql("select id from sync_run where organization_id = ?").param(organization).query(Long.class)
                .single();

        assertThat(text(body(page))).contains("ACTIVE",
                "This person is said to have left, and keeps access until somebody approves or rejects that. The safeguard for webhooks holds it back: decide about run %d ."
                        .formatted(run));
        assertThat(body(page)).contains("href=\"/console/runs/%d/approval\"".formatted(run));

        String decision = "/console/runs/%d/approval".formatted(run);
        assertThat(text(body(decision))).contains("Apply 1 change?").doesNotContain("1 changes");
        Answer rejected = browser.submit(decision, "/console/runs/%d/reject".formatted(run),
                Map.of("seen", body(decision).replaceAll("(?s).*name=\"seen\" value=\"([^\"]+)\".*", "$1")));
        assertThat(text(body(rejected.header("Location")))).contains("Rejected: 1 change is not applied.");
        assertThat(text(body(page))).doesNotContain("is said to have left");
    }

    @Test
    void goesOnWithTheNextPage() {
        for (int i = 0; i < 51; i++) {
            client.send(client.webhook("msg_" + organization + i, created("diruser_p" + i + organization).bytes()));
        }
        await().until(() -> client.get("/api/v1/users?limit=100&organization_id=" + organization).json().path("data")
                .size() == 51);
        String first = body("/console/events?organization_id=" + organization);
        String next = first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");

        assertThat(first.split("/console/events/\\d+", -1)).hasSize(51);
        assertThat(body(next).split("/console/events/\\d+", -1)).hasSize(2);
        assertThat(body(next)).doesNotContain("rel=\"next\"");
    }
}
