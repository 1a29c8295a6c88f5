package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Looks at what events changed.
@RollcallTest
class EventEffectsTests {

    private final String some = UUID.randomUUID().toString();
    private final String organization = "org_" + some;

    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
    }

    private SimulatedEvent created(String name) {
        return ScalekitEvents.userCreated("diruser_" + name + some).in(organization).named(name, "Doe")
                .email(name + "@example.com");
    }

    @Test
    void saysWhatAnEventChangedAndForWhom() {
        long created = client
                .deliver(created("Dan").roles("viewer").groups(ScalekitEvents.group("dirgroup_" + some, "A")))
                .path("id").asLong();
        client.deliver(created("Eve").groups(ScalekitEvents.group("dirgroup_" + some, "A")));
        long renamed = client.deliver(ScalekitEvents.groupUpdated("dirgroup_" + some).in(organization).displayName("B"))
                .path("id").asLong();
        long dead = client.deliver(created("Fay").without("occurred_at")).path("id").asLong();

        assertThat(text("/console/events/" + created)).contains("What it changed", "Account opened : Dan Doe", "viewer")
                .doesNotContain("Eve Doe");
        assertThat(text("/console/events/" + renamed)).contains("Dan Doe", "Eve Doe");
        assertThat(text("/console/events/" + dead)).contains("Nothing: it could not be applied.");
    }

    private String text(String path) {
        Answer answer = browser.get(path);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.http().body().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }
}
