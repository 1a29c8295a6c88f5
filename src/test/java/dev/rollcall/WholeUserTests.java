package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static dev.rollcall.Customer.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.simulator.ScriptedScalekit;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What directories say of people beyond name and address, from an event or a page to the application.
@TestPropertySource(properties = "rollcall.reconcile.safeguard-percent=100")
class WholeUserTests extends CasesTest {

    private static final ScriptedScalekit SCALEKIT = ScriptedScalekit.start();
    private static final String SALES = ",'department':'Sales','title':'Agent'";

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    private static JsonNode listed(Customer customer, String user) {
        SCALEKIT.says(customer.organizationId(), customer.own("dir_1"), "",
                "{" + customer.own(user) + ",\"updated_at\":\"2026-01-05T09:00:00Z\"}");
        return customer.reconciled();
    }

    private static JsonNode attributes(Customer customer) {
        return customer.user("diruser_a").path("attributes");
    }

    private static JsonNode json(String json) {
        return JsonMapper.shared().readTree(json.replace("'", "\""));
    }

    @Test
    void showsWhatTheDirectorySaysOfAUser() {
        Customer customer = customer().after(created(1, ANA + SALES
                + ",'preferred_username':' ana ','employee_id':4711,'division':'','cost_center':null,'raw_attributes':{'secret':1},"
                + "'address':{'locality':'Bu\u0308ro','none':null},'custom_attributes':{'b':[1.50,true],'a':{'x':'y'}}"));

        JsonNode whole = json(
                "{'address':{'locality':'B\u00fcro','none':null},'custom_attributes':{'a':{'x':'y'},'b':[1.5,true]},"
                        + "'department':'Sales','employee_id':'4711','preferred_username':'ana','title':'Agent'}");
        assertThat(attributes(customer)).isEqualTo(whole);
        JsonNode change = customer.rollcall().get("/api/v1/users/%s/history".formatted(customer.id("diruser_a"))).json()
                .path("data").path(0);
        assertThat(change.path("kind").asString()).isEqualTo("user.created");
        assertThat(changes(customer).getLast().path("user").path("attributes")).isEqualTo(whole);
    }

    private static List<JsonNode> changes(Customer customer) {
        String id = customer.id("diruser_a");
        List<JsonNode> page = customer.rollcall().get("/api/v1/changes?limit=100&after=0").json().path("data")
                .valueStream().toList();
        while (page.stream().noneMatch(change -> change.path("user").path("id").asString().equals(id))
                && !page.isEmpty()) {
            page = customer.rollcall()
                    .get("/api/v1/changes?limit=100&after=" + page.getLast().path("cursor").asString()).json()
                    .path("data").valueStream().toList();
        }
        return page.stream().filter(change -> change.path("user").path("id").asString().equals(id)).toList();
    }

    @Test
    void hasNoAttributesOfWhomNobodySpokeOfAny() {
        assertThat(attributes(customer().after(created(1, ANA)))).isEqualTo(json("{}"));
    }

    @Test
    void letsTheNewestStatementWinAsAWholeInAnyOrder() {
        inAnyOrder(
                List.of(created(1, ANA + SALES + ",'preferred_username':'ana'"),
                        updated(2, ANA + ",'department':'Marketing'"), updated(3, ANA + ",'name':'Ana Doe'")),
                customer -> assertThat(attributes(customer))
                        .isEqualTo(json("{'preferred_username':'ana','department':'Marketing'}")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "''", "' '" })
    void takesAwayWhatIsThereWithoutAValueInAnyOrder(String none) {
        inAnyOrder(
                List.of(created(1, ANA + ",'department':'Sales','preferred_username':'ana'"),
                        updated(2, ANA + ",'department':%s,'preferred_username':%s".formatted(none, none))),
                customer -> assertThat(attributes(customer)).isEqualTo(json("{}")));
    }

    @Test
    void leavesAsideWhatIsNoTextAndTakesTheRest() {
        Customer customer = customer();

        JsonNode event = customer
                .hears(created(1, ANA + ",'department':['Sales'],'title':'Agent','custom_attributes':'none'"));

        assertThat(event.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(event.path("reason").asString())
                .isEqualTo("Left aside, because it cannot be read: data.custom_attributes, data.department.");
        assertThat(attributes(customer)).isEqualTo(json("{'title':'Agent'}"));
    }

    @Test
    void cutsWhatIsTooMuchAndSaysSo() {
        Customer customer = customer();
        StringBuilder custom = new StringBuilder();
        for (int i = 100; i < 200; i++) {
            custom.append("'k%d':'%s',".formatted(i, "x".repeat(900)));
        }

        JsonNode event = customer.hears(created(1, ANA + SALES + ",'custom_attributes':{" + custom + "'z':1}"));

        assertThat(event.path("status").asString()).isEqualTo("PROCESSED");
        assertThat(event.path("reason").asString())
                .isEqualTo("More than 32 KiB of attributes: the custom ones are cut first.");
        assertThat(attributes(customer).path("department").asString()).isEqualTo("Sales");
        assertThat(attributes(customer).toString().length()).isBetween(31_000, 32 * 1024);
        assertThat(attributes(customer).path("custom_attributes").propertyNames()).startsWith("k100", "k101")
                .doesNotContain("z");
    }

    @Test
    void tellsInWhichDirectoryAListingFindsSomebodyWhoIsUnchanged() {
        Customer customer = customer().after(created(1, ANA));
        JsonNode before = customer.user("diruser_a");

        JsonNode run = listed(customer, ANA);

        assertThat(run.path("unchanged").asInt()).as(run.toString()).isEqualTo(1);
        JsonNode after = customer.user("diruser_a");
        assertThat(before.at("/directory_users/0/directory_id").isNull()).isTrue();
        assertThat(after.at("/directory_users/0/directory_id").asString())
                .isEqualTo(customer.own("'dir_1'").replace("\"", ""));
        assertThat(changes(customer).getLast().path("user")).isEqualTo(after);
        listed(customer, ANA);
        assertThat(changes(customer)).as("once").hasSize(2);
    }

    @Test
    void keepsTheDepartmentAndTakesTheUserNameThatAListingSays() {
        Customer customer = customer().after(created(1, ANA + SALES + ",'preferred_username':'old'"));

        JsonNode run = listed(customer, ANA + ",'department':'Nobody','preferred_username':'ana'");

        assertThat(run.path("status").asString()).as(run.toString()).isEqualTo("SUCCEEDED");
        assertThat(run.path("updated").asInt()).isEqualTo(1);
        assertThat(attributes(customer))
                .isEqualTo(json("{'preferred_username':'ana','department':'Sales','title':'Agent'}"));
        JsonNode changes = customer.rollcall().get("/api/v1/sync-runs/%d/changes".formatted(run.path("id").asLong()))
                .json();
        assertThat(changes.toString()).contains("{\"field\":\"preferred_username\",\"from\":\"old\",\"to\":\"ana\"}");
    }

    @Test
    void findsNothingAnewInAFurtherRun() {
        Customer customer = customer().after(created(1, ANA + SALES));
        String page = ANA + ",'user_detail':{'preferred_username':'ana'},'preferred_username':'other'";

        assertThat(listed(customer, page).path("updated").asInt()).isEqualTo(1);
        JsonNode further = listed(customer, page);

        assertThat(further.path("updated").asInt()).as(further.toString()).isZero();
        assertThat(further.path("unchanged").asInt()).isEqualTo(1);
        // Attributes that came late, and a user name that the page has overtaken.
        customer.hears(updated(30, ANA + ",'department':'Marketing'"));
        assertThat(listed(customer, page).path("updated").asInt()).isZero();
        customer.hears(updated(2, ANA + ",'preferred_username':'late'"));
        assertThat(attributes(customer)).isEqualTo(json("{'preferred_username':'ana','department':'Marketing'}"));
    }

    @Test
    void followsTheDirectoryUserThatIsActiveInAnyOrder() {
        inAnyOrder(
                List.of(created(1, user("a", "ana@f.example", OKTA_ID, "'department':'Old','title':'Agent'")),
                        created(2, user("b", "ana@f.example", OKTA_ID, "'department':'New','preferred_username':'b'")),
                        deleted(3, user("b", "ana@f.example"))),
                customer -> assertThat(attributes(customer))
                        .isEqualTo(json("{'preferred_username':'b','department':'Old','title':'Agent'}")));
    }

    @Test
    void keepsWhatIsKnownOfWhoLeft() {
        Customer customer = customer().after(created(1, ANA + SALES), deleted(2, ANA));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
        assertThat(attributes(customer)).isEqualTo(json("{'department':'Sales','title':'Agent'}"));
    }

    @Test
    void tellsTheApplicationWhichAttributesChanged() {
        Customer customer = customer().after(created(1, ANA + SALES + ",'custom_attributes':{'cost':7}"),
                updated(2, ANA + ",'department':'Marketing','title':'Agent','custom_attributes':{'cost':8}"));

        JsonNode entry = customer.rollcall().get("/api/v1/users/%s/history".formatted(customer.id("diruser_a"))).json()
                .path("data").path(0);
        assertThat(entry.path("kind").asString()).isEqualTo("user.updated");
        assertThat(entry.path("changes")).isEqualTo(json(
                "[{'field':'attributes','from':['custom_attributes.cost: 7','department: Sales'],'to':['custom_attributes.cost: 8','department: Marketing']}]"));
        assertThat(changes(customer)).extracting(change -> change.path("kind").asString()).endsWith("user.created",
                "user.updated");
        assertThat(customer.text("diruser_a", "updated_at")).isNotEqualTo(customer.text("diruser_a", "created_at"));
    }
}
