package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Signs in to the console at an OpenID Connect issuer, as one is supposed to and as one is not.
@RollcallContext
@TestPropertySource(properties = { "rollcall.console.client-id=" + IssuersPeople.CLIENT,
        "rollcall.console.client-secret=" + IssuersPeople.SECRET, "server.forward-headers-strategy=native" })
class OidcSignInTests {

    private static final IssuerDouble ISSUER = new IssuerDouble();

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;
    @Autowired
    private SignInThrottle throttle;

    private ConsoleClient browser;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry registry) {
        registry.add("spring.security.oauth2.resourceserver.jwt.issuer-uri", ISSUER::url);
    }

    @AfterAll
    static void stop() {
        ISSUER.close();
    }

    @BeforeEach
    void open() {
        browser = new ConsoleClient(port);
        ISSUER.people().are(annabel("rollcall-admin"));
        ISSUER.people().refusals().clear();
        ISSUER.people().sign(ISSUER::token);
        ISSUER.away("");
        throttle.succeeded("127.0.0.1");
    }

    private static UnaryOperator<JWTClaimsSet.Builder> annabel(String role) {
        return claims -> claims.claim("preferred_username", "annabel").claim("roles", List.of("staff", role));
    }

    @Test
    void letsAnAdminInUnderTheirName() {
        String organization = "org_" + UUID.randomUUID();
        client.deliver(ScalekitEvents.userCreated("diruser_" + UUID.randomUUID()).in(organization));
        String user = client.get("/api/v1/users?organization_id=" + organization).json().path("data").path(0).path("id")
                .asString();

        assertThat(browser.signInAtTheIssuer().header("Location")).endsWith("/console");
        assertThat(browser.get("/console").http().body()).contains("Signed in as annabel (oidc:4f1d2c)");
        String person = "/console/people/" + user;
        assertThat(browser.submit(person, person + "/roles", Map.of("role", "mate")).status()).isEqualTo(302);

        assertThat(browser.get(person).http().body()).contains("The role mate is granted.");
        assertThat(client.get("/api/v1/users/" + user + "/history").http().body())
                .contains("\"actor\":\"annabel (oidc:4f1d2c)\"");
        assertThat(audit()).startsWith("POST /console/people/{id}/roles 302", "GET /console/sign-in/callback 302");
        assertThat(ISSUER.people().refusals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "rollcall-reader", "ROLLCALL-ADMIN", "admin" })
    void saysToWhoeverIsNoAdminThatTheyAreNot(String role) {
        ISSUER.people().are(annabel(role));

        Answer answer = browser.signInAtTheIssuer();

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.http().body())
                .contains("You are signed in as annabel (oidc:4f1d2c), who does not have the role rollcall-admin.")
                .doesNotContain("<nav", "Sign out");
        assertThat(browser.cookie(ConsoleClient.SESSION)).isEmpty();
        assertThat(browser.get("/console").status()).isEqualTo(302);
        assertThat(audit()).startsWith("GET /console/sign-in/callback 403");
    }

    @ParameterizedTest
    @CsvSource({ "a\u202Eb,ab (oidc:4f1d2c)", "'a\u2028b\u2029',ab (oidc:4f1d2c)", "admin,admin (oidc:4f1d2c)",
            "a\u0000b,oidc:4f1d2c", ",oidc:4f1d2c" })
    void callsNobodyByWhatWouldPassForSomebodyElse(String name, String shown) {
        ISSUER.people().are(claims -> annabel("rollcall-admin").apply(claims).claim("preferred_username", name));
        browser.signInAtTheIssuer();

        assertThat(browser.get("/console").http().body()).contains("Signed in as " + shown + "\"");
    }

    static Stream<UnaryOperator<JWTClaimsSet.Builder>> forgeries() {
        return Stream.of(claims -> claims.claim("nonce", "another"), claims -> claims.claim("nonce", null),
                claims -> claims.audience("another-client"), claims -> claims.issuer("https://elsewhere.example"),
                claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120))),
                claims -> claims.subject(null), claims -> claims.subject("a\0b"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void takesNoIdTokenThatIsNotForThisSignIn(UnaryOperator<JWTClaimsSet.Builder> forgery) {
        ISSUER.people().are(claims -> forgery.apply(annabel("rollcall-admin").apply(claims)));

        assertRefused(browser.signInAtTheIssuer());
    }

    @Test
    void takesAnIdTokenThatIsSignedInAnyWayThatTheIssuerNames() {
        ISSUER.people().sign(ISSUER::signedOnACurve);

        assertThat(browser.signInAtTheIssuer().status()).isEqualTo(302);
        assertThat(browser.get("/console").status()).isEqualTo(200);
    }

    static Stream<Function<UnaryOperator<JWTClaimsSet.Builder>, String>> unsigned() {
        return Stream.of(ISSUER::unsigned, ISSUER::signedWithThePublicKey, ISSUER::bringingItsKey,
                claims -> ISSUER.signedWith(ISSUER.forgedKey(), claims));
    }

    @ParameterizedTest
    @MethodSource("unsigned")
    void takesNoIdTokenThatAnybodyCouldHaveSigned(Function<UnaryOperator<JWTClaimsSet.Builder>, String> signing) {
        ISSUER.people().sign(signing);

        assertRefused(browser.signInAtTheIssuer());
    }

    @ParameterizedTest
    @ValueSource(strings = { "/token", "/keys" })
    void saysThatTheIssuerIsAwayIfItGoesWhileSomebodySignsIn(String path) {
        ISSUER.rotateKey();
        ISSUER.away(path);

        Answer answer = browser.signInAtTheIssuer();

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.http().body()).contains("localhost cannot be reached at the moment");
        ISSUER.away("");
        assertThat(browser.signInAtTheIssuer().status()).isEqualTo(302);
    }

    @Test
    void opensTheApiToNobodyWithAnIdToken() {
        assertThat(api(claims -> claims.audience(IssuersPeople.CLIENT))).isEqualTo(401);
        assertThat(api(claims -> claims.audience(List.of("account", IssuersPeople.CLIENT)))).isEqualTo(401);
        assertThat(api(claims -> claims)).as("for the API").isEqualTo(200);
    }

    @Test
    void takesNobodyBackWhoWasNotSent() {
        String callback = callback(browser);
        ConsoleClient victim = new ConsoleClient(port);
        victim.get("/console/sign-in/oidc");

        assertRefused(victim.get(callback));
        assertRefused(new ConsoleClient(port).get(callback));
        assertRefused(browser.get(callback.replaceAll("state=[^&]+", "state=another")));
        assertRefused(browser.get("/console/sign-in/callback"));
        assertRefused(browser.get("/console/sign-in/callback?error=access_denied&state=made-up"));
    }

    @Test
    void takesACodeOnce() {
        String callback = callback(browser);
        String sent = browser.cookie(AuthorizationRequestCookie.NAME);
        assertThat(browser.get(callback).status()).isEqualTo(302);

        ConsoleClient again = new ConsoleClient(port);
        again.setCookie(AuthorizationRequestCookie.NAME, sent);

        assertRefused(again.get(callback));
    }

    @Test
    void getsNoTokenForACodeWithoutItsVerifier() {
        String callback = callback(browser);
        String[] sent = new String(Base64.getUrlDecoder().decode(browser.cookie(AuthorizationRequestCookie.NAME)),
                UTF_8).split("\n");
        sent[2] = "a".repeat(64);
        browser.setCookie(AuthorizationRequestCookie.NAME,
                Base64.getUrlEncoder().encodeToString(String.join("\n", sent).getBytes(UTF_8)));

        assertRefused(browser.get(callback));
        assertThat(ISSUER.people().refusals()).singleElement().asString().startsWith("token: ");
        ISSUER.people().refusals().clear();
    }

    @Test
    void asksTheIssuerForNobodyWhoHasToWaitAfterCodesThatAreNone() {
        browser.with("X-Forwarded-For", "203.0.113.41");
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            String sent = browser.get("/console/sign-in/oidc").header("Location").replaceAll(".*\\?", "");
            answers.add(browser.get("/console/sign-in/callback?code=none&state="
                    + URLEncoder.encode(IssuersPeople.fields(sent).get("state"), UTF_8)).status());
        }

        assertThat(answers).startsWith(401, 401, 401).contains(429).containsOnly(401, 429);
        assertThat(ISSUER.people().refusals()).hasSize(Collections.frequency(answers, 401));
        Answer waiting = waitingFrom("203.0.113.42");
        assertThat(waiting.status()).isEqualTo(429);
        assertThat(waiting.header("Retry-After")).matches("\\d{1,2}");
        assertThat(waiting.http().body()).contains("Signing in failed too often.");
        assertThat(new ConsoleClient(port).signInAtTheIssuer().status()).as("somebody else").isEqualTo(302);
    }

    @Test
    void makesNobodyWaitWhomAnotherSiteSendsBackAsIfFromTheIssuer() {
        for (int i = 0; i < 9; i++) {
            assertRefused(browser.get("/console/sign-in/callback?code=none&state=made-up"));
        }

        assertThat(browser.signInAtTheIssuer().status()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "%", "e30", "a.b", "bm90aGluZwo" })
    void doesNotMindWhatSomebodyPutsIntoTheCookie(String cookie) {
        browser.setCookie(AuthorizationRequestCookie.NAME, cookie);

        assertRefused(browser.get("/console/sign-in/callback?code=1&state=nothing"));
    }

    @Test
    void keepsWhatItSentAwayFromScriptsAndOtherPaths() {
        Answer sent = browser.get("/console/sign-in/oidc");

        assertThat(sent.http().headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith(AuthorizationRequestCookie.NAME)).singleElement().asString()
                .contains("HttpOnly", "SameSite=Lax", "Path=/console/sign-in", "Max-Age=600").doesNotContain("Secure");
        assertThat(browser.cookie(ConsoleClient.SESSION)).isEmpty();
    }

    @Test
    void sendsPeopleBackThroughTheProxyThatTheyCameThrough() {
        browser.with("X-Forwarded-Proto", "https").with("X-Forwarded-Host", "rollcall.example").with("X-Forwarded-Port",
                "443");
        Answer sent = browser.get("/console/sign-in/oidc");

        assertThat(IssuersPeople.fields(sent.header("Location").replaceAll(".*\\?", ""))).containsEntry("redirect_uri",
                "https://rollcall.example/console/sign-in/callback");
        assertThat(browser.comeBackFrom(sent.header("Location")).header("Location"))
                .isEqualTo("https://rollcall.example/console");
        assertThat(browser.get("/console").status()).isEqualTo(200);
    }

    @Test
    void leadsToThePageThatSomebodyWantedToSee() {
        assertThat(browser.get("/console/events?status=DEAD&q=%7Bx%7D").status()).isEqualTo(302);
        assertThat(browser.signInAtTheIssuer().header("Location")).endsWith("/console/events?status=DEAD&q=%7Bx%7D");

        ConsoleClient other = new ConsoleClient(port);
        other.get("/console/runs");
        assertThat(other.signIn(RollcallTest.ADMIN_TOKEN).header("Location")).endsWith("/console/runs");
    }

    @ParameterizedTest
    @ValueSource(strings = { "//elsewhere.example", "https://elsewhere.example", "/console//elsewhere.example",
            "/console/..//elsewhere.example", "/console\\elsewhere", "/console/a\r\nSet-Cookie: a=b", "/consoles", "" })
    void leadsNowhereElse(String wanted) {
        browser.setCookie("rollcall-page", Base64.getUrlEncoder().encodeToString(wanted.getBytes(UTF_8)));

        assertThat(browser.signInAtTheIssuer().header("Location"))
                .isEqualTo("http://localhost:%d/console".formatted(port));
    }

    @Test
    void signsOutAtTheIssuerToo() {
        browser.signInAtTheIssuer();
        String session = browser.cookie(ConsoleClient.SESSION);

        Answer answer = browser.submit("/console/audit", "/console/sign-out", Map.of());

        assertThat(answer.http().headers().map().toString()).as("no URL has it").doesNotContain("eyJ");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        Answer ended = browser.leave(answer, ISSUER.url() + "/logout");
        assertThat(ended.header("Location")).isEqualTo("http://localhost:%d/console/sign-in".formatted(port));
        assertThat(ISSUER.people().signedOut().getLast()).containsEntry("client_id", IssuersPeople.CLIENT)
                .containsOnlyKeys("client_id", "post_logout_redirect_uri", "id_token_hint")
                .hasEntrySatisfying("id_token_hint", token -> assertThat(token).startsWith("eyJ"));
        browser.setCookie(ConsoleClient.SESSION, session);
        assertThat(browser.get("/console").status()).isEqualTo(302);
    }

    @Test
    void takesTheTokenBesideInAnEmergency() {
        assertThat(browser.get("/console/sign-in").http().body()).contains("Sign in with <span>localhost</span>",
                "Admin token");
        browser.signedIn();

        assertThat(browser.get("/console").http().body()).contains("Signed in as admin\"");
        assertThat(browser.submit("/console/audit", "/console/sign-out", Map.of()).header("Location"))
                .endsWith("/console/sign-in");
    }

    /// The issuer is on `localhost`: to a browser 127.0.0.1 is another site.
    @Test
    void worksInARealBrowserThatComesFromAnotherSite() {
        String rollcall = "http://127.0.0.1:%d/console".formatted(port);
        List<String> complaints = new ArrayList<>();
        try (Chromium chromium = Chromium.start();
                BrowserContext window = chromium.open(new NewContextOptions())) {
            Page page = window.newPage();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error") && !message.text().contains("status of 4")) {
                    complaints.add(message.text());
                }
            });
            page.navigate(rollcall + "/runs");
            page.getByRole(AriaRole.LINK, new GetByRoleOptions().setName("Sign in with localhost")).click();
            PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("Runs"));

            page.navigate(ISSUER.url() + "/keys");
            page.evaluate("url => location.assign(url)", rollcall + "/audit");
            PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("Audit"));
            PlaywrightAssertions.assertThat(page.getByRole(AriaRole.MAIN)).containsText("annabel (oidc:4f1d2c)");

            int before = ISSUER.people().signedOut().size();
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Sign out")).click();
            PlaywrightAssertions.assertThat(page).hasURL(rollcall + "/sign-in");
            assertThat(ISSUER.people().signedOut()).hasSize(before + 1);
            page.navigate(rollcall);
            PlaywrightAssertions.assertThat(page).hasTitle(Pattern.compile("Sign in"));
        }
        assertThat(complaints).isEmpty();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.http().body()).contains("Signing in did not work. Try again.");
        assertThat(answer.http().headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith(ConsoleClient.SESSION));
    }

    private int api(UnaryOperator<JWTClaimsSet.Builder> change) {
        String token = ISSUER.token(claims -> change.apply(annabel("rollcall-admin").apply(claims)));
        return client.send(client.request("/api/v1/events").header("Authorization", "Bearer " + token).build())
                .status();
    }

    /// {@return the answer to somebody who comes back from the issuer after many who failed, from the same address}
    private Answer waitingFrom(String address) {
        for (int i = 0; i < 9; i++) {
            throttle.failed(address);
        }
        return new ConsoleClient(port).with("X-Forwarded-For", address).signInAtTheIssuer();
    }

    /// {@return where the issuer sends somebody back to whom this browser has sent there}
    private String callback(ConsoleClient from) {
        return ConsoleClient.pathOf(client
                .send(client.request(from.get("/console/sign-in/oidc").header("Location")).build()).header("Location"));
    }

    /// {@return what Annabel did, the newest first}
    private Stream<String> audit() {
        JsonNode entries = client.get("/api/v1/audit?actor=annabel%20(oidc:4f1d2c)").json().path("data");
        return entries.valueStream().map(entry -> "%s %s %d".formatted(entry.path("method").asString(),
                entry.path("path").asString(), entry.path("status").asInt()));
    }
}
