package dev.rollcall.simulator;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScalekitEventsTests {

    private static final Instant NOON = Instant.parse("2026-02-03T12:00:00.123456Z");

    @Test
    void saysAboutAUserWhatItIsTold() {
        var event = userUpdated("diruser_7").id("evt_7").in("org_7").at(NOON).email("a@example.com").named("Ann", "Ahn")
                .active(false).roles("viewer", "editor").groups(group("dirgroup_7", "Sales"));

        assertThat(tree(event)).isEqualTo(new JsonMapper().readTree("""
                {
                  "spec_version": "1",
                  "id": "evt_7",
                  "type": "organization.directory.user_updated",
                  "object": "DirectoryUser",
                  "occurred_at": "2026-02-03T12:00:00.123456Z",
                  "environment_id": "env_1",
                  "organization_id": "org_7",
                  "data": {
                    "id": "diruser_7",
                    "organization_id": "org_7",
                    "raw_attributes": {},
                    "email": "a@example.com",
                    "name": "Ann Ahn",
                    "given_name": "Ann",
                    "family_name": "Ahn",
                    "active": false,
                    "roles": [{"role_name": "viewer"}, {"role_name": "editor"}],
                    "groups": [{"id": "dirgroup_7", "name": "Sales"}]
                  },
                  "display_name": "Directory User Updated"
                }
                """));
    }

    @Test
    void leavesOutWhatItIsNotTold() {
        assertThat(tree(userDeleted("diruser_1")).path("data").propertyNames()).containsExactly("id",
                "organization_id");
    }

    @Test
    void tellsAnEmptyListFromAnAbsentOne() {
        assertThat(tree(userUpdated("diruser_1").roles()).at("/data/roles").isEmpty()).isTrue();
        assertThat(tree(userUpdated("diruser_1").roles()).at("/data").has("groups")).isFalse();
    }

    @Test
    void leavesOutWhatItIsToldToLeaveOut() {
        var event = tree(userCreated("diruser_1").without("organization_id").without("id").withoutData("id"));

        assertThat(event.has("organization_id")).isFalse();
        assertThat(event.has("id")).isFalse();
        assertThat(event.path("data").propertyNames()).containsExactly("organization_id", "raw_attributes");
        assertThat(tree(userCreated("diruser_1").without("data")).has("data")).isFalse();
    }

    @Test
    void setsAnythingToNull() {
        assertThat(tree(userCreated("diruser_1").withData("email", null)).at("/data/email").isNull()).isTrue();
    }

    @Test
    void keepsTheTimesOfAnOrganizationInStepWithItsEvent() {
        var data = tree(organizationDeleted("org_1").at(NOON)).path("data");

        assertThat(data.path("deleted_at").asString()).isEqualTo(NOON.toString());
        assertThat(data.path("update_time").asString()).isEqualTo(NOON.toString());
    }

    @Test
    void namesAnOrganizationByItsIdAndAGroupByItsOwn() {
        assertThat(tree(organizationDeleted("org_1").in("org_2")).at("/data/id").asString()).isEqualTo("org_2");
        assertThat(tree(groupDeleted("dirgroup_1").in("org_2")).at("/data/id").asString()).isEqualTo("dirgroup_1");
    }

    @Test
    void givesEveryEventItsOwnIdsAndALaterTime() {
        var first = userCreated("diruser_1");
        var second = userCreated("diruser_1");

        assertThat(second.webhookId()).isNotEqualTo(first.webhookId());
        assertThat(tree(second).path("id").asString()).isGreaterThan(tree(first).path("id").asString());
        assertThat(time(second)).isAfter(time(first));
    }

    @Test
    void leavesTheEventItStartedFromAsItWas() {
        var event = userCreated("diruser_1").email("a@example.com");
        var before = event.json();

        event.email("b@example.com").without("data");

        assertThat(event.json()).isEqualTo(before);
    }

    @Test
    void isSentInUtf8() {
        var event = userCreated("diruser_1").named("Zoë", "Đặng");

        assertThat(new String(event.bytes(), UTF_8)).isEqualTo(event.json()).contains("Zoë Đặng");
    }

    @Test
    void hasAByteOrderMarkBeforeItsBodyWhenToldTo() {
        var event = userCreated("diruser_1").byteOrderMark().email("a@example.com");

        assertThat(new String(event.bytes(), UTF_8)).isEqualTo("\uFEFF" + event.json());
        assertThat(event.json()).startsWith("{");
    }

    private static JsonNode tree(SimulatedEvent event) {
        return new JsonMapper().readTree(event.json());
    }

    private static Instant time(SimulatedEvent event) {
        return Instant.parse(tree(event).path("occurred_at").asString());
    }
}
