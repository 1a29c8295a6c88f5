package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.zaxxer.hikari.HikariDataSource;
import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.ClockDouble;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shows what the database keeps of whoever is signed in to the console, and that every node goes by it.
@RollcallTest
class ConsoleSessionStoreTests {

    @LocalServerPort
    private int port;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private RecurringTask<Void> consoleSessionsTask;

    private ConsoleClient browser;

    @BeforeEach
    void open() {
        browser = new ConsoleClient(port).signedIn();
    }

    @Test
    void keepsNothingThatSomebodyCouldGetInWith() throws NoSuchAlgorithmException {
        browser.get("/console");
        String cookie = browser.cookie(ConsoleClient.SESSION);

        assertThat(jdbc.sql("select count(*) from console_session where session_id = ?").param(sha256(cookie))
                .query(Long.class).single()).isOne();
        assertThat(jdbc.sql("""
                select string_agg(cast(s as text) || a.attribute_name || convert_from(a.attribute_bytes, 'UTF8'), ' ')
                from console_session s join console_session_attributes a on a.session_primary_id = s.primary_id""")
                .query(String.class).single()).contains("admin").doesNotContain(cookie, RollcallTest.ADMIN_TOKEN);
        ConsoleClient thief = new ConsoleClient(port);
        thief.setCookie(ConsoleClient.SESSION, sha256(cookie));
        assertThat(thief.get("/console").status()).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(strings = { "\\xff00fe", "\\xaced0005", "\\x" })
    void signsOutWhoeverHasASessionThatThisVersionCannotRead(String bytes) throws NoSuchAlgorithmException {
        jdbc.sql("""
                update console_session_attributes set attribute_bytes = cast(? as bytea) where session_primary_id =
                (select primary_id from console_session where session_id = ?)""")
                .params(bytes, sha256(browser.cookie(ConsoleClient.SESSION))).update();

        assertThat(browser.get("/console").header("Location")).endsWith("/console/sign-in");
        assertThat(browser.signedIn().get("/console").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "x", "\\", "\\x00", "''", "%00", "ä", "018f0000-0000-7000-8000-000000000000" })
    void takesNoMadeUpCookieForASession(String cookie) {
        ConsoleClient stranger = new ConsoleClient(port);
        stranger.setCookie(ConsoleClient.SESSION, cookie);

        assertThat(stranger.get("/console").status()).isEqualTo(302);
    }

    @Test
    void neverLooksForASessionOfWhoeverCallsTheApi() throws NoSuchAlgorithmException {
        Map<String, Object> before = rows();
        RollcallClient api = new RollcallClient(port);
        for (String path : new String[] { "/api/v1/users", "/actuator/health", "/webhooks/scalekit", "/v3/api-docs",
                "/console/assets/console.css" }) {
            api.send(api.request(path).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                    .header("Cookie", ConsoleClient.SESSION + "=" + browser.cookie(ConsoleClient.SESSION)).build());
        }

        assertThat(rows()).isEqualTo(before);
        browser.get("/console/audit");
        assertThat(rows()).as("what a page leaves behind").isNotEqualTo(before);
    }

    @Test
    void deletesSessionsThatHaveExpired() {
        jdbc.sql("update console_session set expiry_time = 0").update();
        new ConsoleClient(port).signedIn();

        consoleSessionsTask.executeRecurringly(new TaskInstance<>("console-sessions", RecurringTask.INSTANCE), null);

        assertThat(jdbc.sql("select count(*) from console_session").query(Long.class).single()).isOne();
        assertThat(jdbc.sql("select count(distinct session_primary_id) from console_session_attributes")
                .query(Long.class).single()).isOne();
    }

    @Test
    void letsWhoeverSignedInOnOneNodeGoOnOnAnotherUntilTheSessionIsTooOld(@Autowired Environment environment) {
        ClockDouble watch = new ClockDouble(Clock.systemUTC().instant());
        try (ConfigurableApplicationContext other = node(environment, watch)) {
            browser.onPort(other.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(browser.get("/console").http().body()).contains("Signed in as admin");
            assertThat(browser.submit("/console/runs", "/console/runs", Map.of("organization_id", "org_none")).status())
                    .as("a form of the other node").isEqualTo(302);
            watch.goOn(Duration.ofHours(12));

            assertThat(browser.get("/console").status()).isEqualTo(302);
            browser.onPort(port);
            assertThat(browser.get("/console").status()).as("everywhere").isEqualTo(302);
        }
    }

    @Test
    void saysThatTheDatabaseCannotBeUsedWhereItCannotSayWhoIsSignedIn(@Autowired Environment environment) {
        try (ConfigurableApplicationContext other = node(environment, Clock.systemUTC())) {
            browser.onPort(other.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            other.getBean(HikariDataSource.class).close();

            for (String path : List.of("/console", "/console/sign-in")) {
                Answer answer = browser.get(path);
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.http().body()).contains("The database cannot be used at the moment. Try again.");
                assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
            }
            assertThat(browser.get("/console/assets/console.css").status()).isEqualTo(200);
        }
    }

    private static ConfigurableApplicationContext node(Environment environment, Clock clock) {
        SpringApplication application = new SpringApplication(Rollcall.class);
        application.addInitializers(context -> ((GenericApplicationContext) context).registerBean("watch", Clock.class,
                () -> clock, bean -> bean.setPrimary(true)));
        List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
        for (String name : List.of("spring.datasource.url", "spring.datasource.username", "spring.datasource.password",
                "SCALEKIT_ENVIRONMENT_URL", "SCALEKIT_CLIENT_ID", "SCALEKIT_CLIENT_SECRET", "SCALEKIT_WEBHOOK_SECRET",
                "rollcall.admin-token", "rollcall.reconcile.automatic", "spring.main.register-shutdown-hook")) {
            arguments.add("--%s=%s".formatted(name, environment.getRequiredProperty(name)));
        }
        return application.run(arguments.toArray(String[]::new));
    }

    /// {@return what there is of the browser's session: others are used meanwhile}
    private Map<String, Object> rows() throws NoSuchAlgorithmException {
        return jdbc.sql("""
                select count(*) as sessions, max(last_access_time) as last, count(a.*) as attributes
                from console_session s left join console_session_attributes a on a.session_primary_id = s.primary_id
                where s.session_id = ?""").param(sha256(browser.cookie(ConsoleClient.SESSION))).query().singleRow();
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    }
}
