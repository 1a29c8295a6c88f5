package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/// Uses the console below a path: Rollcall's own, or that of a proxy, which takes it away and says what it was.
@RollcallContext
@TestPropertySource(properties = { "server.servlet.context-path=" + ConsoleBelowAPathTests.OWN,
        "server.forward-headers-strategy=framework", "rollcall.console.client-id=" + IssuersPeople.CLIENT,
        "rollcall.console.client-secret=" + IssuersPeople.SECRET })
class ConsoleBelowAPathTests {

    static final String OWN = "/tools/rollcall";
    private static final String PROXYS = "/ops/people";

    private static final IssuerDouble ISSUER = new IssuerDouble();
    private static final Pattern LINK = Pattern.compile("\\s(href|src|action|hx-get|hx-post)=\"([^\"]*)\"");

    private final String organization = "org_" + UUID.randomUUID();

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @BeforeEach
    void letPeopleSignIn() {
        ISSUER.people().are(claims -> claims.claim("roles", List.of("rollcall-admin")));
    }

    /// {@return a browser that comes to this path}
    private ConsoleClient browser(String below) {
        ConsoleClient browser = new ConsoleClient(client);
        return below.equals(OWN) ? browser : browser.with("X-Forwarded-Prefix", below);
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, PROXYS })
    void leadsNowhereElseFromAnyPage(String below) {
        ConsoleClient browser = browser(below).signedIn();
        Deque<String> pages = new ArrayDeque<>(starts());
        Set<String> seen = new HashSet<>();
        List<String> astray = new ArrayList<>();
        while (!pages.isEmpty()) {
            String path = pages.pop();
            // Of pages that differ in ids and parameters alone, one is enough.
            if (!seen.add(path.replaceAll("\\?.*|[0-9a-f-]{36}|\\b\\d+\\b", "").replaceAll("org_.*", "org_"))) {
                continue;
            }
            Answer page = browser.get(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            if (!page.header("Content-Type").startsWith("text/html")) {
                continue;
            }
            LINK.matcher(page.http().body()).results().forEach(link -> {
                String to = link.group(2).replace("&amp;", "&");
                if (to.startsWith(below + "/console")) {
                    if (Set.of("href", "src").contains(link.group(1))) {
                        pages.push(to.substring(below.length()).replaceAll("#.*", ""));
                    }
                } else if (!to.startsWith("#") && !to.startsWith("https://docs.scalekit.com/")) {
                    astray.add("%s: %s".formatted(path, link.group()));
                }
            });
        }
        assertThat(astray).isEmpty();
        assertThat(seen).hasSizeGreaterThan(20)
                .contains("/console/assets/console.css", "/console/people/", "/console/runs/", "/console/audit")
                .anyMatch(path -> path.endsWith("/htmx.min.js"));
    }

    /// {@return the first page, and those that no link leads to}
    private List<String> starts() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Loom"));
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + organization).in(organization));
        client.deliver(ScalekitEvents.userCreated("diruser_" + organization).in(organization)
                .groups(ScalekitEvents.group("dirgroup_" + organization, "Weavers")));
        client.deliver(ScalekitEvents.userCreated("diruser_dead").in(organization).without("occurred_at"));
        Answer mapping = client.post("/api/v1/role-mappings",
                "{\"match\":\"NAME\",\"value\":\"%s\",\"role\":\"weaver\"}".formatted(organization));
        assertThat(mapping.header("Location")).startsWith(OWN + "/api/v1/role-mappings/");
        long underWay = jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, organization_id, status, created_at)
                values ('ON_DEMAND', 'FULL', false, ?, 'PENDING', now()) returning id""").param(organization)
                .query(Long.class).single();
        String user = client.get("/api/v1/users?organization_id=" + organization).json().at("/data/0/id").asString();
        String preview = "/console/mappings/preview?match=NAME&role=weaver&value=";
        return List.of("/console", "/console/runs/" + underWay, preview + "Weavers",
                preview + "Weavers&id=" + mapping.json().path("id").asString(), "/console/events/replay?status=DEAD",
                "/console/people?q=nobody", "/console/people/crowds", "/console/people/" + user + "/merge");
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, PROXYS })
    void leadsNowhereElseFromAPageThatSaysWhyNot(String below) {
        ConsoleClient browser = browser(below).signedIn();

        for (Answer refused : List.of(browser.post("/console/sign-out", Map.of("_csrf", "made up")),
                browser.get("/console/sign-in/callback?error=access_denied"), browser.get("/console/nothing"))) {
            assertThat(refused.status()).isBetween(401, 404);
            assertThat(LINK.matcher(refused.http().body()).results().map(link -> link.group(2))
                    .filter(link -> !link.startsWith("#"))).hasSizeGreaterThan(4)
                            .allSatisfy(link -> assertThat(link).startsWith(below + "/console"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, PROXYS })
    void signsInAndOut(String below) {
        ConsoleClient browser = browser(below);
        Answer asked = browser.get("/console/runs?limit=7");
        assertThat(asked.status()).isEqualTo(302);
        assertThat(URI.create(asked.header("Location")).getPath()).isEqualTo(below + "/console/sign-in");
        Answer part = new ConsoleClient(client).with("X-Forwarded-Prefix", below).with("HX-Request", "true")
                .get("/console/people");
        assertThat(part.header("HX-Redirect")).isEqualTo(below + "/console/sign-in");

        Answer in = browser.signIn(RollcallTest.ADMIN_TOKEN);
        assertThat(in.header("Location")).endsWith(below + "/console/runs?limit=7");
        Answer page = browser.get("/console/runs");
        assertThat(page.http().body()).contains("aria-current=\"page\">Runs");
        Answer out = browser.submit("/console/runs", "/console/sign-out", Map.of());
        assertThat(URI.create(out.header("Location")).getPath()).isEqualTo(below + "/console/sign-in");

        assertThat(Stream.of(asked, in, page, out)
                .flatMap(answer -> answer.http().headers().allValues("Set-Cookie").stream())).isNotEmpty()
                        .allSatisfy(cookie -> assertThat(cookie).contains("Path=%s/console".formatted(below)));
    }

    @ParameterizedTest
    @ValueSource(strings = { OWN, PROXYS })
    void signsInAtTheIssuerAndOut(String below) {
        ConsoleClient browser = browser(below);
        Answer sent = browser.get("/console/sign-in/oidc");
        String redirect = IssuersPeople.fields(sent.header("Location").replaceAll(".*\\?", "")).get("redirect_uri");
        assertThat(redirect).endsWith(":%d%s/console/sign-in/callback".formatted(port, below));

        String back = client.send(client.request(sent.header("Location")).build()).header("Location");
        Answer in = browser.get(ConsoleClient.pathOf(back).substring(below.length()));
        assertThat(in.header("Location")).endsWith(below + "/console");
        assertThat(browser.get("/console").status()).isEqualTo(200);
        Answer out = browser.submit("/console/audit", "/console/sign-out", Map.of());
        assertThat(browser.leave(out, ISSUER.url() + "/logout").header("Location"))
                .endsWith(":%d%s/console/sign-in".formatted(port, below));
    }

    @Test
    void worksInARealBrowser() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Loom " + organization));
        String console = "http://localhost:%d%s/console".formatted(port, OWN);
        try (Chromium chromium = Chromium.start();
                BrowserContext window = chromium.open(new NewContextOptions())) {
            Page page = window.newPage();
            page.navigate(console + "/mappings");
            page.getByLabel("Admin token").fill(RollcallTest.ADMIN_TOKEN);
            page.keyboard().press("Enter");
            PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("Role mappings"));

            page.getByLabel("Organization").pressSequentially("loom " + organization);
            PlaywrightAssertions.assertThat(page.locator("#organization_id-choices option")).hasCount(1);
            page.getByLabel("Organization").fill(organization);
            page.getByLabel("Id, name, pattern or value").fill("Weavers");
            page.getByLabel("Role").fill("weaver");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Preview")).click();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Save")).click();
            PlaywrightAssertions.assertThat(page).hasURL(console + "/mappings");
            PlaywrightAssertions.assertThat(page.getByRole(AriaRole.STATUS)).hasText("The mapping is added.");

            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign out")).click();
            PlaywrightAssertions.assertThat(page).hasURL(console + "/sign-in");
            page.navigate(console);
            PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("Sign in"));
        }
    }
}
