package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Visits every page of the console in a real browser, with people whose names are long, Arabic or made to turn a line around. A new
/// template needs a line in [#pages].
@RollcallContext
@TestPropertySource(properties = "spring.application.name=rollcall-visited") // a service of its own, beside the others
class ConsoleVisitTests {

    /// Turns what follows it around, up to the end of the line.
    private static final String OVERRIDE = "\u202E";

    private static final Set<String> NO_PAGES = Set.of("layout", "parts");

    /// What axe finds, with the elements that it finds it on. What a browser shows of no page, axe need not load.
    private static final String AXE = """
            () => axe.run(document, { preload: false, rules: { 'target-size': { enabled: true } } }).then(result =>
              result.violations.map(found => found.id + ': ' + found.nodes.map(node => node.target.join(' ')).join(', ')))""";

    private static final String TURNED_AROUND = """
            () => {
              const found = [];
              const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const text = texts.currentNode;
                if (text.data.includes('\\u202E') && !text.parentElement.closest('bdi')) {
                  found.push('<' + text.parentElement.localName + '> ' + text.data);
                }
              }
              for (const element of document.querySelectorAll('*')) {
                for (const attribute of element.attributes) {
                  if (attribute.value.includes('\\u202E') && attribute.name !== 'value') {
                    found.push('<' + element.localName + ' ' + attribute.name + '> ' + attribute.value);
                  }
                }
              }
              return found;
            }""";

    private static Chromium chromium;

    private final String organization = "org_" + UUID.randomUUID();
    private BrowserContext window;
    private Page page;

    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    /// How a page is looked at.
    private record Look(String name, int width, ColorScheme colors) {

        private static final List<Look> ALL = List.of(new Look("light", 1280, ColorScheme.LIGHT),
                new Look("dark", 1280, ColorScheme.DARK), new Look("narrow", 360, ColorScheme.LIGHT));
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
    }

    @BeforeEach
    void open(@LocalServerPort int port) {
        window = chromium.open(new NewContextOptions().setBaseURL("http://localhost:" + port));
        page = window.newPage();
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void findsNothingThatKeepsAnybodyFromUsingAPageAndNoNameThatIsNotIsolated() throws IOException {
        Map<String, List<String>> pages = pages();
        assertThat(pages.keySet()).as("templates that are visited").isEqualTo(templates());
        List<String> found = new ArrayList<>();
        try {
            window.addInitScript(axe());
            page.navigate("/console/sign-in");
            found.addAll(complaints(page, "sign-in"));
            signIn("not the admin token");
            page.getByRole(AriaRole.ALERT).waitFor();
            found.addAll(complaints(page, "sign-in-refused"));
            signIn(RollcallTest.ADMIN_TOKEN);
            page.waitForURL("**/console");
            pages.forEach((template, paths) -> {
                for (int i = 0; i < paths.size(); i++) {
                    page.navigate(paths.get(i));
                    found.addAll(complaints(page, template + (i == 0 ? "" : "-" + i)));
                }
            });
        } finally {
            tidy();
        }
        assertThat(found).isEmpty();
    }

    @Test
    void keepsWhatFollowsANameInItsPlace() {
        client.deliver(created("diruser_last" + organization).named("Ad\u2069" + OVERRIDE + "a", "b"));
        page.navigate("/console/sign-in");
        signIn(RollcallTest.ADMIN_TOKEN);
        page.waitForURL("**/console");
        page.navigate("/console/people/" + user(0) + "/merge");

        assertThat(page.evaluate(
                """
                        () => {
                          const name = document.querySelector('h1 bdi');
                          const after = document.createRange();
                          after.selectNodeContents(name.nextSibling);
                          return [after.toString(), after.getBoundingClientRect().left >= name.getBoundingClientRect().right - 1];
                        }"""))
                        .isEqualTo(List.of("?", true));
    }

    @Test
    void suggestsWhatThereIsToChooseFromWhileSomebodyTypes() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Loom " + organization));
        page.navigate("/console/sign-in");
        signIn(RollcallTest.ADMIN_TOKEN);
        page.waitForURL("**/console");
        page.navigate("/console/runs");
        page.getByLabel("Organization").pressSequentially("loom " + organization);

        Locator suggested = page.locator("#organization_id-choices option");
        PlaywrightAssertions.assertThat(suggested).hasCount(1);
        PlaywrightAssertions.assertThat(suggested).hasAttribute("value", organization);
        page.navigate("/console/people");
        page.getByLabel("Organization").fill(organization);
        PlaywrightAssertions.assertThat(page.locator("#found")).containsText("Nobody is like this.");
        PlaywrightAssertions.assertThat(page.locator("#organization_id-choices option")).hasCount(1);
    }

    private void signIn(String token) {
        page.getByLabel("Admin token").fill(token);
        page.keyboard().press("Enter");
    }

    private static List<String> complaints(Page page, String name) {
        List<String> found = new ArrayList<>();
        page.evaluate("() => document.querySelectorAll('details').forEach(details => details.open = true)");
        texts(page, TURNED_AROUND).forEach(text -> found.add("%s: not isolated: %s".formatted(page.url(), text)));
        for (Look look : Look.ALL) {
            page.setViewportSize(look.width, 800);
            page.emulateMedia(new EmulateMediaOptions().setColorScheme(look.colors));
            if (Boolean.getBoolean("screenshots")) {
                page.screenshot(new ScreenshotOptions().setFullPage(true)
                        .setPath(Path.of("target", "console", name + "-" + look.name + ".png")));
            }
            texts(page, AXE).forEach(text -> found.add("%s, %s: %s".formatted(page.url(), look.name, text)));
            if (page.evaluate("() => document.documentElement.scrollWidth > innerWidth").equals(true)) {
                found.add("%s, %s: is wider than the window".formatted(page.url(), look.name));
            }
        }
        return found;
    }

    private static List<String> texts(Page page, String script) {
        return ((List<?>) page.evaluate(script)).stream().map(Objects::toString).toList();
    }

    private static String axe() throws IOException {
        return resources("classpath*:META-INF/resources/webjars/axe-core/*/axe.min.js").findFirst().orElseThrow()
                .getContentAsString(StandardCharsets.UTF_8);
    }

    private static Stream<Resource> resources(String pattern) throws IOException {
        return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern));
    }

    private static Set<String> templates() throws IOException {
        return resources("classpath:templates/console/*.html")
                .map(file -> String.valueOf(file.getFilename()).replace(".html", ""))
                .filter(name -> !NO_PAGES.contains(name)).collect(Collectors.toSet());
    }

    /// {@return what to visit of each template: a page with something on it first, then one without}
    private Map<String, List<String>> pages() {
        long event = people();
        String person = "/console/people/" + user(0);
        long dead = client.deliver(created("diruser_dead").without("occurred_at")).path("id").asLong();
        String mapping = "/console/mappings/" + mapping("NAME", "Team " + OVERRIDE + "red");
        mapping("PATTERN", "Team " + OVERRIDE + ".*");
        jdbc.sql("insert into scalekit_role values ('viewer')").update(); // and none that is mapped
        assertThat(client.call("PUT", "/api/v1/organizations/%s/default-role".formatted(organization),
                "{\"role\":\"vis%sitor\"}".formatted(OVERRIDE)).status()).isEqualTo(200);
        String run = "/console/runs/" + held();
        String failed = "/console/runs/" + ended("/api/v1/sync-runs",
                client.post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(organization)));
        String adoption = "/console/adoptions/" + adoption();
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + organization).in(organization));
        String check = "/console/people/check/" + ended("/api/v1/sync-runs", client.post("/api/v1/sync-runs",
                "{\"organization_id\":\"%s\",\"email\":\"two@example.com\",\"dry_run\":true}".formatted(organization)));
        Map<String, List<String>> pages = new TreeMap<>();
        pages.put("adoption", Stream.of("MATCHED", "ORPHAN", "AMBIGUOUS", "NOT_IN_APPLICATION")
                .map(result -> adoption + "?result=" + result).toList());
        pages.put("adoptions", List.of("/console/adoptions", "/console/adoptions?cursor=0"));
        pages.put("approval", List.of(run + "/approval", failed + "/approval"));
        pages.put("audit", List.of("/console/audit", "/console/audit?actor=nobody"));
        pages.put("check", List.of(check));
        pages.put("check-form", List.of("/console/people/check"));
        pages.put("customer", List.of("/console/customers/" + organization));
        pages.put("customers", List.of("/console/customers?q=" + organization, "/console/customers?q=nobody"));
        pages.put("crowds", List.of("/console/people/crowds"));
        pages.put("default-roles",
                List.of("/console/mappings/default",
                        "/console/mappings/default/preview?kind=ROLE&role=lead%s&organization_id=%s".formatted(
                                encoded(OVERRIDE + "er"), organization),
                        "/console/mappings/default?cursor=zzz"));
        pages.put("error", List.of("/console/nothing", "/console/people?state=odd", "/console/refused"));
        pages.put("event", List.of("/console/events/" + event, "/console/events/" + dead));
        pages.put("events", List.of("/console/events?organization_id=" + organization, "/console/events?type=none"));
        pages.put("mapping",
                List.of("/console/mappings/preview?match=PATTERN&role=lead%s&value=%s"
                        .formatted(encoded(OVERRIDE + "er"), encoded("Team .*")), mapping,
                        "/console/mappings/preview?match=ATTRIBUTE&attribute=department&role=lead%s&value=%s"
                                .formatted(encoded(OVERRIDE + "er"), encoded("Sales " + OVERRIDE)),
                        "/console/mappings/preview?match=PATTERN&role=r&value=(",
                        "/console/mappings/preview?match=NAME&role=r&value=nobody"));
        pages.put("mapping-removal", List.of(mapping + "/removal"));
        pages.put("mappings", List.of("/console/mappings", "/console/mappings?cursor=0"));
        pages.put("merge", List.of(person + "/merge?q=example", person + "/merge?q=nobody"));
        pages.put("merge-preview", List.of(person + "/merge/preview?into=" + user(1)));
        pages.put("overview", List.of("/console"));
        pages.put("people",
                List.of("/console/people?q=example", "/console/people?q=nobody", "/console/people?state=RESTING",
                        "/console/people?state=SHARED&cursor=00000000-0000-0000-0000-000000000000"));
        pages.put("person", Stream.of(0, 1, 2, 3).map(i -> "/console/people/" + user(i)).toList());
        pages.put("portal-link", List.of()); // shows a link once, and only where Scalekit makes one: see
                                             // ConsoleBrowserTests
        pages.put("replay", List.of("/console/events/replay?status=DEAD&organization_id=" + organization,
                "/console/events/replay?type=none"));
        pages.put("run", List.of(run, failed));
        pages.put("runs", List.of("/console/runs", "/console/runs?cursor=0"));
        pages.put("setup", List.of("/console/setup"));
        pages.put("sign-in", List.of()); // visited by whoever is not signed in yet
        pages.put("signed-out", List.of()); // leads to an issuer: see OidcSignInTests
        return pages;
    }

    private SimulatedEvent created(String directoryUserId) {
        return ScalekitEvents.userCreated(directoryUserId).in(organization);
    }

    /// One with all that a page can say, one to merge with, one whose grants rest, and one who is gone.
    private long people() {
        client.deliver(
                ScalekitEvents.organizationCreated(organization).displayName("نور " + OVERRIDE + " Light & Sons"));
        client.deliver(ScalekitEvents.groupCreated("dirgroup_" + organization).in(organization)
                .displayName("Team " + OVERRIDE + "red"));
        client.deliver(
                created("diruser_rest" + organization).email("re" + OVERRIDE + "st@example.com").named("Jo", "Lind"));
        change("PUT", 0, "/roles/ow" + encoded(OVERRIDE) + "ner");
        change("PUT", 0, "/protection");
        client.deliver(ScalekitEvents.userDeleted("diruser_rest" + organization).in(organization));
        client.deliver(created("diruser_next").email("re" + OVERRIDE + "st@example.com").dpId("jo").at(Instant.now()));
        client.deliver(created("diruser_gone" + organization).email("gone@example.com").named("محمد " + OVERRIDE, "x"));
        client.deliver(ScalekitEvents.userDeleted("diruser_gone" + organization).in(organization));
        client.deliver(
                created("diruser_two" + organization).email("two@example.com").named("فاطمة الزهراء", "القحطاني"));
        long event = client
                .deliver(created("diruser_one" + organization).email("o" + OVERRIDE + "ne@example.com")
                        .named("Ada " + OVERRIDE + "nimda",
                                "Donaudampfschifffahrtsgesellschaftskapitänswitwe".repeat(3))
                        .roles("edit" + OVERRIDE + "or", "viewer").dpId("00u1abcdefghij" + organization.hashCode())
                        .groups(ScalekitEvents.group("dirgroup_" + organization, "Team " + OVERRIDE + "red"),
                                ScalekitEvents.group("dirgroup_2" + organization, "الفريق الأزرق"))
                        .withData("department", "Sales " + OVERRIDE).withData("title", "Agent" + OVERRIDE)
                        .withData("custom_attributes", Map.of("cost" + OVERRIDE + "x", "7" + OVERRIDE)))
                .path("id").asLong();
        change("PUT", 0, "/roles/lead" + encoded(OVERRIDE) + "er");
        change("PUT", 0, "/external-id", "{\"external_id\":\"4%s2\"}".formatted(OVERRIDE));
        jdbc.sql("insert into crowd (organization_id, value, found_at) values (?, 'in\u202Efo@crowd.org', now())")
                .param(organization).update();
        return event;
    }

    /// {@return the id of an account of the organization, the newest of which is 0}
    private String user(int number) {
        return client.get("/api/v1/users?organization_id=" + organization).json().path("data").path(number).path("id")
                .asString();
    }

    private void change(String method, int number, String what) {
        assertThat(client.call(method, "/api/v1/users/" + user(number) + what).status()).isEqualTo(200);
    }

    private void change(String method, int number, String what, String body) {
        assertThat(client.call(method, "/api/v1/users/" + user(number) + what, body).status()).isEqualTo(200);
    }

    private String mapping(String match, String value) {
        return client
                .post("/api/v1/role-mappings", JsonMapper.shared().writeValueAsString(Map.of("organization_id",
                        organization, "match", match, "value", value, "role", "pain" + OVERRIDE + "ter")))
                .json().path("id").asString();
    }

    /// {@return a run that waits, as webhooks took access from more people than they may}
    private String held() {
        String crowded = organization + "2";
        client.deliver(ScalekitEvents.organizationCreated(crowded).displayName("Held " + OVERRIDE + "back"));
        List<String> names = Stream.iterate(0, i -> i + 1).limit(12).map(i -> "diruser_%d%s".formatted(i, crowded))
                .toList();
        names.forEach(name -> client.deliver(ScalekitEvents.userCreated(name).in(crowded)
                .email(name + OVERRIDE + "@example.com").named("He" + OVERRIDE, "Leaves")));
        names.forEach(name -> client.deliver(ScalekitEvents.userDeleted(name).in(crowded)));
        return client.get("/api/v1/sync-runs").json().path("data").valueStream()
                .filter(run -> run.path("organization_id").asString().equals(crowded)).findFirst().orElseThrow()
                .path("id").asString();
    }

    private String adoption() {
        String list = "organization_id,email,external_id,roles\n%1$s,two@example.com,2,ed%2$sitor\n%1$s,no%2$sbody@example.com,3%2$s,\n";
        Answer answer = client.send(client.request("/api/v1/adoptions?dry_run=true")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(list.formatted(organization, OVERRIDE))).build());
        return ended("/api/v1/adoptions", answer);
    }

    private String ended(String list, Answer started) {
        assertThat(started.status()).as(started.http().body()).isEqualTo(202);
        String id = started.json().path("id").asString();
        await().until(() -> client.get(list + "/" + id).json().path("status").asString(),
                status -> !Set.of("RECEIVING", "PENDING", "RUNNING").contains(status));
        return id;
    }

    /// Others share the database.
    private void tidy() {
        jdbc.sql("delete from crowd").update();
        jdbc.sql("delete from scalekit_role").update();
        for (JsonNode run : client.get("/api/v1/sync-runs").json().path("data").values()) {
            if (run.path("status").asString().equals("AWAITING_APPROVAL")) {
                String path = "/api/v1/sync-runs/" + run.path("id").asString();
                String seen = client.get(path).header("ETag");
                assertThat(client.send(client.request(path + "/reject").header("If-Match", seen)
                        .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).POST(BodyPublishers.noBody())
                        .build()).status()).isEqualTo(202);
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
