package dev.rollcall.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.json.JsonMapper;

/// Uses the console in a real browser, beside a simulated Scalekit.
@RollcallContext
@TestPropertySource(properties = "rollcall.reconcile.safety-margin=0s")
class ConsoleBrowserTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);

    private static Chromium chromium;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext window;
    private Page page;
    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        SCALEKIT.close();
    }

    @BeforeEach
    void open(@LocalServerPort int port) {
        SCALEKIT.postTo(URI.create("http://localhost:" + port + "/webhooks/scalekit"));
        window = chromium.open(new NewContextOptions().setBaseURL("http://localhost:" + port));
        page = window.newPage();
        // Whatever the policy forbids a page is said on the browser's console.
        page.onConsoleMessage(message -> {
            // Suggestions that are on their way when the page is left are given up.
            if (message.type().equals("error") && !message.text().contains("status of 4")
                    && !message.text().matches("htmx:(sendAbort|afterRequest), \\[object HTMLDataListElement]")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
    }

    @AfterEach
    void close() {
        window.close();
        SCALEKIT.mend();
        assertThat(complaints).isEmpty();
    }

    private void signIn() {
        page.navigate("/console");
        page.getByLabel("Admin token").fill(RollcallTest.ADMIN_TOKEN);
        page.keyboard().press("Enter");
        assertThat(page).hasTitle(Pattern.compile("Overview"));
    }

    @Test
    void hasAPageToReadTheApisDescriptionOn() {
        page.navigate("/swagger-ui");

        assertThat(page.getByText("List users, or take them out with their roles")).isVisible();
        assertThat(page.locator(".opblock").last()).isVisible();
    }

    private void open(String area) {
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(Pattern.compile("^" + area))).first().click();
    }

    private void press(String button) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(button)).click();
    }

    private Locator content() {
        return page.getByRole(AriaRole.MAIN);
    }

    /// A directory that Rollcall knows of by a run.
    private SimulatedDirectory known(int people) {
        SimulatedDirectory[] made = new SimulatedDirectory[1];
        SCALEKIT.quietly(() -> {
            made[0] = SCALEKIT.createDirectory();
            made[0].generate(people, 3);
        });
        run(made[0]);
        SCALEKIT.advance(Duration.ofMinutes(1));
        return made[0];
    }

    private long run(SimulatedDirectory directory) {
        SCALEKIT.advance(Duration.ofMinutes(1));
        return ended(
                client.post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(directory.organizationId())));
    }

    private long ended(Answer started) {
        long id = started.json().path("id").asLong();
        await().until(() -> !List.of("PENDING", "RUNNING")
                .contains(client.get("/api/v1/sync-runs/" + id).json().path("status").asString()));
        return id;
    }

    @Test
    void signsInAfterAWrongTokenAndOut() {
        page.navigate("/console/people");
        page.getByLabel("Admin token").fill("not-the-admin-token");
        press("Sign in");
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("This is not the admin token.");

        page.getByLabel("Admin token").fill(RollcallTest.ADMIN_TOKEN);
        press("Sign in");
        assertThat(page).hasTitle(Pattern.compile("People"));

        press("Sign out");
        assertThat(page).hasTitle(Pattern.compile("Sign in"));
        page.navigate("/console/people");
        assertThat(page).hasTitle(Pattern.compile("Sign in"));
    }

    @Test
    void findsAPersonWhileTypingAndSaysWhyTheyLostARole() {
        client.deliver(ScalekitEvents.userCreated("diruser_ida").in("org_browser").email("ida@example.com")
                .named("Ida", "Brow").roles("editor"));
        long cause = client.deliver(ScalekitEvents.userUpdated("diruser_ida").in("org_browser").roles("viewer"))
                .path("id").asLong();
        signIn();
        open("People");
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially("brow id");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Ida Brow")).click();

        assertThat(content()).containsText("Ida Brow has access, because directory user diruser_ida is active.");
        Locator change = page.locator(".timeline > li").filter(new Locator.FilterOptions().setHasText("Roles changed"));
        assertThat(change.locator("del")).hasText("editor (DIRECTORY)");
        assertThat(change.locator("ins")).hasText("viewer (DIRECTORY)");
        change.getByRole(AriaRole.LINK).click();
        assertThat(page).hasURL(Pattern.compile("/console/events/" + cause + "$"));
    }

    @Test
    void adoptsUsersFromACsv() {
        for (String name : List.of("una", "uno")) {
            client.deliver(
                    ScalekitEvents.userCreated("diruser_" + name).in("org_adopted").email(name + "@example.com"));
        }
        signIn();
        open("Adoption");
        page.getByLabel("List").setInputFiles(new FilePayload("users.csv", "text/csv",
                "organization_id,email,external_id,roles\norg_adopted,una@example.com,1,editor\norg_adopted,gone@example.com,2,\n"
                        .getBytes(StandardCharsets.UTF_8)));
        press("Upload and look");
        assertThat(content()).containsText("gone@example.com");
        assertThat(page.locator(".chips [aria-current]")).hasText("1 × orphan");

        press("Adopt 1 user");
        assertThat(content()).containsText("for real");
        assertThat(content()).containsText("SUCCEEDED");
        open("1 × matched");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("una@example.com")).click();
        assertThat(content()).containsText("editor");
    }

    @Test
    void mergesTwoAccountsAfterItHasShownWhatWouldComeOfIt() {
        client.deliver(ScalekitEvents.userCreated("diruser_eva").in("org_two").email("eva.maier@example.com")
                .named("Eva", "Maier").roles("editor"));
        client.deliver(ScalekitEvents.userCreated("diruser_eva2").in("org_two").email("eva.vogt@example.com")
                .named("Eva", "Vogt").roles("viewer"));
        signIn();
        page.navigate("/console/people?q=eva+maier");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Eva Maier")).click();
        page.getByLabel("The same person as").fill("eva");
        press("Merge");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Show what would come of merging with Eva Vogt"))
                .click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Make these two accounts one?");
        assertThat(page.getByRole(AriaRole.ROW, new GetByRoleOptions().setName("Directory users"))
                .getByRole(AriaRole.CELL))
                        .hasText(new String[] { "diruser_eva", "diruser_eva2", "diruser_evadiruser_eva2" });
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("The other way round")).click();
        assertThat(
                page.getByRole(AriaRole.ROW, new GetByRoleOptions().setName("E-mail")).getByRole(AriaRole.CELL).first())
                        .hasText("eva.vogt@example.com");

        press("Merge the two accounts");

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("The two accounts are one.");
        assertThat(content()).containsText("diruser_eva2");
        assertThat(content()).containsText("Became part of another account");
    }

    @Test
    void onboardsACustomerThroughThePortal() {
        SCALEKIT.createOrganization("org_onboarded", "Harbour & Vine");
        await().until(() -> client.get("/api/v1/organizations/org_onboarded").status() == 200);
        signIn();
        open("Customers");
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially("harbour");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Harbour & Vine")).click();
        assertThat(content()).containsText("No directory yet");
        page.getByLabel("Guide for").selectOption("MICROSOFT_AD");
        press("Open the set-up portal");
        assertThat(content()).containsText("Microsoft Entra ID");
        assertThat(content()).containsText("scim-integrations/azure-scim/");
        String customer = "/console/customers/org_onboarded";
        assertThat(page).hasURL(Pattern.compile(customer + "/portal-link$"));

        List<String> referrers = new ArrayList<>();
        window.onRequest(request -> {
            if (request.url().contains("/portal/lnk_")) {
                referrers.add(String.valueOf(request.headers().get("referer")));
            }
        });
        Page portal = page.waitForPopup(
                () -> page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Go to the portal")).click());
        portal.getByLabel("Provider").selectOption("MICROSOFT_AD");
        portal.getByRole(AriaRole.BUTTON).click();
        assertThat(portal.getByRole(AriaRole.HEADING)).hasText("The directory is enabled");
        assertThat(referrers).containsOnly("null");
        await().until(() -> !SCALEKIT.organization("org_onboarded").directories().isEmpty());
        run(SCALEKIT.organization("org_onboarded").directories().getFirst());

        page.navigate(customer);
        assertThat(content()).containsText("Microsoft Entra ID working");
        assertThat(content()).containsText("40 people, 4 groups");
        page.navigate("/console/setup");
        assertThat(content()).containsText("A run has seen all of a directory");
        press("Try to reach Scalekit now");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Scalekit answers, and knows the API client.");
    }

    @Test
    void replaysADeadEvent() {
        long id = client.deliver(ScalekitEvents.organizationCreated("org_dead")).path("id").asLong();
        jdbc.sql("update webhook_event set status = 'DEAD', reason = 'It went wrong.' where id = ?").param(id).update();
        signIn();
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("1 event could not be applied")).click();
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(Long.toString(id)).setExact(true)).click();
        assertThat(content()).containsText("It went wrong.");

        press("Replay");

        client.finished(id);
        page.reload();
        assertThat(page.getByRole(AriaRole.HEADING).first()).hasText("Event %d PROCESSED".formatted(id));
    }

    @Test
    void startsARunAndWatchesItsBarMove() {
        SimulatedDirectory directory = known(600);
        SCALEKIT.fail(Fault.latency(Duration.ofMillis(300)));
        signIn();
        open("Runs");
        page.getByLabel("Organization").fill(directory.organizationId());
        press("Start a run");

        Locator bar = page.getByRole(AriaRole.PROGRESSBAR);
        assertThat(bar).hasAttribute("value", Pattern.compile("^[1-9]\\d?$"));
        assertThat(content()).containsText(Pattern.compile("of 600 users read"));
        assertThat(bar).isHidden();
        assertThat(content()).containsText("SUCCEEDED");
        assertThat(content()).containsText("No difference: everything was as the directories say.");
    }

    @Test
    void approvesWhatARunHoldsBack() {
        SimulatedDirectory directory = known(50);
        SCALEKIT.quietly(() -> directory.leave(20));
        long run = run(directory);
        signIn();
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Run %d: 20 changes".formatted(run))).click();
        assertThat(content()).containsText("20 × user.deactivated in Organization %s, organization %s, directory %s"
                .formatted(directory.organizationId().substring("org_".length()), directory.organizationId(),
                        directory.id()));
        assertThat(page.locator("tbody tr")).hasCount(20);

        // Meanwhile the list becomes another one.
        jdbc.sql(
                "update sync_change set status = 'EXPIRED' where id = (select min(id) from sync_change where run_id = ?)")
                .param(run).update();
        jdbc.sql("update sync_run_directory set held = held - 1 where run_id = ?").param(run).update();
        press("Approve 20 changes");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("has changed since you looked");
        press("Approve 19 changes");

        assertThat(content()).containsText("Approved: 19 changes are being applied.");
        await().until(
                () -> client.get("/api/v1/sync-runs/" + run).json().path("status").asString().equals("SUCCEEDED"));
        page.reload();
        assertThat(content()).containsText("19 × user.deactivated, applied");
    }

    @Test
    void rejectsWhatARunHoldsBack() {
        SimulatedDirectory directory = known(50);
        SCALEKIT.quietly(() -> directory.leave(20));
        long run = run(directory);
        signIn();
        page.navigate("/console/runs/" + run);
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Decide about 20 changes")).click();

        press("Reject 20 changes");

        assertThat(content()).containsText("Rejected: 20 changes are not applied.");
        assertThat(content()).containsText("20 × user.deactivated, rejected");
    }

    @Test
    void findsOutWhyAnAddressHasNoAccess() {
        SimulatedDirectory directory = known(40);
        SCALEKIT.quietly(() -> directory.join(user -> user.email("Why.Not@example.com").named("Wyatt", "Nott")));
        SCALEKIT.advance(Duration.ofMinutes(1));
        String customer = client.get("/api/v1/organizations/" + directory.organizationId()).json().path("name")
                .asString();
        signIn();
        open("People");
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially("why.not@example.com");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Check this person")).click();
        assertThat(page.getByLabel("E-mail address")).hasValue("why.not@example.com");
        page.getByLabel("Customer").fill(directory.organizationId());

        press("Check");

        assertThat(content()).containsText("does not know this address yet, and a directory lists it as active");
        assertThat(page.getByRole(AriaRole.ROW, new GetByRoleOptions().setName("Wyatt Nott"))).containsText(customer);
        press("Do it");
        assertThat(content()).containsText("Somebody who has or had this address has access.");
        assertThat(content()).containsText("What the resync changed");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Wyatt Nott")).click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Wyatt Nott");
    }

    @Test
    void addsAMappingByAnAttributeThatItChose() {
        client.deliver(ScalekitEvents.userCreated("diruser_attributed").in("org_attributed").email("at@example.com")
                .named("Ava", "Tribe").withData("department", "Cartography"));
        signIn();
        open("Role mappings");
        assertThat(page.locator("input[name=attribute]")).isHidden();
        page.getByLabel("Whom by").selectOption("ATTRIBUTE");
        page.locator("input[name=attribute]").fill("department");
        page.getByLabel("Id, name, pattern or value").pressSequentially("carto");
        assertThat(page.locator("#value-choices option")).hasAttribute("value", "Cartography");
        page.getByLabel("Id, name, pattern or value").fill("Cartography");
        page.getByLabel("Role", new Page.GetByLabelOptions().setExact(true)).fill("mapmaker");
        press("Preview");
        assertThat(content()).containsText("One active person has department Cartography now.");
        assertThat(content()).containsText("1 user would have other roles");
        press("Save");
        assertThat(content()).containsText("The mapping is added.");
        assertThat(page.getByRole(AriaRole.ROW).filter(new FilterOptions().setHasText("mapmaker")))
                .containsText("department Cartography");

        page.navigate("/console/people?q=ava");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Ava Tribe")).click();
        assertThat(content())
                .containsText(Pattern.compile("mapmaker\\s+attribute department Cartography, by\\s+mapping"));
    }

    @Test
    void editsAMappingAfterItHasSeenWhomItConcerns() {
        client.deliver(ScalekitEvents.userCreated("diruser_mapped").in("org_mapped").email("map@example.com")
                .named("Mia", "Mapp").groups(ScalekitEvents.group("dirgroup_mapped", "Surveyors")));
        signIn();
        open("Role mappings");
        page.getByLabel("Id, name, pattern or value").fill("Surveyor");
        page.getByLabel("Role", new Page.GetByLabelOptions().setExact(true)).fill("mapper");
        press("Preview");
        assertThat(content()).containsText("Nobody would get or lose a role.");
        press("Save");
        assertThat(content()).containsText("The mapping is added.");

        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(Pattern.compile("^Edit mapping"))).first().click();
        page.getByLabel("Whom by").selectOption("PATTERN");
        page.getByLabel("Id, name, pattern or value").fill("Surveyor(s");
        press("Preview");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("value");
        page.getByLabel("Id, name, pattern or value").fill("Surveyor.*");
        press("Preview");
        assertThat(content()).containsText("1 user would have other roles");
        assertThat(page.getByRole(AriaRole.ROW, new GetByRoleOptions().setName("Mia Mapp"))).containsText("mapper");
        press("Save");

        page.navigate("/console/people?q=mia");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Mia Mapp")).click();
        assertThat(content()).containsText(Pattern.compile("mapper\\s+group Surveyors, by\\s+mapping"));
        open("Role mappings");
        page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName(Pattern.compile("^Remove mapping"))).first()
                .click();
        assertThat(content()).containsText("1 lose it");
        press("Remove mapping");
        assertThat(content()).containsText("is removed.");
    }

    @Test
    void runsNothingThatSomebodyPutIntoAName() {
        String script = "<script>window.ran = 'script'</script>";
        String image = "<img src=x onerror=\"window.ran = 'image'\">";
        String attribute = "\" onfocus=\"window.ran = 'attribute'\" autofocus x='\"<svg onload=window.ran='svg'>";
        String inOrganization = "org_" + image;
        long event = client.deliver(ScalekitEvents.userCreated("diruser_" + image).in(inOrganization)
                .email(image + "@example.com").named(script, attribute).roles(script)
                .groups(ScalekitEvents.group("dirgroup_" + attribute, image)).dpId(image)).path("id").asLong();
        client.deliver(ScalekitEvents.userCreated("diruser_other").in("org_" + attribute).email(attribute + "@x.org"));
        client.deliver(ScalekitEvents.userUpdated(script).in(attribute).with("type", image));
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + image).in(inOrganization));
        jdbc.sql("update webhook_event set reason = ? where id = ?").params(script + image, event).update();
        String person = "/console/people/" + jdbc.sql("select id from app_user where organization_id = ?")
                .param(inOrganization).query(String.class).single();
        client.deliver(ScalekitEvents.userCreated("diruser_same").in(inOrganization).email("same@example.com"));
        String other = jdbc.sql("select account_id from directory_user where id = 'diruser_same'").query(String.class)
                .single();
        jdbc.sql("insert into crowd (organization_id, value, found_at) values (?, ?, now())")
                .params(inOrganization, script + "@" + image).update();
        String rule = "{\"match\":\"NAME\",\"value\":%s,\"role\":%s}".formatted(
                JsonMapper.shared().writeValueAsString(image), JsonMapper.shared().writeValueAsString(attribute));
        String mapping = "/console/mappings/" + client.post("/api/v1/role-mappings", rule).json().path("id").asString();
        SimulatedDirectory directory = known(3);
        SCALEKIT.quietly(() -> {
            String group = directory.createGroup(image).id();
            directory.join(
                    user -> user.email(image + "@example.com").named(script, attribute).roles(script).groups(group));
        });
        long run = run(directory);
        jdbc.sql("update sync_run set error = ? where id = ?").params(script + image, run).update();
        long check = ended(client.post("/api/v1/sync-runs", "{\"email\":%s,\"dry_run\":true}"
                .formatted(JsonMapper.shared().writeValueAsString(image + "@example.com"))));
        signIn();
        page.navigate(person);
        page.getByLabel("Grant a role by hand").fill(image);
        press("Grant");
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The role " + image + " is granted.");
        nothingRan();

        for (String path : List.of("/console", "/console/events", "/console/events/" + event,
                "/console/events?type=" + encoded(image), "/console/events/replay?type=" + encoded(script), person,
                "/console/people", "/console/people?q=" + encoded(script), "/console/people/crowds",
                "/console/people/check?email=" + encoded(attribute), "/console/people/check/" + check,
                "/console/customers?q=" + encoded(image),
                "/console/customers/" + encoded(inOrganization).replace("+", "%20"),
                person + "/merge?q=" + encoded(script), person + "/merge/preview?into=" + other, "/console/runs/" + run,
                "/console/mappings", mapping, mapping + "/removal",
                "/console/mappings/preview?match=NAME&value=%s&role=%s".formatted(encoded(image), encoded(script)),
                "/console/audit", "/console/audit?actor=" + encoded(attribute),
                "/console/runs?organization_id=" + encoded(attribute))) {
            page.navigate(path);
            assertThat(page.getByRole(AriaRole.HEADING).first()).isVisible();
            nothingRan();
        }

        page.navigate("/console/people");
        page.getByRole(AriaRole.SEARCHBOX).pressSequentially("window ran");
        assertThat(page.locator("#found tbody tr")).hasCount(3);
        assertThat(page.locator("#found")).containsText(script);
        nothingRan();
        client.call("DELETE", mapping.replace("/console/mappings", "/api/v1/role-mappings"));
        jdbc.sql("delete from directory where id = ?").param("dir_" + image).update();
        jdbc.sql("delete from crowd").update();
    }

    /// What somebody put into a name is a text on the page, and nothing else.
    private void nothingRan() {
        assertThat(page.content()).contains("window.ran");
        assertThat(page.evaluate("() => window.ran")).as(page.url()).isNull();
        assertThat(page.locator("main").locator("img, script, iframe, [onerror], [onload], [onfocus], [style]"))
                .hasCount(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void isUsableWithTheKeyboardAlone() {
        signIn();
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to the content")).isFocused();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page).hasTitle(Pattern.compile("Events"));
    }
}
