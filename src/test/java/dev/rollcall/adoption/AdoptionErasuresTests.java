package dev.rollcall.adoption;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.Traces;
import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Somebody is erased at the moment in which an adoption writes down who there is.
@RollcallTest
class AdoptionErasuresTests {

    private final String person = "p" + UUID.randomUUID().toString().replace("-", "");
    private final String organization = "org_" + UUID.randomUUID();
    private final String directoryUser = "diruser_" + organization;

    @Autowired
    private RollcallClient client;
    @Autowired
    private Adoptions adoptions;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private EventHandler events;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private UUID join() {
        client.deliver(userCreated(directoryUser).in(organization).email(person + "@example.com"));
        return UUID.fromString(
                client.get("/api/v1/users?organization_id=" + organization).json().at("/data/0/id").asString());
    }

    private String look(String email) {
        Answer answer = client.send(client.request("/api/v1/adoptions?dry_run=true")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("organization_id,email\n%s,%s\n".formatted(organization, email)))
                .build());
        return answer.header("Location");
    }

    private boolean hasSucceeded(String adoption) {
        return client.get(adoption).json().path("status").asString().equals("SUCCEEDED");
    }

    private boolean somebodyWaits() {
        return TestDatabase.inLine(jdbc) > 0;
    }

    private void erase(UUID account) {
        byte[] left = userDeleted(directoryUser).in(organization).bytes();
        events.handle(List.of(new ReceivedEvent(1, left, Instant.now())));
        edits.erase(account, "admin");
    }

    private List<String> inLists() {
        return Traces.of(person, jdbc).stream().filter(found -> found.startsWith("adoption_line")).toList();
    }

    @Test
    void keepsNothingOfWhomNoLineIsAbout() {
        UUID account = join();

        String adoption = transaction.execute(status -> {
            erase(account);
            String looking = look("nobody@example.com");
            await().until(() -> somebodyWaits() || hasSucceeded(looking));
            return looking;
        });

        await().until(() -> hasSucceeded(adoption));
        assertThat(inLists()).isEmpty();
    }

    @Test
    void keepsNothingOfWhomSomebodyHasLookedAt() throws InterruptedException {
        UUID account = join();
        String looked = look(person + "@example.com");
        await().until(() -> hasSucceeded(looked));
        assertThat(inLists()).isNotEmpty();
        Thread adopting = new Thread(
                () -> adoptions.adopt(Long.parseLong(looked.substring(looked.lastIndexOf('/') + 1)), "admin"));

        transaction.executeWithoutResult(status -> {
            erase(account);
            adopting.start();
            await().until(() -> somebodyWaits() || !adopting.isAlive());
        });

        adopting.join();
        assertThat(jdbc.sql("select count(*) from adoption_line where organization_id = ?").param(organization)
                .query(Long.class).single()).as("copied").isEqualTo(2);
        assertThat(inLists()).isEmpty();
    }
}
