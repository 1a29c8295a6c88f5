package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.ScriptedScalekit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// What directories send in the field, on pages of the Directory API.
@TestPropertySource(properties = "rollcall.reconcile.safeguard-percent=100") // one of two is more than the safeguard
                                                                             // allows
class PageCasesTests extends CasesTest {

    private static final ScriptedScalekit SCALEKIT = ScriptedScalekit.start();
    private static final String LISTED_ADMINS = "'groups':[{'id':'dirgroup_1','display_name':'Admins'}]";
    private static final String ADMIN_GROUP = "{'id':'dirgroup_1','display_name':'Admins'}";
    private static final String UPDATED = ",'updated_at':'2026-01-05T09:00:00Z'";

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @AfterEach
    void datedNow() {
        SCALEKIT.datedNow();
        SCALEKIT.circling(false);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    /// Reconciles a customer whose directory lists these users on a page.
    private static JsonNode listed(Customer customer, String... users) {
        StringBuilder page = new StringBuilder();
        for (String user : users) {
            page.append(page.isEmpty() ? "{" : ",{").append(customer.own(user))
                    .append(user.contains("'updated_at'") ? "" : UPDATED).append('}');
        }
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), customer.own(ADMIN_GROUP), page.toString());
        return customer.reconciled();
    }

    private static void assertSucceeded(JsonNode run) {
        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
    }

    // 2: null for none

    @ParameterizedTest
    @ValueSource(strings = { "'groups':null", "'groups':[]", "'groups':''" })
    void takesTheGroupsAwayThatAPageHasWithoutAValue(String none) {
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS));

        assertSucceeded(listed(customer, ANA + "," + none));

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
        assertThat(customer.groups("diruser_a")).isEmpty();
        assertThat(customer.roles("diruser_a")).isEmpty();
    }

    @Test
    void takesTheGroupsAwayOfWhomThePageSaysNoneWhereOthersHaveThem() {
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS), created(1, BEN + "," + ADMINS));

        assertSucceeded(listed(customer, ANA, BEN + "," + LISTED_ADMINS));

        assertThat(customer.roles("diruser_a")).isEmpty();
        assertThat(customer.roles("diruser_b")).containsExactly("admin");
    }

    @Test
    void takesTheGroupsAwayOfWhomThePageSaysNoneWhereAnEarlierListingHadThem() {
        Customer customer = withAdmins();
        assertSucceeded(listed(customer, ANA + "," + LISTED_ADMINS));

        assertSucceeded(listed(customer, ANA));

        assertThat(customer.roles("diruser_a")).isEmpty();
    }

    @Test
    void leavesTheGroupsWhereNoPageEverSaidAny() {
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS));

        assertSucceeded(listed(customer, ANA, BEN));

        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }

    @Test
    void leavesTheGroupsWherePagesOnlySayWhatCannotBeRead() {
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS), created(1, BEN + "," + ADMINS));

        JsonNode run = listed(customer, ANA, BEN + ",'groups':7");

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(customer.roles("diruser_a")).containsExactly("admin");
        assertThat(customer.roles("diruser_b")).containsExactly("admin");
        assertThat(listed(customer, ANA).path("deactivated").asLong()).as("who is not listed any more").isOne();
        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }

    @Test
    void learnsTheDirectoryOfWhomAWebhookHasSaidTheSameMeanwhile() {
        Customer customer = withAdmins().after(created(0, ANA + "," + ADMINS).now());

        listed(customer, ANA + "," + LISTED_ADMINS);

        assertThat(customer.user("diruser_a").path("directory_users").path(0).path("directory_id").asString())
                .isEqualTo(customer.own("dir_1"));
    }

    // 3: dated in the future

    static List<Instant> future() {
        return List.of(Instant.parse("2099-01-01T00:00:00Z"), Instant.now().plus(Duration.ofHours(13)));
    }

    @ParameterizedTest
    @MethodSource("future")
    void letsLeaveWhomAPageOfTheFutureListed(Instant date) {
        Customer customer = withAdmins();
        SCALEKIT.dated(date);
        assertSucceeded(listed(customer, ANA + "," + LISTED_ADMINS));

        customer.after(deleted(0, ANA).now());

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @ParameterizedTest
    @MethodSource("future")
    void missesWhomAListingOfTodayLacksAfterOneOfTheFuture(Instant date) {
        Customer customer = withAdmins();
        SCALEKIT.dated(date);
        assertSucceeded(listed(customer, ANA, BEN));
        SCALEKIT.datedNow();

        assertSucceeded(listed(customer, BEN));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    // 4: booleans as texts

    @ParameterizedTest
    @ValueSource(strings = { "0", "'False'", "'FALSE'", "' false '", "'0'", "false" })
    void deactivatesInWhateverSpellingAPageSaysFalse(String no) {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN));

        assertSucceeded(listed(customer, ANA + ",'user_detail':{'active':%s}".formatted(no), BEN));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
        assertThat(customer.status("diruser_b")).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "1", "'True'", "'TRUE'", "' true '", "'1'", "true" })
    void activatesInWhateverSpellingAPageSaysTrue(String yes) {
        Customer customer = withAdmins().after(created(1, ANA), deleted(2, ANA));

        assertSucceeded(listed(customer, ANA + ",'user_detail':{'active':%s}".formatted(yes)));

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
    }

    // 5, 6: the provider's own id

    @Test
    void findsALeaverUnderTheAddressThatAPageMangles() {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN));

        assertSucceeded(listed(customer,
                "'id':'diruser_a','email':'283405f5aa11bb22cc33dd44ee55ff66ana@f.example','user_detail':{'active':false}",
                BEN));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
        assertThat(customer.found("ana@f.example")).hasSize(1);
    }

    @Test
    void joinsOnePersonByTheIdThatPagesSay() {
        Customer customer = withAdmins();
        String id = ",'user_detail':{'dp_id':'00u7abcdefghij123456'}";
        assertSucceeded(listed(customer, "'id':'diruser_a','email':'ana.doe@f.example'" + id, BEN));
        customer.granting("diruser_a", "owner");

        assertSucceeded(listed(customer, "'id':'diruser_c','email':'ana.roe@f.example'" + id, BEN));

        assertThat(customer.users()).hasSize(2);
        assertThat(customer.email("diruser_a")).isEqualTo("ana.roe@f.example");
        assertThat(customer.roles("diruser_c")).containsExactly("owner");
    }

    // 9: the same text written differently

    @ParameterizedTest
    @CsvSource({ "Bu\u0308ro, B\u00fcro", "B\u00fcro, Bu\u0308ro", "'B\u00fcro\u200b', B\u00fcro" })
    void givesTheRoleOfAListedGroupWhoseNameIsTheSameTextWrittenDifferently(String group, String mapped) {
        Customer customer = customer().mapping(mapped, "admin");

        String named = customer.own("{'id':'dirgroup_2','display_name':'%s'}".formatted(group));
        String page = "{%s,'groups':[%s]%s}".formatted(customer.own(ANA), named, UPDATED);
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), named, page);
        assertSucceeded(customer.reconciled());

        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }

    // 12, 13: odd fields

    @ParameterizedTest
    @ValueSource(strings = { "'given_name':7", "'family_name':{}", "'user_detail':7", "'user_detail':{'active':[]}",
            "'user_detail':{'dp_id':7}", "'groups':[7,{'id':'dirgroup_1','display_name':'Admins'}]",
            "'user_detail':{'name':[7]}", "'given_name':'\\u0000'" })
    void readsEverybodyOnAPageWithAnOddField(String odd) {
        Customer customer = withAdmins();

        listed(customer, "'id':'diruser_a','email':'ana@f.example'," + odd, BEN + "," + LISTED_ADMINS);

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
        assertThat(customer.roles("diruser_b")).containsExactly("admin");
    }

    @ParameterizedTest
    @ValueSource(strings = { "'given_name':7", "'groups':7", "'groups':[7]", "'groups':[{'id':''}]", "'email':{}",
            "'updated_at':7", "'family_name':'LONG'", "'email':'LONG@f.example'" })
    void deactivatesAListedLeaverWhateverElseIsOdd(String odd) {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN));

        listed(customer, "'id':'diruser_a','user_detail':{'active':'False'}," + odd.replace("LONG", "x".repeat(99_999)),
                BEN);

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
        assertThat(customer.status("diruser_b")).isEqualTo("ACTIVE");
    }

    // 15: a cleared field

    @ParameterizedTest
    @ValueSource(strings = { "''", "null", "'  '" })
    void clearsANameThatAPageHasWithoutAValue(String none) {
        Customer customer = withAdmins().after(created(1, ANA + ",'given_name':'Ana','family_name':'Oldname'"));

        assertSucceeded(listed(customer, ANA + ",'family_name':" + none));

        assertThat(customer.text("diruser_a", "family_name")).isEqualTo("null");
        assertThat(customer.text("diruser_a", "given_name")).isEqualTo("Ana");
    }

    // 17: one person stops a listing

    private static String page(Customer customer, String... users) {
        return Stream.of(users).map(user -> "{" + customer.own(user) + UPDATED + "}").collect(Collectors.joining(","));
    }

    @Test
    void readsTheWholeListingAroundSomebodyWhoCannotBeRead() {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN),
                created(1, "'id':'diruser_c','email':'cleo@f.example'"),
                created(1, "'id':'diruser_d','email':'dan@f.example'"),
                created(1, "'id':'diruser_e','email':'eve@f.example'"));
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), "", page(customer, ANA),
                page(customer,
                        "'id':'diruser_b','groups':[{'name':7}],'email':'%s@f.example'".formatted("b".repeat(400))),
                page(customer, "'id':'diruser_c','email':'cleo@f.example','given_name':'Cleo'",
                        "'id':'diruser_d','email':'dan@f.example','user_detail':{'active':false}"));

        JsonNode run = customer.reconciled();

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains(customer.own("diruser_b"));
        assertThat(customer.text("diruser_c", "given_name")).isEqualTo("Cleo");
        assertThat(customer.active()).extracting(user -> user.path("email").asString())
                .containsExactlyInAnyOrder("ana@f.example", "ben@f.example", "cleo@f.example");
    }

    @Test
    void losesNobodyOfAListingWithSomebodyWhoseIdCannotBeRead() {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN));
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), "",
                page(customer, "'id':7,'email':'ben@f.example'"), page(customer, ANA + ",'given_name':'Ana'"));

        JsonNode run = customer.reconciled();

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(customer.text("diruser_a", "given_name")).isEqualTo("Ana");
        assertThat(customer.status("diruser_b")).isEqualTo("ACTIVE");
    }

    // 18: page tokens in a circle

    @ParameterizedTest
    @ValueSource(strings = { "{'organization_id':'org_f'}", "{'directory_user_id':'diruser_b'}" })
    void losesNobodyWhenPageTokensGoInACircle(String request) {
        Customer customer = withAdmins().after(created(1, ANA), created(1, BEN));
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), "", page(customer, ANA),
                page(customer, "'id':'diruser_c','email':'cleo@f.example'"),
                page(customer, "'id':'diruser_d','email':'dan@f.example'"));
        SCALEKIT.circling(true);

        JsonNode run = customer.reconciled(request);

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("INCOMPLETE");
        assertThat(run.path("error").asString()).contains("page token");
        assertThat(customer.status("diruser_b")).isEqualTo("ACTIVE");
    }

    // Beside the cases: what held before

    @Test
    void leavesARoleGrantedByHandInEveryRun() {
        Customer customer = withAdmins();
        assertSucceeded(listed(customer, ANA));
        customer.granting("diruser_a", "owner");

        assertSucceeded(listed(customer, ANA + ",'groups':[]"));

        assertThat(customer.roles("diruser_a")).containsExactly("owner");
    }
}
