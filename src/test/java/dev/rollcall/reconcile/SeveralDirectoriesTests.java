package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedOrganization;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// Organizations with more than one directory: none of them judges another's people, and one's failure is its own.
@TestPropertySource(properties = { "rollcall.reconcile.safeguard-percent=100" })
class SeveralDirectoriesTests extends RunTest {

    @BeforeEach
    void beginAnew() {
        SCALEKIT.reset();
        listen();
    }

    /// {@return what was made without a webhook}
    private static <T> T unheard(Supplier<T> made) {
        var result = new Object() {
            private T value;
        };
        SCALEKIT.quietly(() -> result.value = made.get());
        return result.value;
    }

    private static SimulatedDirectory with(SimulatedOrganization organization, int people) {
        return unheard(() -> {
            SimulatedDirectory directory = organization.createDirectory();
            directory.generate(people);
            return directory;
        });
    }

    /// Somebody of whom Rollcall hears by a webhook, and who leaves without one.
    private SimulatedUser joinsAndLeavesUnnoticed(SimulatedDirectory directory, String... groups) {
        SimulatedUser user = directory.join(as -> as.groups(groups));
        SCALEKIT.webhooks().settle();
        rollcall.awaitUser(directory, user.email());
        SCALEKIT.quietly(() -> directory.leave(user.id()));
        SCALEKIT.advance(Duration.ofMinutes(1));
        return user;
    }

    private JsonNode runOf(SimulatedDirectory directory) {
        return rollcall.run("{\"organization_id\":\"%s\",\"directory_id\":\"%s\"}".formatted(directory.organizationId(),
                directory.id()));
    }

    private static void assertSucceeded(JsonNode run) {
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
    }

    @Test
    void keepsThePeopleOfADirectoryThatItHasNotHeardOf() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        SimulatedDirectory second = with(organization, 10);
        SimulatedGroup group = unheard(() -> second.createGroup("Second"));
        SimulatedUser alone = second.join(as -> as.groups(group.id()));
        SCALEKIT.webhooks().settle();
        rollcall.awaitUser(second, alone.email());
        SCALEKIT.advance(Duration.ofMinutes(1));

        JsonNode run = runOf(first);

        assertSucceeded(run);
        assertThat(rollcall.changes(run))
                .noneMatch(change -> change.path("kind").asString().equals("user.deactivated"));
        assertThat(status(alone)).isEqualTo("ACTIVE");
    }

    @Test
    void missesWhoIsInNoKnownDirectoryOnceAllOfThemAreRead() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        with(organization, 10);
        SimulatedUser leaver = joinsAndLeavesUnnoticed(first);

        assertSucceeded(rollcall.run(first));

        assertThat(status(leaver)).isEqualTo("DEACTIVATED");
    }

    @Test
    void keepsWhoMayBeInADirectoryThatWasDisabledSince() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        SimulatedDirectory second = with(organization, 0);
        SimulatedUser left = joinsAndLeavesUnnoticed(second);
        SCALEKIT.quietly(second::disable);
        SCALEKIT.advance(Duration.ofMinutes(1));

        assertSucceeded(rollcall.run(first));
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertSucceeded(rollcall.run(first));

        assertThat(status(left)).isEqualTo("ACTIVE");
    }

    @Test
    void missesWhoWasHeardOfAfterTheOtherDirectoryWasDisabled() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        SimulatedDirectory second = with(organization, 0);
        SCALEKIT.quietly(second::disable);
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertSucceeded(rollcall.run(first));
        SCALEKIT.advance(Duration.ofMinutes(1));
        SimulatedUser leaver = joinsAndLeavesUnnoticed(first);

        assertSucceeded(rollcall.run(first));

        assertThat(status(leaver)).isEqualTo("DEACTIVATED");
    }

    @Test
    void keepsWhoseGroupBelongsToADisabledDirectory() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        SimulatedDirectory second = with(organization, 10);
        SimulatedGroup group = unheard(() -> second.createGroup("Second"));
        assertSucceeded(rollcall.run(first));
        SCALEKIT.quietly(second::disable);
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertSucceeded(rollcall.run(first));
        SCALEKIT.advance(Duration.ofMinutes(1));
        SimulatedUser member = joinsAndLeavesUnnoticed(second, group.id());

        assertSucceeded(rollcall.run(first));

        assertThat(status(member)).isEqualTo("ACTIVE");
    }

    @Test
    void goesOnWithTheOtherDirectoriesWhenTheDatabaseRefusesWhatOneSays() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory first = with(organization, 10);
        SimulatedDirectory second = with(organization, 10);
        jdbc.sql("alter table sync_change add constraint refused check (directory_id <> '%s')".formatted(first.id()))
                .update();

        JsonNode run;
        try {
            run = rollcall.run(first);
        } finally {
            jdbc.sql("alter table sync_change drop constraint refused").update();
        }

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains("Directory %s: it failed with ".formatted(first.id()));
        assertThat(rollcall.users(second)).hasSize(10);
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertSucceeded(rollcall.run(first));
        assertThat(rollcall.users(second)).hasSize(20);
    }

    @Test
    void datesOrganizationsAndDirectoriesByScalekitsClock() {
        SimulatedOrganization organization = unheard(SCALEKIT::createOrganization);
        SimulatedDirectory directory = with(organization, 10);

        assertSucceeded(rollcall.run(directory));

        for (String observed : List.of("organization where id = '%s'".formatted(organization.id()),
                "directory where id = '%s'".formatted(directory.id()))) {
            assertThat(jdbc.sql("select observed_at from " + observed).query(OffsetDateTime.class).single().toInstant())
                    .isBeforeOrEqualTo(SCALEKIT.now());
        }
    }
}
