package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SimulatedDirectoryTests {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScalekitSimulator simulator = ScalekitSimulator.start(0, receiver.url(), WebhookReceiver.SECRET);
    private SimulatedDirectory directory;

    @BeforeEach
    void start() {
        directory = simulator.createDirectory();
        told();
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.close();
    }

    @Test
    void tellsOfOrganizationsAndDirectories() {
        var organization = simulator.createOrganization("org_7", "Acme");
        var other = organization.createDirectory("dir_7");
        other.disable();
        organization.rename("Acme & Co");
        organization.delete();

        assertThat(types()).containsExactly("organization.created", "organization.directory_enabled",
                "organization.directory_disabled", "organization.updated", "organization.deleted");
        assertThat(simulator.organizations()).extracting(SimulatedOrganization::id)
                .containsExactly(directory.organizationId());
    }

    @Test
    void tellsEverythingAboutAUserButTheirDirectory() {
        var group = directory.createGroup("Sales");
        simulator.quietly(() -> directory.assignRole(group.id(), "seller"));
        told();

        var user = directory.join(
                as -> as.named("Ann", "Ahn").email("ann@example.com").dpId("dp-7").roles("viewer").groups(group.id()));

        var event = told().getFirst();
        assertThat(event.path("type").asString()).isEqualTo("organization.directory.user_created");
        assertThat(event.path("organization_id").asString()).isEqualTo(directory.organizationId());
        assertThat(event.path("occurred_at").asString()).isEqualTo(user.updatedAt().toString());
        assertThat(event.path("data")).isEqualTo(new JsonMapper().readTree("""
                {
                  "id": "%s",
                  "organization_id": "%s",
                  "raw_attributes": {},
                  "dp_id": "dp-7",
                  "preferred_username": "ann@example.com",
                  "email": "ann@example.com",
                  "active": true,
                  "name": "Ann Ahn",
                  "given_name": "Ann",
                  "family_name": "Ahn",
                  "roles": [{"role_name": "viewer"}, {"role_name": "seller"}],
                  "groups": [{"id": "%s", "name": "Sales"}]
                }
                """.formatted(user.id(), directory.organizationId(), group.id())));
    }

    @Test
    void tellsOfEveryChangeInItsOrder() {
        var user = directory.join();
        directory.change(user.id(), as -> as.email("new@example.com"));
        directory.deactivate(user.id());
        directory.reactivate(user.id());
        directory.leave(user.id());
        var again = directory.rehire(user.id());

        var events = told();
        assertThat(events).extracting(event -> event.path("type").asString().substring(23)).containsExactly(
                "user_created", "user_updated", "user_updated", "user_updated", "user_deleted", "user_created");
        assertThat(events).extracting(event -> event.at("/data/active").asBoolean(true)).containsExactly(true, true,
                false, true, true, true);
        assertThat(events).extracting(event -> Instant.parse(event.path("occurred_at").asString())).isSorted()
                .doesNotHaveDuplicates();
        assertThat(events).extracting(event -> event.path("id").asString()).isSorted().doesNotHaveDuplicates();
        assertThat(again.email()).isEqualTo("new@example.com");
        assertThat(again.id()).isNotEqualTo(user.id());
        assertThat(directory.users()).containsExactly(again);
    }

    @Test
    void givesPeopleTheIdsOfItsProvider() {
        var organization = simulator.organization(directory.organizationId());
        var okta = organization.createDirectory(Provider.OKTA);
        var entra = organization.createDirectory(Provider.MICROSOFT_AD);
        assertThat(told()).extracting(event -> event.at("/data/provider").asString()).containsExactly("OKTA",
                "MICROSOFT_AD");

        okta.generate(3);
        assertThat(okta.users()).extracting(SimulatedUser::dpId).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("00u[0-9a-z]{17}"));
        assertThat(UUID.fromString(entra.join().dpId()).version()).isEqualTo(4);
    }

    @Test
    void hasOneProviderOrTheOther() {
        assertThat(IntStream.range(0, 4).mapToObj(i -> simulator.createDirectory().provider()).toList())
                .containsOnly(Provider.values());
    }

    @Test
    void keepsTheProvidersIdOfWhoIsHiredAgainOrChanged() {
        var user = directory.join();
        assertThat(directory.change(user.id(), as -> as.email("new@example.com")).dpId()).isEqualTo(user.dpId());
        directory.leave(user.id());
        var again = directory.rehire(user.id());

        assertThat(again.dpId()).isEqualTo(user.dpId()).isNotEqualTo(directory.join().dpId());
        assertThat(told()).extracting(event -> event.at("/data/dp_id").asString()).startsWith(user.dpId(), user.dpId(),
                user.dpId(), user.dpId());
    }

    @Test
    void tellsOfEachMemberOfAGroupThatIsDeleted() {
        directory.generate(20);
        var group = directory.createGroup("Doomed", 5);
        assertThat(types()).hasSize(6).startsWith("organization.directory.group_created");

        directory.deleteGroup(group.id());

        var events = told();
        assertThat(events).hasSize(6).last().extracting(event -> event.path("type").asString())
                .isEqualTo("organization.directory.group_deleted");
        assertThat(events.subList(0, 5)).allSatisfy(event -> assertThat(event.at("/data/groups").isNull()).isTrue());
        assertThat(directory.groups()).isEmpty();
        assertThat(directory.users()).allSatisfy(user -> assertThat(user.groups()).isEmpty());
    }

    @Test
    void tellsEachMemberWhoseRolesChange() {
        var group = directory.createGroup("Sales");
        var user = directory.join(as -> as.groups(group.id()));
        told();

        directory.assignRole(group.id(), "seller");
        assertThat(told()).singleElement().extracting(event -> event.at("/data/roles/0/role_name").asString())
                .isEqualTo("seller");
        assertThat(directory.user(user.id()).roles()).containsExactly("seller");
        directory.unassignRole(group.id(), "seller");
        assertThat(told()).singleElement().extracting(event -> event.at("/data/roles").isNull()).isEqualTo(true);
        simulator.quietly(() -> directory.assignRole(group.id(), "editor"));
        assertThat(told()).isEmpty();
        assertThat(directory.user(user.id()).roles()).containsExactly("editor");
    }

    @Test
    void renamesAGroup() {
        var group = directory.createGroup("Sales");
        directory.renameGroup(group.id(), "Customer Care");

        assertThat(told().getLast().at("/data/display_name").asString()).isEqualTo("Customer Care");
        assertThat(directory.group(group.id()).name()).isEqualTo("Customer Care");
    }

    @Test
    void saysNothingOfWhatIsGeneratedOrDoneQuietly() {
        directory.generate(1_000, 10);
        simulator.quietly(() -> directory.leave(100));

        assertThat(told()).isEmpty();
        assertThat(directory.size()).isEqualTo(900);
        assertThat(directory.groups().stream().mapToInt(SimulatedGroup::members).sum())
                .isEqualTo(directory.users().stream().mapToInt(user -> user.groups().size()).sum());
    }

    @Test
    void generatesTheSamePeopleEveryTime() {
        directory.generate(500, 7);
        var once = directory.users();

        assertThat(directory.users()).isEqualTo(once);
        assertThat(once).extracting(SimulatedUser::email).doesNotHaveDuplicates()
                .allSatisfy(email -> assertThat(email).endsWith(".example.com"));
        assertThat(directory.user(once.get(250).id())).isEqualTo(once.get(250));
    }

    @Test
    void knowsWhoIsThereAndWhoIsNot() {
        directory.generate(10);
        var leaver = directory.leave(1).getFirst();

        assertThat(directory.users()).hasSize(9).doesNotContain(leaver);
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> directory.user(leaver.id()));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> directory.leave(leaver.id()));
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> directory.group("dirgroup_none"));
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> directory.join(as -> as.groups("dirgroup_none")));
        assertThatIllegalArgumentException().isThrownBy(() -> directory.leave(10));
        assertThatIllegalArgumentException().isThrownBy(() -> directory.join(as -> as.id(leaver.id())));
        assertThatIllegalArgumentException().isThrownBy(() -> directory.rehire(directory.users().getFirst().id()));
        assertThat(directory.size()).isEqualTo(9);
    }

    @Test
    void letsTimeGoBy() {
        simulator.advance(Duration.ofHours(30));

        assertThat(directory.join().updatedAt()).isCloseTo(Instant.now().plus(Duration.ofHours(30)),
                within(20, ChronoUnit.SECONDS));
        assertThat(told()).singleElement().extracting(event -> Instant.parse(event.path("occurred_at").asString()))
                .isEqualTo(directory.users().getFirst().updatedAt());
        assertThatIllegalArgumentException().isThrownBy(() -> simulator.advance(Duration.ofHours(-1)));
    }

    private List<String> types() {
        return told().stream().map(event -> event.path("type").asString()).toList();
    }

    private List<JsonNode> told() {
        simulator.webhooks().settle();
        return receiver.take();
    }
}
