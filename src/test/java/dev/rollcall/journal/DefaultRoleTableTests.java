package dev.rollcall.journal;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.JsonNode;

/// Starts with another default role in the settings.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.default-role=guest")
class DefaultRoleTableTests {

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;
    @Autowired
    private WideChanges changes;
    @Autowired
    private PlatformTransactionManager transactions;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private Clock clock;

    private void startWith(@Nullable String role) {
        new DefaultRoleTable(new DefaultRole(role), changes, transactions, jdbc, clock).afterPropertiesSet();
    }

    @AfterEach
    void mend() {
        startWith("guest");
        await().until(() -> changes.open().isEmpty());
    }

    @Test
    void tellsEverybodyOfAnotherSettingOnce() {
        client.deliver(userCreated("diruser_" + organization).in(organization));
        JsonNode user = client.get("/api/v1/users?organization_id=" + organization).json().path("data").path(0);
        String history = "/api/v1/users/%s/history".formatted(user.path("id").asString());

        startWith("guest");
        assertThat(changes.open()).isEmpty();
        startWith("visitor");

        assertThat(client.get("/api/v1/users/" + user.path("id").asString()).json().path("roles").toString())
                .contains("visitor");
        await().until(() -> client.get(history).json().path("data").size() == 2);
        JsonNode told = client.get(history).json().path("data").path(0);
        assertThat(told.path("changes").toString())
                .isEqualTo("[{\"field\":\"roles\",\"from\":[\"guest (DEFAULT)\"],\"to\":[\"visitor (DEFAULT)\"]}]");
        assertThat(told.path("cause").path("actor").asString()).isEqualTo("settings");
    }
}
