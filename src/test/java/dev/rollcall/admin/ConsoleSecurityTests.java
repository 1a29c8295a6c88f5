package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Shows who gets into the console, and what a browser is told about it.
@RollcallTest
@TestPropertySource(properties = "server.forward-headers-strategy=native")
class ConsoleSecurityTests {

    @LocalServerPort
    private int port;

    @Autowired
    private ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

    @Autowired
    private SignInThrottle throttle;

    private ConsoleClient browser;

    @BeforeEach
    void open() {
        browser = new ConsoleClient(port);
    }

    @AfterEach
    void forget() {
        throttle.succeeded("127.0.0.1");
    }

    @Test
    void sendsThePageToTheFormWhenAPartOfItIsAskedForWithoutASession() {
        Answer answer = browser.with("HX-Request", "true").get("/console/runs/1/progress");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("HX-Redirect")).isEqualTo("/console/sign-in");
    }

    @Test
    void letsTheAdminIn() {
        assertThat(browser.signIn(RollcallTest.ADMIN_TOKEN).header("Location")).endsWith("/console");

        assertThat(browser.get("/console").status()).isEqualTo(200);
        assertThat(browser.get("/console/sign-in").header("Location")).endsWith("/console");
    }

    @ParameterizedTest
    @ValueSource(strings = { RollcallTest.READER_TOKEN, "test-admin-token-0001", "TEST-ADMIN-TOKEN-0000", "", " " })
    void letsNobodyInWithAnotherToken(String token) {
        Answer answer = browser.signIn(token);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.http().body()).contains("This is not the admin token.")
                .doesNotContain(RollcallTest.READER_TOKEN);
        assertThat(browser.cookie(ConsoleClient.SESSION)).isEmpty();
        assertThat(browser.get("/console").status()).isEqualTo(302);
    }

    @Test
    void doesNotTakeATokenInAHeader() {
        assertThat(browser.with("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).get("/console").status())
                .isEqualTo(302);
    }

    @Test
    void makesWhoeverFailedThreeTimesWait() {
        for (int i = 0; i < 3; i++) {
            assertThat(browser.signIn("wrong").status()).isEqualTo(401);
        }

        Answer refused = browser.signIn(RollcallTest.ADMIN_TOKEN);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.http().body()).contains("Wait 1 seconds");
        assertThat(browser.cookie(ConsoleClient.SESSION)).isEmpty();
    }

    @Test
    void letsTheAdminInHoweverManyGuessElsewhere() {
        for (int i = 0; i < 40; i++) {
            assertThat(new ConsoleClient(port).with("X-Forwarded-For", "2001:db8:%x::1".formatted(i)).signIn("wrong")
                    .status()).isEqualTo(401);
        }

        assertThat(browser.with("X-Forwarded-For", "198.51.100.7").signIn(RollcallTest.ADMIN_TOKEN).status())
                .isEqualTo(302);
    }

    @Test
    void bindsTheTokenOfFormsToTheSession() {
        ConsoleClient stranger = new ConsoleClient(port);
        String token = csrfToken(stranger);
        browser.signedIn();
        browser.setCookie("rollcall-csrf", stranger.cookie("rollcall-csrf"));

        assertThat(browser.post("/console/sign-out", Map.of("_csrf", token)).status()).isEqualTo(403);
    }

    @Test
    void givesACookieThatNeitherScriptsNorOtherSitesGet() {
        String cookie = cookie(browser.signIn(RollcallTest.ADMIN_TOKEN), ConsoleClient.SESSION);

        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/console").doesNotContain("Secure", "Max-Age");
        assertThat(cookie(new ConsoleClient(port).get("/console/sign-in"), "rollcall-csrf")).contains("HttpOnly",
                "SameSite=Strict", "Path=/console");
    }

    @Test
    void givesASecureCookieOverHttps() {
        browser.with("X-Forwarded-Proto", "https");

        assertThat(cookie(browser.get("/console/sign-in"), "rollcall-csrf")).contains("Secure");
        assertThat(cookie(browser.signIn(RollcallTest.ADMIN_TOKEN), ConsoleClient.SESSION)).contains("Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/sign-in", "/api/v1/users", "/v3/api-docs", "/actuator/health",
            "/webhooks/scalekit" })
    void tellsBrowsersToStayWithHttpsOnceTheyHaveIt(String path) {
        assertThat(browser.get(path).header("Strict-Transport-Security")).isEmpty();

        browser.with("X-Forwarded-Proto", "https");

        assertThat(browser.get(path).header("Strict-Transport-Security")).startsWith("max-age=31536000");
    }

    @Test
    void beginsANewSessionWithEachSignIn() {
        browser.signedIn();
        String before = browser.cookie(ConsoleClient.SESSION);
        ConsoleClient other = new ConsoleClient(port);
        other.setCookie(ConsoleClient.SESSION, "PLANTED00000000000000000000000000");
        other.signedIn();

        assertThat(other.cookie(ConsoleClient.SESSION)).isNotEqualTo(before).doesNotStartWith("PLANTED");
    }

    @Test
    void endsASessionThatSomebodyPlantedInAnothersBrowser() {
        String planted = browser.signedIn().cookie(ConsoleClient.SESSION);
        String plantedToken = csrfToken(browser, "/console/audit");
        ConsoleClient victim = new ConsoleClient(port);
        victim.setCookie(ConsoleClient.SESSION, planted);

        victim.submit("/console/audit", "/console/sign-in", Map.of("token", RollcallTest.ADMIN_TOKEN));

        assertThat(victim.cookie(ConsoleClient.SESSION)).isNotEmpty().isNotEqualTo(planted);
        assertThat(victim.post("/console/sign-out", Map.of("_csrf", plantedToken)).status()).isEqualTo(403);
        assertThat(victim.get("/console").status()).isEqualTo(200);
        assertThat(browser.get("/console").status()).as("whoever planted it").isEqualTo(302);
    }

    @Test
    void hasNoSessionForWhoeverIsNotSignedIn() {
        browser.get("/console/sign-in");
        browser.get("/console");
        browser.signIn("wrong");

        assertThat(browser.cookie(ConsoleClient.SESSION)).isEmpty();
    }

    @Test
    void endsTheSessionOnSigningOut() {
        browser.signedIn();
        String session = browser.cookie(ConsoleClient.SESSION);

        Answer answer = browser.submit("/console/audit", "/console/sign-out", Map.of());

        assertThat(answer.header("Location")).endsWith("/console/sign-in");
        browser.setCookie(ConsoleClient.SESSION, session);
        assertThat(browser.get("/console").status()).isEqualTo(302);
        assertThat(browser.get("/console/sign-out").status()).isEqualTo(302);
    }

    @Test
    void refusesEveryFormWithoutItsToken() {
        String anothers = csrfToken(new ConsoleClient(port));
        browser.signedIn();

        assertThat(forms()).hasSizeGreaterThan(10).allSatisfy(form -> {
            for (Map<String, String> fields : List.of(Map.<String, String> of(), Map.of("_csrf", "made-up"),
                    Map.of("_csrf", anothers))) {
                Answer answer = browser.post(form, fields);
                assertThat(answer.status()).as(form).isEqualTo(403);
                assertThat(answer.header("Content-Type")).startsWith("text/html");
                assertThat(answer.http().body()).contains("This form is out of date.");
            }
        });
        assertThat(new ConsoleClient(port).post("/console/sign-in", Map.of("token", RollcallTest.ADMIN_TOKEN)).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = { "token=%ff", "_csrf=%ff", "%zz=a", "token=%" })
    void refusesAFormThatCannotBeRead(String form) {
        RollcallClient anybody = new RollcallClient(port);
        for (String path : List.of("/console/sign-in", "/console/runs")) {
            Answer answer = anybody
                    .send(anybody.request(path).header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form)).build());

            assertThat(answer.status()).as(answer.http().body()).isEqualTo(400);
        }
    }

    @Test
    void asksWhoeverSendsAFormWithoutASessionToSignIn() {
        assertThat(forms()).filteredOn(form -> !form.equals("/console/sign-in")).hasSizeGreaterThan(10)
                .allSatisfy(form -> {
                    Answer answer = browser.submit("/console/sign-in", form, Map.of("seen", "0", "role", "editor"));
                    assertThat(answer.status()).as(form).isEqualTo(302);
                    assertThat(answer.header("Location")).as(form).endsWith("/console/sign-in");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/sign-in", "/console", "/console/nothing", "/console/events/0",
            "/console/assets/console.css", "/console/webjars/htmx.org/dist/htmx.min.js" })
    void allowsNothingButItsOwnScriptsAndStyles(String path) {
        Answer answer = browser.signedIn().get(path);

        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                        + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
    }

    @Test
    void servesWhatTheSignInPageNeedsToAnybodyAndNoOtherLibrary() {
        assertThat(browser.get("/console/assets/console.css").status()).isEqualTo(200);
        assertThat(browser.get("/console/assets/icon.svg").status()).isEqualTo(200);
        assertThat(browser.get("/console/webjars/htmx.org/dist/htmx.min.js").http().body()).contains("htmx");
        assertThat(browser.get("/console/webjars/other/index.html").status()).isEqualTo(302);
        assertThat(browser.get("/console/assets/../../application.yaml").status()).isNotEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/assets/console.css", "/console/webjars/htmx.org/dist/htmx.min.js" })
    void letsBrowsersKeepStylesAndScriptsUntilTheirContentChanges(String path) {
        Answer first = browser.get(path);

        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.header("Last-Modified")).isEmpty();
        assertThat(new ConsoleClient(port).with("If-None-Match", first.header("ETag")).get(path).status())
                .isEqualTo(304);
        assertThat(new ConsoleClient(port).with("If-None-Match", "\"other\"").get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/console/people", "/console/people?q=%00", "/console/events/0", "/console/audit" })
    void keepsPagesOutOfCaches(String path) {
        assertThat(browser.signedIn().get(path).header("Cache-Control")).contains("no-store");
    }

    @Test
    void leavesTheApiWithoutSessions() {
        browser.signedIn();
        RollcallClient api = new RollcallClient(port);
        HttpRequest request = api.request("/api/v1/users")
                .header("Cookie", ConsoleClient.SESSION + "=" + browser.cookie(ConsoleClient.SESSION)).build();

        assertThat(api.send(request).status()).isEqualTo(401);
        assertThat(api.get("/api/v1/users").http().headers().firstValue("Set-Cookie")).isEmpty();
    }

    /// {@return where forms are sent to, all of them}
    private List<String> forms() {
        return mappings.stream().flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .filter(info -> info.getMethodsCondition().getMethods().contains(RequestMethod.POST))
                .flatMap(info -> info.getPatternValues().stream()).filter(path -> path.startsWith("/console"))
                .map(path -> path.replace("/people/{id}", "/people/018f0000-0000-7000-8000-000000000000")
                        .replace("{id}", "1"))
                .toList();
    }

    private static String csrfToken(ConsoleClient client) {
        return csrfToken(client, "/console/sign-in");
    }

    private static String csrfToken(ConsoleClient client, String page) {
        return client.get(page).http().body().replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
    }

    private static String cookie(Answer answer, String name) {
        return Stream.of(answer).flatMap(all -> all.http().headers().allValues("Set-Cookie").stream())
                .filter(cookie -> cookie.startsWith(name + "=")).findFirst().orElseThrow();
    }
}
