package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedOrganization;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What runs see of organizations themselves.
class OrganizationPagesTests extends RunTest {

    @Test
    void speakOfTheSameFieldsAsEvents() {
        SimulatedDirectory directory = unknown(2, 1);
        SimulatedOrganization organization = SCALEKIT.organization(directory.organizationId());
        quietly(() -> organization.describe("acme", Map.of("plan", "gold")));

        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(seen(organization).path("external_id").asString()).isEqualTo("acme");
        assertThat(seen(organization).path("metadata").toString()).isEqualTo("{\"plan\":\"gold\"}");

        SCALEKIT.advance(Duration.ofMinutes(1));
        listen();
        organization.describe("globex", Map.of());
        await().until(() -> seen(organization).path("external_id").asString("").equals("globex"));
        SCALEKIT.postToNobody();
        assertThat(seen(organization).path("metadata").toString()).isEqualTo("{}");

        quietly(() -> organization.describe("", Map.of()));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(seen(organization).path("external_id").isNull()).isTrue();
        assertThat(client.get("/api/v1/users?organization_id=" + organization.id()).json().at("/data/0")
                .path("organization_external_id").isNull()).isTrue();
    }

    private JsonNode seen(SimulatedOrganization organization) {
        return client.get("/api/v1/organizations/" + organization.id()).json();
    }
}
