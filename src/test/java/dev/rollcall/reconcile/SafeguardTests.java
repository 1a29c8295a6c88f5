package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What runs may take from a directory of 100 people within a day: as many as 20 may lose the same.
class SafeguardTests extends RunTest {

    private SimulatedDirectory known(int people) {
        return known(people, 5);
    }

    private String run(SimulatedDirectory directory) {
        String status = rollcall.run(directory).path("status").asString();
        SCALEKIT.advance(Duration.ofMinutes(1));
        return status;
    }

    @Test
    void addsUpWhatRunsOfADayTake() {
        SimulatedDirectory directory = known(100);
        quietly(() -> directory.leave(15));
        assertThat(run(directory)).isEqualTo("SUCCEEDED");
        SCALEKIT.advance(Duration.ofHours(23));
        quietly(() -> directory.leave(6));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(run.path("held").asInt()).isEqualTo(6);
        assertThat(rollcall.active(directory)).isEqualTo(85);
    }

    @Test
    void beginsAnewAfterADay() {
        SimulatedDirectory directory = known(100);
        quietly(() -> directory.leave(15));
        run(directory);
        SCALEKIT.advance(Duration.ofHours(25));
        quietly(() -> directory.leave(15));

        assertThat(run(directory)).isEqualTo("SUCCEEDED");

        rollcall.assertInStep(directory);
    }

    @Test
    void doesNotCountWhoCameBack() {
        SimulatedDirectory directory = known(100);
        List<String> ids = directory.users().subList(0, 15).stream().map(SimulatedUser::id).toList();
        quietly(() -> ids.forEach(directory::deactivate));
        assertThat(run(directory)).isEqualTo("SUCCEEDED");
        quietly(() -> ids.forEach(directory::reactivate));
        assertThat(run(directory)).isEqualTo("SUCCEEDED");
        quietly(() -> directory.users().subList(40, 60).forEach(user -> directory.deactivate(user.id())));

        assertThat(run(directory)).isEqualTo("SUCCEEDED");

        rollcall.assertInStep(directory);
    }

    @Test
    void doesNotCountWhatSomebodyHasApproved() {
        SimulatedDirectory directory = known(100);
        quietly(() -> directory.leave(50));
        JsonNode held = rollcall.run(directory);
        rollcall.post(held, "approve");
        SCALEKIT.advance(Duration.ofMinutes(1));
        quietly(() -> directory.leave(10));

        assertThat(run(directory)).isEqualTo("SUCCEEDED");

        rollcall.assertInStep(directory);
    }

    @Test
    void letsOnePersonADayPass() {
        SimulatedDirectory directory = known(3);
        quietly(() -> directory.leave(1));
        assertThat(run(directory)).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
        quietly(() -> directory.leave(1));

        assertThat(run(directory)).isEqualTo("AWAITING_APPROVAL");

        assertThat(rollcall.active(directory)).isEqualTo(2);
        SCALEKIT.advance(Duration.ofHours(25));
        assertThat(run(directory)).isEqualTo("SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void asksBeforeItEmptiesAddresses() {
        SimulatedDirectory directory = known(100);
        quietly(() -> directory.users().subList(0, 21)
                .forEach(user -> directory.change(user.id(), changed -> changed.email("").named("New", "Name"))));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(run.path("held").asInt()).isEqualTo(21);
        assertThat(rollcall.changes(run)).filteredOn(change -> change.path("status").asString().equals("HELD"))
                .allSatisfy(change -> assertThat(change.path("kind").asString()).isEqualTo("user.email_removed"));
        assertThat(rollcall.users(directory)).noneMatch(user -> user.path("email").isNull())
                .filteredOn(user -> user.path("name").asString().equals("New Name")).as("everything else").hasSize(21);
        rollcall.post(run, "approve");
        assertThat(rollcall.users(directory)).filteredOn(user -> user.path("email").isNull()).hasSize(21);
    }

    @Test
    void asksBeforeAGroupsNewNameTakesARole() {
        SimulatedDirectory directory = known(100);
        SimulatedGroup[] groups = new SimulatedGroup[2];
        quietly(() -> {
            groups[0] = directory.createGroup("Admins " + directory.id());
            groups[1] = directory.createGroup("Staff " + directory.id());
            directory.users().subList(0, 30).forEach(user -> {
                directory.addToGroup(user.id(), groups[0].id());
                directory.addToGroup(user.id(), groups[1].id());
            });
        });
        run(directory);
        map("NAME", "Admins " + directory.id(), "admin", directory);
        map("ID", groups[1].id(), "staff", directory);
        assertThat(having("admin", directory)).isEqualTo(30);
        quietly(() -> {
            directory.renameGroup(groups[0].id(), "Administrators");
            directory.renameGroup(groups[1].id(), "Everybody");
        });

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(having("admin", directory)).isEqualTo(30);
        assertThat(rollcall.changes(run)).filteredOn(change -> change.path("status").asString().equals("HELD"))
                .singleElement().satisfies(change -> assertThat(change.path("subject_id").asString())
                        .as("the other group is mapped by its id").isEqualTo(groups[0].id()));
        rollcall.post(run, "approve");
        assertThat(having("admin", directory)).isZero();
        assertThat(having("staff", directory)).isEqualTo(30);
    }

    @Test
    void takesANameThatLeavesEverybodyTheirRoles() {
        SimulatedDirectory directory = known(100);
        SimulatedGroup[] group = new SimulatedGroup[1];
        quietly(() -> {
            group[0] = directory.createGroup("Owners " + directory.id());
            directory.users().subList(0, 30).forEach(user -> directory.addToGroup(user.id(), group[0].id()));
        });
        run(directory);
        map("NAME", "Owners " + directory.id(), "owner", directory);
        map("ID", group[0].id(), "owner", directory);
        quietly(() -> directory.renameGroup(group[0].id(), "Proprietors"));

        assertThat(run(directory)).isEqualTo("SUCCEEDED");

        assertThat(having("owner", directory)).isEqualTo(30);
    }

    @Test
    void takesANameThatLeavesEverybodyTheirRolesByAnAttribute() {
        SimulatedDirectory directory = known(100);
        SimulatedGroup[] group = new SimulatedGroup[1];
        quietly(() -> {
            group[0] = directory.createGroup("Sellers " + directory.id());
            directory.users().subList(0, 30).forEach(user -> directory.addToGroup(user.id(), group[0].id()));
        });
        run(directory);
        directory.users().subList(0, 30).forEach(user -> rollcall.client().deliver(ScalekitEvents.userUpdated(user.id())
                .in(directory.organizationId()).withData("department", "Sales").withoutData("groups")));
        map("NAME", "Sellers " + directory.id(), "seller", directory);
        assertThat(rollcall.client().post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"ATTRIBUTE","attribute":"department","value":"Sales","role":"seller"}"""
                .formatted(directory.organizationId())).status()).isEqualTo(201);
        quietly(() -> directory.renameGroup(group[0].id(), "Salespeople"));

        assertThat(run(directory)).isEqualTo("SUCCEEDED");

        assertThat(having("seller", directory)).isEqualTo(30);
    }

    @Test
    void asksBeforeADeletedGroupIsTaken() {
        SimulatedDirectory directory = known(100);
        SimulatedGroup[] group = new SimulatedGroup[1];
        quietly(() -> {
            group[0] = directory.createGroup("Staff");
            directory.users().subList(0, 30).forEach(user -> directory.addToGroup(user.id(), group[0].id()));
        });
        run(directory);
        quietly(() -> directory.deleteGroup(group[0].id()));

        JsonNode run = rollcall.run(directory);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("AWAITING_APPROVAL");
        assertThat(rollcall.users(directory)).filteredOn(user -> user.path("groups").valueStream()
                .anyMatch(one -> one.path("id").asString().equals(group[0].id()))).hasSize(30);
        rollcall.post(run, "approve");
        rollcall.assertInStep(directory);
    }

    private void map(String match, String value, String role, SimulatedDirectory directory) {
        assertThat(
                rollcall.client()
                        .post("/api/v1/role-mappings",
                                "{\"organization_id\":\"%s\",\"match\":\"%s\",\"value\":\"%s\",\"role\":\"%s\"}"
                                        .formatted(directory.organizationId(), match, value, role))
                        .status()).isEqualTo(201);
    }

    private long having(String role, SimulatedDirectory directory) {
        return rollcall.users(directory).stream().filter(
                user -> user.path("roles").valueStream().anyMatch(one -> one.path("name").asString().equals(role)))
                .count();
    }
}
