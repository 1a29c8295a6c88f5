package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.scalekit.ListedDirectory.AttributeMapping;
import dev.rollcall.scalekit.ListedDirectory.Details;
import dev.rollcall.scalekit.ListedDirectory.RoleAssignment;
import dev.rollcall.scalekit.ListedDirectory.Stats;
import dev.rollcall.scalekit.ListedDirectory.Token;
import dev.rollcall.scalekit.ScalekitDouble.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of Scalekit, and what is made of its answers (DESIGN, rule 8).
class ScalekitClientTests {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00.123456Z");
    private static final ListedDirectory DIRECTORY = directory(null);
    private static final ListedDirectory WITH_ROLES = directory(List.of(new RoleAssignment("dirgroup_1", "admin"),
            new RoleAssignment("dirgroup_2", "admin"), new RoleAssignment("dirgroup_2", "editor")));

    private final ScalekitDouble scalekit = new ScalekitDouble();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DirectoryApi api = ScalekitConfiguration.client(scalekit.settings(Duration.ofSeconds(5)), meters,
            Clock.fixed(NOW, ZoneOffset.UTC), new TimepieceDouble());

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

        assertThat(api.organizations(null)).isEqualTo(page(List.of(new ScalekitOrganization("org_1", "Acme"),
                new ScalekitOrganization("org_2", "Globex"), new ScalekitOrganization("org_3", null)), "n", 3L));
        assertThat(api.organization("org_1"))
                .contains(new ListedOrganization(new ScalekitOrganization("org_1", "Acme"), NOW));
        assertThat(api.organization("org_9")).isEmpty();
    }

    @Test
    void readsTheNamesOfTheRoles() {
        scalekit.answers(Answer
                .json("""
                        {"roles":[{"id":"role_1","name":"editor","display_name":"Editor"},{"name":" org_admin","isOrgRole":true}]}"""),
                Answer.json("{}"));

        assertThat(api.roles()).containsExactlyInAnyOrder("editor", "org_admin");
        assertThat(api.roles()).isEmpty();
        assertThat(scalekit.calls()).containsOnly("GET /api/v1/roles");
    }

    @ParameterizedTest
    @ValueSource(ints = { 403, 404 })
    void hasNoRolesWhereNobodyMayReadThem(int status) {
        scalekit.answers(Answer.refusal(status, "not for you"));

        assertThat(api.roles()).isEmpty();
        assertThat(scalekit.calls()).hasSize(1);
    }

    @Test
    void readsEveryRoleOrNone() {
        scalekit.answers(Answer.json("{\"roles\":[{\"name\":\"editor\"},{\"id\":\"role_2\"}]}"));

        assertThat(catchThrowableOfType(DirectoryApiException.class, api::roles))
                .hasMessage("GET /api/v1/roles: 200: roles[1].name is missing.");
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
        ListedDirectory expected = new ListedDirectory(new ScalekitDirectory("dir_1", "org_1", "OKTA"), true,
                new Stats(100L, 3L, Instant.parse("2026-11-24T02:00:00.123456789Z"),
                        Instant.parse("2026-11-24T00:00:00Z")),
                List.of(new RoleAssignment("dirgroup_1", "admin")), NOW);

        assertThat(api.directory("org_1", "dir_1")).contains(expected);
        assertThat(api.directories("org_1")).containsExactly(expected);
    }

    @Test
    void doesNotMakeUpWhatADirectoryDoesNotSay() {
        scalekit.answers(Answer.json("""
                {"directories":[{"id":"dir_1","enabled":false,"directory_provider":"A_NEW_PROVIDER"},
                {"id":"dir_2","enabled":null,"stats":{"user_updated_at":"yesterday"},"role_assignments":{}},
                {"id":"dir_3","role_assignments":{"assignments":[]}}]}"""));

        assertThat(api.directories("org_1")).containsExactly(
                new ListedDirectory(new ScalekitDirectory("dir_1", "org_1", "A_NEW_PROVIDER"), false, null, null, NOW),
                new ListedDirectory(new ScalekitDirectory("dir_2", "org_1", null), true,
                        new Stats(null, null, null, null), null, NOW),
                new ListedDirectory(new ScalekitDirectory("dir_3", "org_1", null), true, null, List.of(), NOW));
    }

    @Test
    void readsHowADirectoryIsKeptInStep() {
        scalekit.answersAlways(Answer
                .json("""
                        {"directory":{"id":"dir_1","directory_type":"SCIM","last_synced_at":"2026-11-24T02:00:00Z","total_users":"7",
                        "total_groups":2,"groups_tracked":"SELECTED","attribute_mappings":{"attributes":[
                        {"key":"userName","map_to":"email"},{"key":"odd"},7]},"secrets":[
                        {"secret_suffix":"Nzg5","expire_time":"2027-11-24T00:00:00Z","last_used_time":"1970-01-01T00:00:00Z"},
                        {"secret_suffix":"the-whole-abcd","status":"INACTIVE","expireTime":"soon","last_used_time":""}]}}"""));

        ListedDirectory listed = api.directory("org_1", "dir_1").orElseThrow();

        assertThat(listed.directory()).isEqualTo(new ScalekitDirectory("dir_1", "org_1", null, "SCIM"));
        assertThat(listed.details()).isEqualTo(new Details(Instant.parse("2026-11-24T02:00:00Z"), 7L, "SELECTED",
                List.of(new AttributeMapping("userName", "email")),
                List.of(new Token("Nzg5", true, Instant.parse("2027-11-24T00:00:00Z"), null),
                        new Token("abcd", false, null, null))));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"secrets\":7", "\"secrets\":null", "\"attribute_mappings\":[]",
            "\"last_synced_at\":\"yesterday\"", "\"groups_tracked\":{}", "\"total_users\":\"many\"" })
    void readsADirectoryWhateverIsOnlyShownOfIt(String odd) {
        scalekit.answersAlways(Answer.json("{\"directory\":{\"id\":\"dir_1\",%s}}".formatted(odd)));

        assertThat(api.directory("org_1", "dir_1").orElseThrow().details()).isEqualTo(Details.NONE);
    }

    @Test
    void asksForALinkToThePortalForDirectories() {
        scalekit.answers(Answer
                .json("""
                        {"link":{"id":"lnk_1","location":"https://acme.scalekit.com/portal/lnk_1?x=1","expire_time":"2026-11-24T03:01:00Z"}}"""),
                Answer.refusal(404, "no such organization"));

        assertThat(api.portalLink("org_1")).contains(
                new PortalLink("https://acme.scalekit.com/portal/lnk_1?x=1", Instant.parse("2026-11-24T03:01:00Z")));
        assertThat(api.portalLink("org/2")).isEmpty();
        assertThat(scalekit.calls()).containsExactly("PUT /api/v1/organizations/org_1/portal_links?features=dir_sync",
                "PUT /api/v1/organizations/org%2F2/portal_links?features=dir_sync");
        assertThat(new PortalLink("https://secret.example/", null).toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"link\":{}}", "{\"link\":{\"location\":\"\"}}",
            "{\"link\":{\"location\":\"javascript:alert(1)\"}}", "{\"link\":{\"location\":\"https://a.example/ x\"}}" })
    void takesNothingButAnAddressOfTheWebForALink(String answer) {
        scalekit.answersAlways(Answer.json(answer));

        assertThat(catchThrowableOfType(DirectoryApiException.class, () -> api.portalLink("org_1")).status())
                .isEqualTo(200);
    }

    @Test
    void triesOnceWhenAPersonWaits() {
        scalekit.answersAlways(Answer.refusal(503, "not now"));

        assertThat(catchThrowableOfType(DirectoryApiException.class, () -> api.portalLink("org_1")))
                .hasMessage("PUT /api/v1/organizations/org_1/portal_links: 503: not now.");
        assertThat(scalekit.calls()).hasSize(1);
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
    @ValueSource(strings = {
            """
                    {"users":[{"id":"diruser_1","email":" ann@example.com ","given_name":"Ann","family_name":"Lee",
                    "groups":[{"id":"dirgroup_1","display_name":"Admins"}],"updated_at":"2026-11-24T02:00:00.123456789Z",
                    "user_detail":{"active":true,"name":"Ann Lee","dp_id":"00u1","roles":[{"role_name":"admin"}],"x":{"y":[1]}},"z":null}],
                    "next_page_token":"t","total_size":31,"other":1}""",
            """
                    {"users":[{"id":"diruser_1","email":"ann@example.com","givenName":"Ann","familyName":"Lee",
                    "groups":[{"id":"dirgroup_1","displayName":"Admins"}],"updatedAt":"2026-11-24T03:00:00.123456789+01:00",
                    "userDetail":{"active":"True","name":{"formatted":"Ann Lee"},"dpId":"00u1","roles":[{"roleName":"admin"}]}}],
                    "nextPageToken":"t","totalSize":"31"}""",
            """
                    \ufeff{"users":[{"id":"diruser_1","email":"ann@example.com\u200b","given_name":"Ann","family_name":"Lee",
                    "groups":[{"id":"dirgroup_1","display_name":"Admins"}],"updated_at":"2026-11-24t02:00:00.1234567899z",
                    "active":1,"name":"Ann Lee","dp_id":"00u1","roles":[{"role_name":"admin"}],"user_detail":{"active":null}}],
                    "next_page_token":"t","total_size":31.0}""" })
    void readsAUserInEitherCase(String json) {
        scalekit.answers(Answer.json(json));

        assertThat(
                api.users(DIRECTORY, DirectoryQuery.ALL))
                        .isEqualTo(
                                page(List
                                        .of(new ListedUser(
                                                new ScalekitUser("diruser_1", "org_1", true, "ann@example.com",
                                                        "Ann Lee", "Ann", "Lee", "00u1", List.of("admin"),
                                                        List.of(new ScalekitGroup("dirgroup_1", "org_1", "dir_1",
                                                                "Admins"))),
                                                Instant.parse("2026-11-24T02:00:00.123456789Z"), false, Set.of())),
                                        "t", 31L));
    }

    @Test
    void doesNotMakeUpWhatAUserDoesNotSay() {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1"},{"id":"diruser_2","user_detail":{},"updated_at":null},
                {"id":"diruser_3","user_detail":{"active":null,"name":{"givenName":"Ann"}}}],
                "next_page_token":"","total_size":null}"""));

        Listing<ListedUser> page = api.users(WITH_ROLES, DirectoryQuery.ALL);

        assertThat(page.items()).containsExactly(silent("diruser_1"), silent("diruser_2"), silent("diruser_3"));
        assertThat(page.nextPageToken()).isNull();
        assertThat(page.totalSize()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "\"\"", "\" \"" })
    void readsNullAndAnEmptyTextAsNone(String none) {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","email":NONE,"given_name":NONE,"family_name":NONE,"groups":NONE,
                "user_detail":{"active":NONE,"name":NONE,"dp_id":NONE,"roles":NONE}}]}""".replace("NONE", none)));

        assertThat(api.users(DIRECTORY, DirectoryQuery.ALL).items()).containsExactly(
                new ListedUser(new ScalekitUser("diruser_1", "org_1", null, "", "", "", "", "", List.of(), List.of()),
                        null, false, Set.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "\"email\":\"LONG\" | users[].email",
            "\"email\":[\"x\"] | users[].email", "\"given_name\":7 | users[].given_name",
            "\"groups\":[null] | users[].groups[].id", "\"groups\":{\"a\":1} | users[].groups",
            "\"updated_at\":\"yesterday\" | users[].updated_at",
            "\"updated_at\":\"1999-12-31T00:00:00Z\" | users[].updated_at", "\"user_detail\":[] | users[].user_detail",
            "\"user_detail\":{\"active\":\"x\"} | users[].user_detail.active",
            "\"user_detail\":{\"dp_id\":7} | users[].user_detail.dp_id", "\"roles\":7 | users[].roles",
            "\"user_detail\":{\"roles\":[{\"role_name\":7}]} | users[].user_detail.roles[].role_name" })
    void leavesAnOddFieldAsideAndNamesIt(String odd, String field) {
        scalekit.answers(
                Answer.json("{\"users\":[{\"id\":\"diruser_1\",%s}]}".formatted(odd.replace("LONG", "x".repeat(321)))));

        ListedUser user = api.users(DIRECTORY, DirectoryQuery.ALL).items().getFirst();
        assertThat(user.leftAside()).containsExactly(field);
        assertThat(user.user()).isEqualTo(silent("diruser_1").user());
        assertThat(user.groupsMissing()).isEqualTo(!odd.contains("groups"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"users\":null}", "{\"users\":[]}" })
    void readsAPageOfNobody(String json) {
        scalekit.answers(Answer.json(json));

        assertThat(api.users(DIRECTORY, DirectoryQuery.ALL)).isEqualTo(page(List.of(), null, null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "[{\"role_name\":\"viewer\"},{\"role_name\":\"editor\"}] | viewer,editor",
            "[{\"role_name\":\"viewer\"},{}] | viewer", "[] | admin,editor", "null | admin,editor",
            "[{\"value\":\"Engineer\"}] | admin,editor", "[\"Engineer\"] | admin,editor",
            "\"Engineer\" | admin,editor" })
    void goesByTheRoleAssignmentsWhereAUserHasNoRolesOfScalekit(String roles, String expected) {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","groups":[{"id":"dirgroup_1"},{"id":"dirgroup_2"},{"id":"dirgroup_3"}],
                "user_detail":{"roles":%s}}]}""".formatted(roles)));

        assertThat(roles(WITH_ROLES)).containsExactly(expected.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "[] | true", "null | true", "[{\"value\":\"Engineer\"}] | false",
            "[\"Engineer\"] | false", "[{\"role_name\":7}] | false" })
    void takesRolesAwayWithoutRoleAssignmentsOnlyWhereTheListIsEmpty(String roles, boolean none) {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","groups":[{"id":"dirgroup_1"}],"user_detail":{"roles":%s}}]}"""
                .formatted(roles)));

        assertThat(roles(DIRECTORY)).isEqualTo(none ? List.of() : null);
    }

    @Test
    void takesRolesAwayOnlyIfGroupsAndAssignmentsAreKnown() {
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\",\"groups\":[]}]}"));
        assertThat(roles(WITH_ROLES)).isEmpty();
        assertThat(roles(directory(List.of()))).isEmpty();
        assertThat(roles(DIRECTORY)).isNull();
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\"}]}"));
        assertThat(roles(WITH_ROLES)).isNull();
        scalekit.answersAlways(Answer.json("{\"users\":[{\"id\":\"diruser_1\",\"user_detail\":{\"roles\":[]}}]}"));
        assertThat(roles(WITH_ROLES)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{} | [1].id", "null | [1]", "{\"id\":\"  \"} | [1].id",
            "{\"id\":\"LONG\"} | [1].id", "{\"id\":7} | [1].id", "{\"id\":{\"x\":\"ann@example.com\"}} | [1].id",
            "\"ann@example.com\" | [1]", "[] | [1]" })
    void namesWhoCannotBeReadAndReadsTheOthers(String element, String named) {
        String elements = "[{\"id\":\"1\"},%s,{\"id\":\"3\"}]".formatted(element.replace("LONG", "x".repeat(256)));
        scalekit.answersAlways(Answer.json(
                "{\"users\":%1$s,\"groups\":%1$s,\"organizations\":%1$s,\"directories\":%1$s}".formatted(elements)));

        Listing<ListedUser> users = api.users(DIRECTORY, DirectoryQuery.ALL);
        assertThat(users.items()).extracting(user -> user.user().id()).containsExactly("1", "3");
        assertThat(users.unreadable()).containsExactly("users" + named);
        Listing<ScalekitGroup> groups = api.groups(DIRECTORY, DirectoryQuery.ALL);
        assertThat(groups.items()).extracting(ScalekitGroup::id).containsExactly("1", "3");
        assertThat(groups.unreadable()).containsExactly("groups" + named);
        Listing<ScalekitOrganization> organizations = api.organizations(null);
        assertThat(organizations.items()).extracting(ScalekitOrganization::id).containsExactly("1", "3");
        assertThat(organizations.unreadable()).containsExactly("organizations" + named);
        assertThat(failure(() -> api.directories("org_1"))).hasMessageMatching(
                "GET /api/v1/organizations/org_1/directories: 200: directories\\[1](\\.id)? (is missing|cannot be read)\\.")
                .hasNoCause().returns(200, DirectoryApiException::status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"users\":{}} | users cannot be read",
            "{\"users\":\"ann@example.com\"} | users cannot be read", "{\"users\":\"\"} | users cannot be read",
            "{\"users\":[],\"next_page_token\":{}} | next_page_token cannot be read" })
    void failsWhereAPageCannotBeRead(String page, String reason) {
        scalekit.answersAlways(Answer.json(page));

        assertThat(failure(() -> api.users(DIRECTORY, DirectoryQuery.ALL)))
                .hasMessage("GET /api/v1/organizations/org_1/directories/dir_1/users: 200: " + reason + ".")
                .hasNoCause().returns(200, DirectoryApiException::status);
        assertThat(scalekit.calls()).as("no other attempt would help").hasSize(1);
    }

    @Test
    void failsWhereARoleAssignmentCannotBeRead() {
        scalekit.answersAlways(Answer.json("""
                {"directory":{"id":"dir_1","role_assignments":{"assignments":[{"group_id":"dirgroup_1"}]}}}"""));

        assertThat(failure(() -> api.directory("org_1", "dir_1"))).hasMessage(
                "GET /api/v1/organizations/org_1/directories/dir_1: 200: directory.role_assignments.assignments[0].role_name is missing.");
    }

    @Test
    void asksForTheNextPageWithTheTokenAsItCame() {
        scalekit.answers(Answer.json("{\"next_page_token\":\" a\u0308 \"}"), Answer.json("{\"next_page_token\":7}"));

        assertThat(api.organizations(null).nextPageToken()).isEqualTo(" a\u0308 ");
        assertThat(api.organizations(null).nextPageToken()).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = { "false", "\"False\"", "0", "0.0", "\"no\"" })
    void readsALeaverWhateverElseIsUnreadable(String inactive) {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","email":"%s","groups":[{}],"user_detail":{"active":%s,"dp_id":"00u1"}},
                {"id":"diruser_2","email":"bob@example.com","given_name":"Bob","active":%s,"user_detail":"x"}]}"""
                .formatted("x".repeat(321), inactive, inactive)));

        assertThat(api.users(WITH_ROLES, DirectoryQuery.ALL).items()).extracting(ListedUser::user).containsExactly(
                new ScalekitUser("diruser_1", "org_1", false, null, null, null, null, "00u1", null, null),
                new ScalekitUser("diruser_2", "org_1", false, null, null, "Bob", null, null, null, null));
    }

    @Test
    void replacesCharactersThatPostgresqlCannotKeep() {
        scalekit.answers(Answer.json("""
                {"users":[{"id":"diruser_1","given_name":"A\\u0000n\\ud83dn","family_name":"\\ud83d\\ude00"}]}"""));

        assertThat(api.users(DIRECTORY, DirectoryQuery.ALL).items().getFirst().user())
                .returns("A\ufffdn\ufffdn", ScalekitUser::givenName).returns("😀", ScalekitUser::familyName);
    }

    @Test
    void readsGroups() {
        scalekit.answers(Answer.json("""
                {"groups":[{"id":"dirgroup_1","display_name":"Admins","total_users":3,"group_detail":{}},
                {"id":"dirgroup_2"}],"next_page_token":"n","total_size":"2"}"""));

        assertThat(api.groups(DIRECTORY, DirectoryQuery.ALL))
                .isEqualTo(page(List.of(new ScalekitGroup("dirgroup_1", "org_1", "dir_1", "Admins"),
                        new ScalekitGroup("dirgroup_2", "org_1", "dir_1", null)), "n", 2L));
    }

    @Test
    void takesTheTimeOfAPageFromTheAnswer() {
        scalekit.answers(Answer.of(200, "{}", "Date: Mon, 23 Nov 2026 23:59:58 GMT"),
                Answer.of(200, "{}", "Date: yesterday"));

        assertThat(api.organizations(null).fetchedAt()).isEqualTo("2026-11-23T23:59:58Z");
        assertThat(api.organizations(null).fetchedAt()).isEqualTo(NOW);
        assertThat(ahead()).isZero();
    }

    @Test
    void takesNoPageFromTheFuture() { // DESIGN, rule 4
        scalekit.answers(Answer.of(200, "{}", "Date: Tue, 24 Nov 2026 03:05:00 GMT"),
                Answer.of(200, "{}", "Date: Tue, 24 Nov 2026 03:05:01 GMT"),
                Answer.of(200, "{}", "Date: Thu, 01 Jan 2099 00:00:00 GMT"));

        assertThat(api.organizations(null).fetchedAt()).isEqualTo("2026-11-24T03:05:00Z");
        assertThat(ahead()).isZero();
        assertThat(api.organizations(null).fetchedAt()).isEqualTo(NOW);
        assertThat(api.organizations(null).fetchedAt()).isEqualTo(NOW);
        assertThat(ahead()).isEqualTo(2);
    }

    private double ahead() {
        return meters.get("rollcall.clocks.ahead").tag("source", "page").counter().count();
    }

    private static <T> Listing<T> page(List<T> items, String nextPageToken, Long totalSize) {
        return new Listing<>(items, List.of(), nextPageToken, totalSize, NOW);
    }

    private List<String> roles(ListedDirectory directory) {
        return api.users(directory, DirectoryQuery.ALL).items().getFirst().user().roles();
    }

    private static ListedDirectory directory(List<RoleAssignment> assignments) {
        return new ListedDirectory(new ScalekitDirectory("dir_1", "org_1", "OKTA"), true, null, assignments, NOW);
    }

    private static ListedUser silent(String id) {
        return new ListedUser(new ScalekitUser(id, "org_1", null, null, null, null, null, null, null, null), null, true,
                Set.of());
    }

    private static DirectoryApiException failure(Runnable call) {
        return catchThrowableOfType(DirectoryApiException.class, call::run);
    }
}
