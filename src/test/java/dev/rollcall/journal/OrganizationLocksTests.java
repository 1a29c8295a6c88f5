package dev.rollcall.journal;

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
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Organizations that somebody else has locked, and events and people who do not.
@RollcallTest
class OrganizationLocksTests {

    private final String locked = "org_locked_" + UUID.randomUUID();
    private final String free = "org_free_" + UUID.randomUUID();
    private final String person = "diruser_" + UUID.randomUUID();

    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private TransactionTemplate transaction;
    private RollcallClient client;
    private Connection holder;

    @BeforeEach
    void connect(@LocalServerPort int port, @Value("${spring.datasource.url}") String url) throws SQLException {
        client = new RollcallClient(port);
        holder = DriverManager.getConnection(url, "postgres", "postgres");
    }

    @AfterEach
    void release() throws SQLException {
        holder.close();
    }

    @Test
    void leaveEventsOfALockedOrganizationPendingAndApplyThoseOfOthers() throws SQLException {
        lock(locked);
        long[] waiting = { post(user(person).in(locked)), post(user(person + "2").in(locked)),
                post(user(person + "3").in(locked)) };

        assertThat(client.deliver(user(person + "4").in(free)).path("status").asString()).isEqualTo("PROCESSED");

        for (long id : waiting) {
            assertThat(event(id).path("status").asString()).isEqualTo("PENDING");
            assertThat(event(id).path("attempts").asInt()).isZero();
        }
        holder.close();
        for (long id : waiting) {
            assertThat(client.finished(id).path("status").asString()).isEqualTo("PROCESSED");
            assertThat(event(id).path("attempts").asInt()).isEqualTo(1);
        }
    }

    @Test
    void waitForNoOtherOrganizationThatALeaversEventIsAbout() throws SQLException {
        client.deliver(user(person).in(locked));
        lock(locked);

        long leaver = post(ScalekitEvents.userDeleted(person).in(free));
        await().until(() -> event(leaver).path("reason").asString(""), reason -> reason.contains(locked));
        assertThat(client.deliver(user(person + "2").in(free)).path("status").asString()).isEqualTo("PROCESSED");

        assertThat(event(leaver).path("status").asString()).isEqualTo("PENDING");
        assertThat(event(leaver).path("attempts").asInt()).isZero();
        holder.close();
        assertThat(client.finished(leaver).path("status").asString()).isEqualTo("PROCESSED");
        assertThat(event(leaver).path("attempts").asInt()).isEqualTo(1);
        assertThat(jdbc.sql("select status from app_user where organization_id = ?").param(locked).query(String.class)
                .single()).isEqualTo("DEACTIVATED");
    }

    @Test
    void letAnEditThatWaitsTooLongBeTriedAgain() throws SQLException {
        client.deliver(user(person).in(locked));
        UUID account = jdbc.sql("select id from app_user where organization_id = ?").param(locked).query(UUID.class)
                .single();
        lock(locked);

        Answer answer = client.call("PUT", "/api/v1/users/" + account + "/roles/auditor");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.detail()).isEqualTo("Somebody else is changing this at the moment. Try again.");
    }

    /// As a run does that changes everybody.
    @Test
    void letEventsInBetweenThePartsOfLongWork() {
        AtomicLong waiting = new AtomicLong();
        work(() -> waiting.set(post(user(person).in(locked))));
        for (int part = 0; part < 40; part++) {
            work(() -> {
            });
        }

        assertThat(event(waiting.get()).path("status").asString()).isEqualTo("PROCESSED");
    }

    /// A tenth of a second under the lock.
    private void work(Runnable meanwhile) {
        transaction.executeWithoutResult(status -> {
            jdbc.sql("select cast(pg_advisory_xact_lock(hashtextextended(?, 0)) as text)").param(locked).query()
                    .listOfRows();
            meanwhile.run();
            jdbc.sql("select cast(pg_sleep(0.1) as text)").query().listOfRows();
        });
    }

    private void lock(String organization) throws SQLException {
        try (var statement = holder.prepareStatement("select pg_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, organization);
            statement.execute();
        }
    }

    private static SimulatedEvent user(String id) {
        return ScalekitEvents.userCreated(id).email(id + "@example.com");
    }

    private long post(SimulatedEvent event) {
        return client.send(client.webhook(event.webhookId(), event.bytes())).json().path("id").asLong();
    }

    private JsonNode event(long id) {
        return client.get("/api/v1/events/" + id).json();
    }
}
