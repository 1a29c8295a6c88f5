package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shows that nothing is acknowledged while the database cannot keep it.
@RollcallTest
class WebhookDurabilityTests {

    private final SimulatedEvent event = ScalekitEvents.organizationCreated("org_" + UUID.randomUUID());
    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    @Value("${spring.datasource.url}")
    private String url;

    @Test
    void asksToDeliverAgainWhileTheDatabaseCannotBeReachedAndAcceptsAfterwards() throws SQLException {
        String database = jdbc.sql("select current_database()").query(String.class).single();
        // From another database, because this one is not to be connected to.
        try (Connection elsewhere = DriverManager.getConnection(url.replace(database, "postgres"), "postgres",
                "postgres");
                Statement statement = elsewhere.createStatement()) {
            statement.execute("alter database " + database + " allow_connections false");
            try {
                statement.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
                Instant asked = Instant.now();
                assertUnavailable(client.send(event));
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(10));
            } finally {
                statement.execute("alter database " + database + " allow_connections true");
            }
        }

        await().untilAsserted(() -> assertThat(client.send(event).status()).isEqualTo(201));
        await().untilAsserted(() -> assertThat(jdbc.sql("select status from webhook_event where webhook_id = ?")
                .param(event.webhookId()).query(String.class).single()).isEqualTo("PROCESSED"));
    }

    @Test
    void takesNoOtherConflictForADuplicate() {
        jdbc.sql("create unique index one_of_its_kind on webhook_event (event_id) where event_id = 'evt_conflict'")
                .update();
        try {
            SimulatedEvent conflicting = event.id("evt_conflict");
            client.deliver(conflicting);

            assertUnavailable(client.send(client.webhook("msg_" + UUID.randomUUID(), conflicting.bytes())));
        } finally {
            jdbc.sql("drop index one_of_its_kind").update();
        }
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.detail()).isEqualTo("The event could not be stored. Deliver it again.");
    }
}
