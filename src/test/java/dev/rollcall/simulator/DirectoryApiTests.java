package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DirectoryApiTests {

    private final ScalekitSimulator simulator = ScalekitSimulator
            .start("whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=");
    private final SimulatorClient client = new SimulatorClient(simulator);
    private SimulatedDirectory directory;

    @BeforeEach
    void start() {
        client.authorized();
        directory = simulator.createDirectory();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    void listsAUserWithoutDetail() {
        var group = directory.createGroup("Sales");
        var user = directory.join(as -> as.id("diruser_7").email("ann@example.com").named("Ann", "Ahn").roles("viewer")
                .groups(group.id()));

        assertThat(client.json(SimulatorClient.path(directory, "users"))).isEqualTo(tree("""
                {"users": [{
                  "id": "diruser_7",
                  "email": "ann@example.com",
                  "preferred_username": "ann@example.com",
                  "given_name": "Ann",
                  "family_name": "Ahn",
                  "emails": ["ann@example.com"],
                  "groups": [{"id": "%s", "display_name": "Sales"}],
                  "updated_at": "%s"
                }], "next_page_token": "", "prev_page_token": "", "total_size": 1}
                """.formatted(group.id(), user.updatedAt())));
    }

    @Test
    void tellsActiveAndRolesInTheDetailAlone() {
        var group = directory.createGroup("Sales");
        directory.assignRole(group.id(), "seller");
        var user = directory.join(
                as -> as.email("ann@example.com").named("Ann", "Ahn").roles("viewer").dpId("dp-7").groups(group.id()));
        directory.deactivate(user.id());

        assertThat(firstUser("include_detail=true").path("user_detail")).isEqualTo(tree("""
                {
                  "email": "ann@example.com",
                  "preferred_username": "ann@example.com",
                  "given_name": "Ann",
                  "family_name": "Ahn",
                  "name": "Ann Ahn",
                  "active": false,
                  "roles": [{"role_name": "viewer"}, {"role_name": "seller"}],
                  "dp_id": "dp-7"
                }
                """));
        directory.tellActiveAndRoles(false);
        assertThat(firstUser("include_detail=true").path("user_detail").propertyNames()).containsExactly("email",
                "preferred_username", "given_name", "family_name", "name", "dp_id");
    }

    @Test
    void saysNullForNone() {
        directory.join();

        assertThat(firstUser("").get("groups").isNull()).isTrue();
        assertThat(firstUser("include_detail=true").path("user_detail").get("roles").isNull()).isTrue();
    }

    @Test
    void escapesWhatItLists() {
        directory.join(as -> as.named("Zoë \"Z\"", "Đặng\\\n"));

        assertThat(firstUser("").path("given_name").asString()).isEqualTo("Zoë \"Z\"");
        assertThat(firstUser("").path("family_name").asString()).isEqualTo("Đặng\\\n");
    }

    @Test
    void pagesThroughEverybodyOnce() {
        directory.generate(95);

        var ids = client.ids(directory, "page_size=30");

        assertThat(ids).hasSize(95).doesNotHaveDuplicates().startsWith(directory.users().getFirst().id());
        assertThat(simulator.requests("users")).isEqualTo(4);
        assertThat(client.ids(directory, "")).isEqualTo(ids);
        assertThat(simulator.requests("users")).isEqualTo(4 + 10);
    }

    @Test
    void showsThirtyUsersAtMost() {
        directory.generate(40);

        assertThat(users("page_size=100").path("users").size()).isEqualTo(30);
        assertThat(users("page_size=0").path("users").size()).isEqualTo(10);
        assertThat(users("page_size=30").path("total_size").isInt()).isTrue();
        assertThat(users("page_size=30").path("total_size").asInt()).isEqualTo(40);
        assertThat(get("page_size=many").statusCode()).isEqualTo(400);
    }

    @Test
    void endsWithAPageThatIsFull() {
        directory.generate(30);

        assertThat(users("page_size=30").path("next_page_token").asString()).isEmpty();
    }

    @Test
    void shiftsNobodyWhenSomebodyLeavesBetweenTwoPages() {
        directory.generate(60);
        var everybody = directory.users();
        simulator.afterPage(1, () -> directory.leave(everybody.getFirst().id()));

        assertThat(client.ids(directory, "page_size=30"))
                .containsExactlyElementsOf(everybody.stream().map(SimulatedUser::id).toList());
    }

    @Test
    void missesSomebodyWhenSomebodyLeavesBetweenTwoPagesByOffset() {
        directory.generate(60);
        var everybody = directory.users();
        simulator.offsetPages(true);
        simulator.afterPage(1, () -> directory.leave(everybody.getFirst().id()));

        assertThat(client.ids(directory, "page_size=30")).hasSize(59).doesNotHaveDuplicates()
                .doesNotContain(everybody.get(30).id());
    }

    @Test
    void listsWhoWasUpdatedAfterATime() {
        directory.generate(50);
        var before = directory.join().updatedAt();
        var old = directory.users().getFirst();
        var changed = directory.change(old.id(), user -> user.email("new@example.com"));
        directory.leave(directory.join().id());
        var joined = directory.join();

        var page = users("updated_after=" + before);

        assertThat(page.path("total_size").asInt()).isEqualTo(2);
        assertThat(page.path("users").valueStream().map(user -> user.path("id").asString()))
                .containsExactly(changed.id(), joined.id());
        assertThat(users("updated_after=2020-01-01T01:00:00%2B01:00").path("total_size").asInt()).isEqualTo(52);
        assertThat(get("updated_after=yesterday").statusCode()).isEqualTo(400);
    }

    @Test
    void listsTheMembersOfAGroup() {
        directory.generate(50, 4);
        var group = directory.groups().getFirst();
        var small = directory.createGroup("Small", 3);

        var members = client.ids(directory, "directory_group_id=" + group.id());

        assertThat(members).hasSize(directory.group(group.id()).members()).containsExactlyElementsOf(directory.users()
                .stream().filter(user -> user.groups().contains(group.id())).map(SimulatedUser::id).toList());
        assertThat(client.ids(directory, "directory_group_id=" + small.id())).hasSize(3);
        assertThat(users("directory_group_id=" + small.id()).path("total_size").asInt()).isEqualTo(3);
        assertThat(users("directory_group_id=dirgroup_none").path("total_size").asInt()).isZero();
        assertThat(users("directory_group_id=" + small.id() + "&updated_after=" + small.updatedAt()).path("total_size")
                .asInt()).isEqualTo(3);
    }

    @Test
    void listsGroupsPageByPage() {
        directory.generate(45, 15);
        var newest = directory.groups().getLast();

        var groups = client.all(directory, "groups", "page_size=10&include_detail=true");

        assertThat(groups).hasSize(15).extracting(group -> group.path("id").asString())
                .containsExactlyElementsOf(directory.groups().stream().map(SimulatedGroup::id).toList());
        assertThat(groups.getLast()).isEqualTo(tree("""
                {"id": "%s", "display_name": "%s", "total_users": %d, "updated_at": "%s",
                 "group_detail": {"display_name": "%s"}}
                """.formatted(newest.id(), newest.name(), newest.members(), newest.updatedAt(), newest.name())));
        assertThat(client.all(directory, "groups", "updated_after=" + newest.updatedAt().minusNanos(1000))).hasSize(1);
    }

    @Test
    void describesADirectoryWithItsStatistics() {
        directory.generate(20, 2);
        simulator.quietly(() -> directory.assignRole(directory.groups().getFirst().id(), "editor"));
        directory.leave(3);
        directory.disable();
        var group = directory.groups().getFirst();

        var described = client
                .json("/api/v1/organizations/" + directory.organizationId() + "/directories/" + directory.id())
                .path("directory");

        assertThat(described.path("id").asString()).isEqualTo(directory.id());
        assertThat(described.path("enabled").asBoolean()).isFalse();
        assertThat(described.at("/stats/total_users").asInt()).isEqualTo(17);
        assertThat(described.at("/stats/total_groups").asInt()).isEqualTo(2);
        assertThat(described.at("/stats/user_updated_at").asString()).isEqualTo(directory.users().stream()
                .map(SimulatedUser::updatedAt).max(Instant::compareTo).orElseThrow().toString());
        assertThat(described.at("/role_assignments/assignments")).isEqualTo(tree("""
                [{"group_id": "%s", "role_name": "editor"}]
                """.formatted(group.id())));
        assertThat(client.json("/api/v1/organizations/" + directory.organizationId() + "/directories")
                .path("directories").get(0)).isEqualTo(described);
    }

    @Test
    void namesTheProviderOfADirectory() {
        var organization = simulator.organization(directory.organizationId());
        organization.createDirectory(Provider.OKTA);
        organization.createDirectory(Provider.MICROSOFT_AD);

        var directories = client.json("/api/v1/organizations/" + organization.id() + "/directories")
                .path("directories");

        assertThat(directories.valueStream().skip(1).map(one -> one.path("directory_provider").asString()))
                .containsExactly("OKTA", "MICROSOFT_AD");
    }

    @Test
    void listsOrganizationsPageByPage() {
        for (var i = 0; i < 11; i++) {
            simulator.createOrganization();
        }

        var first = client.json("/api/v1/organizations?page_size=10");
        var second = client
                .json("/api/v1/organizations?page_size=10&page_token=" + first.path("next_page_token").asString());

        assertThat(first.path("organizations").size()).isEqualTo(10);
        assertThat(second.path("organizations").size()).isEqualTo(2);
        assertThat(second.path("total_size").asInt()).isEqualTo(12);
        assertThat(first.at("/organizations/0/id").asString()).isEqualTo(directory.organizationId());
        assertThat(client.json("/api/v1/organizations/" + directory.organizationId()).path("organization"))
                .isEqualTo(first.at("/organizations/0"));
        assertThat(client.get("/api/v1/organizations?page_size=101").statusCode()).isEqualTo(400);
        assertThat(client.json("/api/v1/organizations?external_id=none").path("organizations").size()).isZero();
    }

    @Test
    void writesBigNumbersAsStringsWhenToldTo() {
        directory.generate(5);
        simulator.numbersAsStrings(true);

        assertThat(users("").path("total_size").isString()).isTrue();
        assertThat(users("").path("total_size").asString()).isEqualTo("5");
        assertThat(client.json("/api/v1/organizations").path("total_size").isString()).isTrue();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        var organization = "/api/v1/organizations/" + directory.organizationId();

        assertThat(client.get("/api/v1/organizations/org_none").statusCode()).isEqualTo(404);
        assertThat(client.get("/api/v1/organizations/org_none/directories").statusCode()).isEqualTo(404);
        assertThat(client.get(organization + "/directories/dir_none/users").statusCode()).isEqualTo(404);
        assertThat(SimulatorClient.json(client.get(organization + "/directories/dir_none"))).isEqualTo(tree("""
                {"code": 5, "message": "The directory does not exist", "details": [{
                  "@type": "type.googleapis.com/scalekit.v1.errors.ErrorInfo", "error_code": "RESOURCE_NOT_FOUND"}]}
                """));
        for (var bad : new String[] { "abc", "%F0%9F", "YWZ0ZXI6eA", "Mw" }) {
            assertThat(get("page_token=" + bad).statusCode()).as(bad).isEqualTo(400);
        }
    }

    @Test
    void tellsDirectoryTime() {
        simulator.advance(Duration.ofDays(40));

        var user = directory.join();

        var date = get("").headers().firstValue("Date").orElseThrow();
        assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
                .isCloseTo(Instant.now().plus(Duration.ofDays(40)), within(20, ChronoUnit.SECONDS));
        assertThat(user.updatedAt()).isCloseTo(Instant.now().plus(Duration.ofDays(40)), within(20, ChronoUnit.SECONDS));
    }

    @Test
    void holdsAMillionUsersInLittleMemory() {
        directory.generate(1_000_000, 200);
        directory.leave(1_000);

        var last = directory.population().last() - 30;
        var page = users("page_size=30&page_token=" + new PageToken(false, last));

        assertThat(page.path("total_size").asInt()).isEqualTo(999_000);
        assertThat(page.path("next_page_token").asString()).isEmpty();
        assertThat(directory.groups().stream().mapToInt(SimulatedGroup::members).sum()).isGreaterThan(1_200_000);
        assertThat(client.ids(directory, "updated_after=" + directory.usersUpdatedAt())).isEmpty();
    }

    private JsonNode firstUser(String query) {
        return users(query).path("users").get(0);
    }

    private JsonNode users(String query) {
        return SimulatorClient.json(get(query));
    }

    private HttpResponse<String> get(String query) {
        return client.get(SimulatorClient.path(directory, "users") + "?" + query);
    }

    private static JsonNode tree(String json) {
        return new JsonMapper().readTree(json);
    }
}
