package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import dev.rollcall.scalekit.ScalekitDouble.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of Scalekit, and what is made of its answers.
class ScalekitClientTests {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00.123456Z");
    private static final ListedDirectory DIRECTORY = directory(null);
    private static final ListedDirectory WITH_ROLES = directory(List.of(new RoleAssignment("dirgroup_1", "admin"),
            new RoleAssignment("dirgroup_2", "admin"), new RoleAssignment("dirgroup_2", "editor")));

    private final ScalekitDouble scalekit = new ScalekitDouble();
    private final DirectoryApi api = ScalekitConfiguration.client(scalekit.settings(Duration.ofSeconds(5)),
            new SimpleMeterRegistry(), Clock.fixed(NOW, ZoneOffset.UTC), new TimepieceDouble());

    @AfterEach
    void close() throws IOException {
        scalekit.close();
    }

    @Test
    void asksForAsMuchAsAPageHolds() {
        api.organizations(null);
        api.organizations("t");
        api.directories("org_1");
        api.users(DIRECTORY, DirectoryQuery.ALL);
        api.groups(DIRECTORY, new DirectoryQuery("t", NOW, "dirgroup_1"));

        assertThat(scalekit.calls()).containsExactly("GET /api/v1/organizations?page_size=100",
                "GET /api/v1/organizations?page_size=100&page_token=t", "GET /api/v1/organizations/org_1/directories",
                "GET /api/v1/organizations/org_1/directories/dir_1/users?page_size=30&include_detail=true",
                "GET /api/v1/organizations/org_1/directories/dir_1/groups?page_size=30&include_detail=true&page_token=t&updated_after=2026-11-24T03%3A00%3A00.123456Z");
        assertThat(scalekit.asked()).extracting(one -> one.header("accept")).contains("application/json");
    }

    @Test
    void encodesATokenAnInstantAndAGroupOnce() {
        api.users(DIRECTORY, new DirectoryQuery("a+b/c=&d%20 é", Instant.parse("2026-11-24T02:00:00.1234567Z"), "g&1"));

        assertThat(scalekit.calls()).containsExactly("GET /api/v1/organizations/org_1/directories/dir_1/users"
                + "?page_size=30&include_detail=true&page_token=a%2Bb%2Fc%3D%26d%2520%20%C3%A9"
                + "&updated_after=2026-11-24T02%3A00%3A00.123456Z&directory_group_id=g%261");
    }

    @Test
    void staysInsideThePathWhateverAnIdIs() {
        scalekit.answersAlways(Answer.refusal(404, "not found"));
        api.directory("org/../1", "dir?a=b");

        assertThat(scalekit.calls()).containsExactly("GET /api/v1/organizations/org%2F..%2F1/directories/dir%3Fa%3Db");
    }

    @Test
    void readsOrganizations() {
        scalekit.answers(Answer.json("""
                {"organizations":[{"id":"org_1","display_name":"Acme","create_time":"2026-01-01T00:00:00Z"},
                {"id":"org_2","displayName":"Globex"},{"id":"org_3"}],"nextPageToken":"n","totalSize":3}"""),
                Answer.json("{\"organization\":{\"id\":\"org_1\",\"display_name\":\"Acme\"}}"),
                Answer.refusal(404, "no such organization"));

        assertThat(api.organizations(null)).isEqualTo(new Listing<>(List.of(new Organization("org_1", "Acme"),
                new Organization("org_2", "Globex"), new Organization("org_3", null)), "n", 3L, NOW));
        assertThat(api.organization("org_1")).contains(new Organization("org_1", "Acme"));
        assertThat(api.organization("org_9")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { """
            {"id":"dir_1","organization_id":"org_1","directory_provider":"OKTA","enabled":true,"status":"NEW_ONE",
            "stats":{"total_users":"100","total_groups":3,"user_updated_at":"2026-11-24T02:00:00.123456789Z",
            "group_updated_at":"2026-11-24T01:00:00+01:00"},
            "role_assignments":{"assignments":[{"group_id":"dirgroup_1","role_name":"admin"}]}}""", """
            {"id":"dir_1","organizationId":"org_1","directoryProvider":"OKTA",
            "stats":{"totalUsers":100,"totalGroups":"3","userUpdatedAt":"2026-11-24T02:00:00.123456789Z",
            "groupUpdatedAt":"2026-11-24T00:00:00Z"},
            "roleAssignments":{"assignments":[{"groupId":"dirgroup_1","roleName":"admin"}]}}""" })
    void readsADirectoryInEitherCase(String json) {
        scalekit.answers(Answer.json("{\"directory\":" + json + "}"), Answer.json("{\"directories\":[" + json + "]}"));
        ListedDirectory expected = new ListedDirectory(
                new Directory("dir_1", "org_1", "OKTA"), true, new Stats(100L, 3L,
                        Instant.parse("2026-11-24T02:00:00.123456Z"), Instant.parse("2026-11-24T00:00:00Z")),
                List.of(new RoleAssignment("dirgroup_1", "admin")));

        assertThat(api.directory("org_1", "dir_1")).contains(expected);
        assertThat(api.directories("org_1")).containsExactly(expected);
    }

    @Test
    void doesNotMakeUpWhatADirectoryDoesNotSay() {
        scalekit.answers(Answer.json("""
                {"directories":[{"id":"dir_1","enabled":false,"directory_provider":"A_NEW_PROVIDER"},
                {"id":"dir_2","enabled":null,"stats":{"user_updated_at":"yesterday"},"role_assignments":{}},
                {"id":"dir_3","role_assignments":{"assignments":[]}}]}"""));

        assertThat(api.directories("org_1"))
                .containsExactly(
                        new ListedDirectory(new Directory("dir_1", "org_1", "A_NEW_PROVIDER"), false, null, null),
                        new ListedDirectory(new Directory("dir_2", "org_1", null), true,
                                new Stats(null, null, null, null), null),
                        new ListedDirectory(new Directory("dir_3", "org_1", null), true, null, List.of()));
    }

    @Test
    void knowsNoDirectoryWhereThereIsNone() {
        scalekit.answersAlways(Answer.refusal(404, "no such organization"));
        assertThat(api.directories("org_1")).isEmpty();
        assertThat(api.directory("org_1", "dir_1")).isEmpty();
        scalekit.answersAlways(Answer.json("{}"));
        assertThat(api.directories("org_1")).isEmpty();
    }

    @Test
    void failsWhereADirectoryThatIsListedIsGone() {
        scalekit.answersAlways(Answer.refusal(404, "no such directory"));

        assertThat(failure(() -> api.users(DIRECTORY, DirectoryQuery.ALL))).returns(404, DirectoryApiException::status);
        assertThat(failure(() -> api.groups(DIRECTORY, DirectoryQuery.ALL))).returns(404, DirectoryApiException::status)
                .hasMessage("GET /api/v1/organizations/org_1/directories/dir_1/groups: 404: no such directory.");
    }

    @ParameterizedTest
    @ValueSource(strings = { """
            {"users":[{"id":"diruser_1","email":" ann@example.com ","given_name":"Ann","family_name":"Lee",
            "groups":[{"id":"dirgroup_1","display_name":"Admins"}],"updated_at":"2026-11-24T02:00:00.123456789Z",
            "user_detail":{"active":true,"name":"Ann Lee","roles":[{"role_name":"admin"}],"x":{"y":[1]}},"z":null}],
            "next_page_token":"t","total_size":31,"other":1}""", """
            {"users":[{"id":"diruser_1","email":"ann@example.com","givenName":"Ann","familyName":"Lee",
            "groups":[{"id":"dirgroup_1","displayName":"Admins"}],"updatedAt":"2026-11-24T03:00:00.123456789+01:00",
            "userDetail":{"active":"True","name":{"formatted":"Ann Lee"},"roles":[{"roleName":"admin"}]}}],
            "nextPageToken":"t","totalSize":"31"}""" })
    void readsAUserInEitherCase(String json) {
        scalekit.answers(Answer.json(json));

        assertThat(
                api.users(DIRECTORY, DirectoryQuery.ALL))
                        .isEqualTo(
                                new Listing<>(
                                        List.of(new ListedUser(
                                                new DirectoryUser("diruser_1", "org_1", true, "ann@example.com",
                                                        "Ann Lee", "Ann", "Lee", List.of("admin"),
                                                        List.of(new DirectoryGroup("dirgroup_1", "org_1", "dir_1",
                                                                "Admins"))),
                                                Instant.parse("2026-11-24T02:00:00.123456Z"))),
                                        "t", 31L, NOW));
    }

    @Test
    void doesNotMakeUpWhatAUserDoesNotSay() {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1"},{"id":"diruser_2","email":"","given_name":null,"user_detail":{},
                "updated_at":"yesterday","groups":null},{"id":"diruser_3","updated_at":"1999-01-01T00:00:00Z",
                "user_detail":{"active":null,"name":{"givenName":"Ann"},"roles":null}}],
                "next_page_token":"","total_size":null}"""));

        Listing<ListedUser> page = api.users(WITH_ROLES, DirectoryQuery.ALL);

        assertThat(page.items()).containsExactly(silent("diruser_1"), silent("diruser_2"), silent("diruser_3"));
        assertThat(page.nextPageToken()).isNull();
        assertThat(page.totalSize()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"users\":null}", "{\"users\":[]}" })
    void readsAPageOfNobody(String json) {
        scalekit.answers(Answer.json(json));

        assertThat(api.users(DIRECTORY, DirectoryQuery.ALL)).isEqualTo(new Listing<>(List.of(), null, null, NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "[{\"role_name\":\"viewer\"},{\"role_name\":\"editor\"}] | viewer,editor",
            "[] | ''", "null | admin,editor", "[{\"value\":\"Engineer\"}] | admin,editor",
            "\"Engineer\" | admin,editor" })
    void goesByTheRoleAssignmentsWhereAUserHasNoRolesOfScalekit(String roles, String expected) {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","groups":[{"id":"dirgroup_1"},{"id":"dirgroup_2"},{"id":"dirgroup_3"}],
                "user_detail":{"roles":%s}}]}""".formatted(roles)));

        assertThat(roles(WITH_ROLES)).isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(",")));
    }

    @Test
    void takesRolesAwayOnlyIfGroupsAndAssignmentsAreKnown() {
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\",\"groups\":[]}]}"));
        assertThat(roles(WITH_ROLES)).isEmpty();
        assertThat(roles(directory(List.of()))).isEmpty();
        assertThat(roles(DIRECTORY)).isNull();
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\"}]}"));
        assertThat(roles(WITH_ROLES)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{} | users[1].id is missing",
            "null | users[1] is missing", "{\"id\":\"  \"} | users[1].id is missing",
            "{\"id\":\"LONG\"} | users[1].id is longer than 255 characters",
            "{\"id\":{\"x\":\"ann@example.com\"}} | users[1].id cannot be read",
            "\"ann@example.com\" | users[1] cannot be read",
            "{\"id\":\"diruser_2\",\"email\":\"LONG\"} | users[1].email is longer than 320 characters (diruser_2)",
            "{\"id\":\"diruser_2\",\"email\":[\"ann@example.com\"]} | users[1].email cannot be read",
            "{\"id\":\"diruser_2\",\"groups\":[{\"display_name\":\"A\"}]} | users[1].groups[0].id is missing (diruser_2)",
            "{\"id\":\"diruser_2\",\"groups\":[null]} | users[1].groups[0] is missing (diruser_2)",
            "{\"id\":\"diruser_2\",\"user_detail\":{\"active\":\"ann@example.com\"}} | users[1].user_detail.active cannot be read",
            "{\"id\":\"diruser_2\",\"user_detail\":{\"active\":0}} | users[1].user_detail.active cannot be read",
            "{\"id\":\"diruser_2\",\"user_detail\":{\"roles\":[{\"role_name\":\"a\"},{}]}} | users[1].user_detail.roles[1].role_name is missing (diruser_2)" })
    void saysWhichUserCannotBeReadAndDropsNobody(String user, String reason) {
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\"},%s],\"total_size\":2}"
                .formatted(user.replace("LONG", "x".repeat(321)))));

        assertThat(failure(() -> api.users(DIRECTORY, DirectoryQuery.ALL)))
                .hasMessage("GET /api/v1/organizations/org_1/directories/dir_1/users: 200: " + reason + ".")
                .hasNoCause().returns(200, DirectoryApiException::status);
        assertThat(scalekit.calls()).as("no other attempt would help").hasSize(1);
    }

    @Test
    void readsALeaverWhateverElseIsUnreadable() {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","email":"%s","groups":[{}],"user_detail":{"active":false}},
                {"id":"diruser_2","email":"bob@example.com","groups":[{}],"user_detail":{"active":false}}]}"""
                .formatted("x".repeat(321))));

        assertThat(api.users(WITH_ROLES, DirectoryQuery.ALL).items()).extracting(ListedUser::user).containsExactly(
                new DirectoryUser("diruser_1", "org_1", false, null, null, null, null, null, null),
                new DirectoryUser("diruser_2", "org_1", false, "bob@example.com", null, null, null, null, null));
    }

    @Test
    void replacesCharactersThatPostgresqlCannotKeep() {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","given_name":"A\\u0000n\\ud83dn","family_name":"\\ud83d\\ude00"}]}"""));

        assertThat(api.users(DIRECTORY, DirectoryQuery.ALL).items().getFirst().user())
                .returns("A\ufffdn\ufffdn", DirectoryUser::givenName).returns("😀", DirectoryUser::familyName);
    }

    @Test
    void readsGroups() {
        scalekit.answers(Answer.json("""
                {"groups":[{"id":"dirgroup_1","display_name":"Admins","total_users":3,"group_detail":{}},
                {"id":"dirgroup_2"}],"next_page_token":"n","total_size":"2"}"""),
                Answer.json("{\"groups\":[{\"id\":\"dirgroup_1\"},{}]}"));

        assertThat(api.groups(DIRECTORY, DirectoryQuery.ALL))
                .isEqualTo(new Listing<>(List.of(new DirectoryGroup("dirgroup_1", "org_1", "dir_1", "Admins"),
                        new DirectoryGroup("dirgroup_2", "org_1", "dir_1", null)), "n", 2L, NOW));
        assertThat(failure(() -> api.groups(DIRECTORY, DirectoryQuery.ALL)))
                .hasMessage("GET /api/v1/organizations/org_1/directories/dir_1/groups: 200: groups[1].id is missing.");
    }

    @Test
    void takesTheTimeOfAPageFromTheAnswer() {
        scalekit.answers(Answer.of(200, "{}", "Date: Mon, 23 Nov 2026 23:59:58 GMT"),
                Answer.of(200, "{}", "Date: yesterday"));

        assertThat(api.organizations(null).fetchedAt()).isEqualTo("2026-11-23T23:59:58Z");
        assertThat(api.organizations(null).fetchedAt()).isEqualTo(NOW);
    }

    private List<String> roles(ListedDirectory directory) {
        return api.users(directory, DirectoryQuery.ALL).items().getFirst().user().roles();
    }

    private static ListedDirectory directory(List<RoleAssignment> assignments) {
        return new ListedDirectory(new Directory("dir_1", "org_1", "OKTA"), true, null, assignments);
    }

    private static ListedUser silent(String id) {
        return new ListedUser(new DirectoryUser(id, "org_1", null, null, null, null, null, null, null), null);
    }

    private static DirectoryApiException failure(Runnable call) {
        return catchThrowableOfType(DirectoryApiException.class, call::run);
    }
}
