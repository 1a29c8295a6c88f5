package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ApplicationDouble;
import dev.rollcall.simulator.ApplicationDouble.Reply;
import dev.rollcall.simulator.ScalekitEvents;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/// Reads on the console's pages whether the application has heard.
@RollcallTest
@TestPropertySource(properties = { "rollcall.push.first-retry=20ms", "rollcall.push.longest-retry=100ms",
        "ROLLCALL_PUSH_SECRET=" + ApplicationDouble.SECRET })
class PushPagesTests {

    private static final ApplicationDouble APPLICATION = ApplicationDouble.start();

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;
    private ConsoleClient browser;

    @DynamicPropertySource
    static void application(DynamicPropertyRegistry registry) {
        registry.add("ROLLCALL_PUSH_URL", APPLICATION::url);
    }

    @AfterAll
    static void stop() {
        APPLICATION.close();
    }

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
        APPLICATION.answering(Reply.of(204));
        awaitConfirmed();
    }

    @Test
    void answerWhetherTheApplicationHasHeardThatSheLeft() {
        joins("ann");
        awaitConfirmed();
        assertThat(text(person())).contains("Account opened", "your application confirmed")
                .doesNotContain("has not confirmed");

        APPLICATION.answering(Reply.of(503));
        client.deliver(ScalekitEvents.userDeleted(id("ann")).in(organization));
        assertThat(text(person())).contains("Your application has not confirmed that yet.",
                "your application has not confirmed this yet");

        APPLICATION.answering(Reply.of(204));
        awaitConfirmed();
        assertThat(text(person())).contains("Your application confirmed that").doesNotContain("has not confirmed");
    }

    @Test
    void sayOnTheOverviewWhatTheApplicationDoesNotTake() {
        APPLICATION.answering(delivery -> delivery.body().contains(id("ann")) ? Reply.of(500) : Reply.of(204));
        joins("ann");
        joins("bea");
        await().until(() -> client.get("/api/v1/push").json().path("undelivered_count").asLong() == 1);
        awaitConfirmed();

        String overview = browser.get("/console").http().body();
        assertThat(text(overview)).contains("1 change could not be delivered to your application.", "Account opened",
                "It answered 500.");
        assertThat(overview).contains("href=\"#push\"", "id=\"push\"").doesNotContain("th:");
        jdbc.sql("delete from push_undelivered").update();
    }

    @Test
    void sayOnTheOverviewSinceWhenDeliveriesFail() {
        APPLICATION.answering(Reply.of(503));
        joins("ann");
        await().until(() -> client.get("/api/v1/push").json().path("failing_since").isString());
        jdbc.sql("update account_change set recorded_at = now() - interval '6 minutes' where organization_id = ?")
                .param(organization).update();

        assertThat(text(browser.get("/console").http().body())).contains(
                "Your application has not confirmed changes for 6 min: It answered 503.", "Not confirmed yet");
    }

    private void joins(String name) {
        client.deliver(ScalekitEvents.userCreated(id(name)).in(organization).email(name + "@example.com"));
    }

    private String id(String name) {
        return "diruser_%s_%s".formatted(name, organization);
    }

    /// {@return the page of the only person in the organization}
    private String person() {
        return browser.get("/console/people/" + client.get("/api/v1/users?organization_id=" + organization).json()
                .path("data").path(0).path("id").asString()).http().body();
    }

    private void awaitConfirmed() {
        await().until(() -> client.get("/api/v1/push").json().path("pending").asLong() == 0);
    }

    private static String text(String body) {
        return body.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
}
