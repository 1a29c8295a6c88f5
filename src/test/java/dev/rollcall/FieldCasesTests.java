package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static dev.rollcall.Customer.organization;
import static dev.rollcall.Customer.updated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What directories send in the field, in events: nulls, booleans, texts, odd fields. What is dated oddly is in
/// [DatedCasesTests], who is one person in [PersonCasesTests] and [AddressCasesTests], what pages say in
/// [PageCasesTests]. The numbers are those of the cases that were reported.
class FieldCasesTests extends CasesTest {

    // 2: null for none

    @ParameterizedTest
    @ValueSource(strings = { "'roles':null,'groups':null", "'roles':[],'groups':[]", "'roles':'','groups':''",
            "'roles':null,'groups':[]" })
    void takesRolesAndGroupsAwayThatAreThereWithoutAValueInAnyOrder(String none) {
        inAnyOrderWithAdmins(
                List.of(created(1, ANA + ",'roles':[{'role_name':'billing'}]," + ADMINS), updated(2, ANA + "," + none)),
                customer -> {
                    assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
                    assertThat(customer.groups("diruser_a")).isEmpty();
                    assertThat(customer.roles("diruser_a")).isEmpty();
                });
    }

    @Test
    void takesRolesAndGroupsAwayWhenARepeatedCreateSaysNull() {
        Customer customer = withAdmins().after(created(1, ANA + ",'roles':[{'role_name':'billing'}]," + ADMINS),
                created(2, ANA + ",'roles':null,'groups':null"));

        assertThat(customer.roles("diruser_a")).isEmpty();
        assertThat(customer.groups("diruser_a")).isEmpty();
    }

    @Test
    void leavesRolesAndGroupsThatNobodySpokeOfInAnyOrder() {
        inAnyOrderWithAdmins(List.of(created(1, ANA + ",'roles':[{'role_name':'billing'}]," + ADMINS), updated(2, ANA)),
                customer -> assertThat(customer.roles("diruser_a")).containsExactlyInAnyOrder("billing", "admin"));
    }

    // 4: booleans as texts

    @ParameterizedTest
    @ValueSource(strings = { "'False'", "'FALSE'", "'false'", "' false '", "0", "'0'", "false" })
    void deactivatesInWhateverSpellingActiveIsFalseInAnyOrder(String no) {
        inAnyOrder(List.of(created(1, ANA), updated(2, ANA + ",'active':" + no)),
                customer -> assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "'True'", "'TRUE'", "'true'", "' true '", "1", "'1'", "true" })
    void activatesInWhateverSpellingActiveIsTrueInAnyOrder(String yes) {
        inAnyOrder(List.of(created(1, ANA + ",'active':'False'"), updated(2, ANA + ",'active':" + yes)),
                customer -> assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE"));
    }

    @Test
    void welcomesAJoinerWhoIsActiveAsAText() {
        assertThat(customer().after(created(1, ANA + ",'active':'True'")).status("diruser_a")).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "'maybe'", "2", "[]", "{}" })
    void leavesActiveAsideThatIsNeitherTrueNorFalse(String neither) {
        Customer customer = customer();

        JsonNode event = customer.hears(created(1, ANA + ",'name':'Ana Doe','active':" + neither));

        assertProcessedBut(event, "active");
        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
        assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana Doe");
    }

    private static void assertProcessedBut(JsonNode event, String field) {
        assertThat(event.path("status").asString()).as(event.toString()).isEqualTo("PROCESSED");
        assertThat(event.path("reason").asString("")).as(event.toString()).contains(field);
    }

    // 9: the same text written differently

    @ParameterizedTest
    @CsvSource({ "Bu\u0308ro, B\u00fcro", "B\u00fcro, Bu\u0308ro", "'Admins\u200b', Admins", "'\ufeffAdmins ', Admins",
            "'Admins\u00a0', Admins", "Admins, 'Admins\u00ad'" })
    void givesTheRoleOfAGroupWhoseNameIsTheSameTextWrittenDifferently(String group, String mapped) {
        Customer customer = customer().mapping(mapped, "admin")
                .after(created(1, ANA + ",'groups':[{'id':'dirgroup_1','name':'%s'}]".formatted(group)));

        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }

    // 12: one odd optional field

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = { "'given_name':7 | given_name",
            "'family_name':{} | family_name", "'name':['Ana'] | name", "'name':true | name", "'dp_id':{'id':7} | dp_id",
            "'roles':'viewer' | roles", "'groups':'x' | groups", "'roles':[7] | roles",
            "'groups':[{'name':'Admins'}] | groups", "'roles':{'role_name':'viewer'} | roles" })
    void leavesAnOddFieldOfAJoinerAsideAndNamesIt(String odd, String field) {
        Customer customer = customer();

        JsonNode event = customer.hears(created(1, ANA + "," + odd));

        assertProcessedBut(event, field);
        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
        assertThat(customer.email("diruser_a")).isEqualTo("ana@f.example");
    }

    @ParameterizedTest
    @ValueSource(strings = { "7", "{}", "['ana@f.example']", "'LONG@f.example'" })
    void leavesAnOddAddressAsideAndNamesIt(String odd) {
        Customer customer = customer().after(created(1, ANA));

        JsonNode event = customer.hears(updated(2,
                "'id':'diruser_a','roles':[{'role_name':'viewer'}],'email':" + odd.replace("LONG", "a".repeat(400))));

        assertProcessedBut(event, "email");
        assertThat(customer.roles("diruser_a")).containsExactly("viewer");
        assertThat(customer.email("diruser_a")).isEqualTo("ana@f.example");
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "7", "null", "{'role_name':null}", "{'role_name':7}" })
    void givesTheRolesOfAListThatCanBeReadAndNamesTheRest(String odd) {
        Customer customer = customer();

        JsonNode event = customer.hears(created(1, ANA + ",'roles':[{'role_name':'viewer'},%s]".formatted(odd)));

        assertProcessedBut(event, "roles");
        assertThat(customer.roles("diruser_a")).containsExactly("viewer");
    }

    @ParameterizedTest
    @ValueSource(strings = { "7", "{}", "null", "{'id':''}" })
    void findsTheGroupsOfAListThatCanBeReadAndNamesTheRest(String odd) {
        Customer customer = withAdmins();

        JsonNode event = customer
                .hears(created(1, ANA + ",'groups':[%s,{'id':'dirgroup_1','name':'Admins'}]".formatted(odd)));

        assertProcessedBut(event, "groups");
        assertAnaIsAdmin(customer);
    }

    @Test
    void takesRolesAwayBesideAnOddField() {
        Customer customer = customer().after(created(1, ANA + ",'given_name':'Ana','roles':[{'role_name':'viewer'}]"));

        JsonNode event = customer.hears(updated(2, "'id':'diruser_a','roles':[],'given_name':7"));

        assertProcessedBut(event, "given_name");
        assertThat(customer.roles("diruser_a")).isEmpty();
        assertThat(customer.text("diruser_a", "given_name")).isEqualTo("Ana");
    }

    @Test
    void leavesTheGroupsThatAreKnownWhenTheirListIsNone() {
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS));

        assertProcessedBut(customer.hears(updated(2, ANA + ",'groups':7")), "groups");

        assertAnaIsAdmin(customer);
    }

    // 13: a text that makes the database refuse

    static List<String> refusedTexts() {
        String words = IntStream.range(0, 140_000).mapToObj(Integer::toString).collect(joining(" "));
        return List.of("'name':'%s'".formatted(words), "'name':'%s'".formatted("\u00fc".repeat(500_000)),
                "'family_name':'%s'".formatted("x".repeat(1_000_000)), "'given_name':'\\u0000\\u0000'",
                "'name':'\\ud800'", "'email':'%s@f.example'".formatted("a".repeat(300)),
                "'email':'%s@f.example'".formatted("\u00fc".repeat(300_000)), "'dp_id':'%s'".formatted(words),
                "'groups':[{'id':'dirgroup_1','name':'%s'}]".formatted(words),
                "'groups':[{'id':'%s','name':'x'}]".formatted("x".repeat(100_000)),
                "'roles':[{'role_name':'%s'}]".formatted(words));
    }

    @ParameterizedTest
    @MethodSource("refusedTexts")
    void deactivatesALeaverWhateverElseTheTextsAre(String text) {
        Customer customer = customer().after(created(1, ANA), created(1, BEN));

        customer.after(updated(2, "'id':'diruser_a','active':false," + text), deleted(2, "'id':'diruser_b'," + text));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
        assertThat(customer.status("diruser_b")).isEqualTo("DEACTIVATED");
    }

    @ParameterizedTest
    @MethodSource("refusedTexts")
    void welcomesAJoinerWhateverTheTextsAre(String text) {
        Customer customer = customer().after(created(1, "'id':'diruser_a'," + text));

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
        assertThat(customer.text("diruser_a", "name")).hasSizeLessThanOrEqualTo(1000);
    }

    // 15: a cleared field

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = { "family_name, ''", "family_name, null", "family_name, '   '",
            "given_name, ''", "given_name, null", "name, ''", "name, null", "name, '\u200b'", "email, ''",
            "email, null", "email, ' '" })
    void clearsAFieldThatIsThereWithoutAValueInAnyOrder(String field, String none) {
        String full = "'email':'ana@f.example','name':'Ana Oldname','given_name':'Ana','family_name':'Oldname'";
        inAnyOrder(List.of(created(1, "'id':'diruser_a'," + full),
                updated(2, "'id':'diruser_a','%s':%s".formatted(field, none))), customer -> {
                    assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
                    assertThat(customer.text("diruser_a", field)).isEqualTo("null");
                    assertThat(List.of("email", "name", "given_name", "family_name"))
                            .filteredOn(other -> !other.equals(field))
                            .allSatisfy(other -> assertThat(customer.text("diruser_a", other)).isNotEqualTo("null"));
                });
    }

    // A leaver's statement never fails while the user's id can be read

    @ParameterizedTest
    @ValueSource(strings = { "'organization_id':'org_f','data':{'organization_id':'org_other','id':'diruser_a'}",
            "'organization_id':'org_other','data':{'organization_id':'org_f','id':'diruser_a'}",
            "'organization_id':'org_other','data':{'id':'diruser_a'}", "'data':{'id':'diruser_a'}",
            "'organization_id':7,'data':{'organization_id':{},'id':'diruser_a','email':7}" })
    void deactivatesALeaverWhicheverOrganizationItsEventNames(String odd) {
        Customer customer = customer().after(created(1, ANA));

        customer.posts("{'id':'evt_odd','type':'organization.directory.user_deleted','occurred_at':'%s',%s}"
                .formatted(Instant.now(), odd));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "'id':null,", "'id':7,", "'id':'evt_odd','occurred_at':[]," })
    void deactivatesALeaverWhoseEventHasAnOddEnvelope(String odd) {
        Customer customer = customer().after(created(1, ANA));

        customer.posts(
                "{%s'type':'organization.directory.user_deleted','data':{'organization_id':'org_f','id':'diruser_a'}}"
                        .formatted(odd));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @Test
    void readsAnEventBehindAByteOrderMark() {
        Customer customer = customer();

        customer.posts("\ufeff{'id':'evt_bom','type':'organization.directory.user_created','occurred_at':'%s',"
                .formatted(Instant.now()) + "'data':{'organization_id':'org_f'," + ANA + "}}");

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
    }

    // Beside the cases: what held before

    @Test
    void keepsTheUpdateWhenTheCreateArrivesAfterIt() {
        inAnyOrder(List.of(created(1, ANA + ",'name':'Ana Doe'"), updated(2, ANA + ",'name':'Ana Roe'")),
                customer -> assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana Roe"));
    }

    @Test
    void takesAJoinerAsActiveOfWhomNobodySaysSo() {
        assertThat(customer().after(created(1, ANA)).status("diruser_a")).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ",'active':null" })
    void leavesALeaverDeactivatedWhenAnUpdateDoesNotSayActive(String silent) {
        inAnyOrder(List.of(created(1, ANA), deleted(2, ANA), updated(3, ANA + silent)),
                customer -> assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED"));
    }

    @Test
    void keepsWhatARepeatedCreateDoesNotSay() {
        inAnyOrder(List.of(created(1, ANA + ",'name':'Ana Doe','roles':[{'role_name':'viewer'}]"), created(2, ANA)),
                customer -> {
                    assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana Doe");
                    assertThat(customer.roles("diruser_a")).containsExactly("viewer");
                });
    }

    @Test
    void givesNoRoleOfAGroupWhoseNameOnlyBeginsLikeTheMapping() {
        Customer customer = customer().mapping("group-app", "app")
                .after(created(1, ANA + ",'groups':[{'id':'dirgroup_1','name':'group-app-test'}]"));

        assertThat(customer.roles("diruser_a")).isEmpty();
    }

    @Test
    void acceptsTheRightSignatureLastInTheHeader() {
        byte[] body = "{}".getBytes(UTF_8);
        RollcallClient rollcall = customer().rollcall();
        HttpRequest signed = rollcall.webhook("msg_signed_last", body);
        String right = signed.headers().firstValue("webhook-signature").orElseThrow();
        String others = "v1a,b25l v1,bm90IHRoaXM= ";

        HttpRequest request = HttpRequest.newBuilder(signed, (name, _) -> !name.equals("webhook-signature"))
                .header("webhook-signature", others + right).build();

        assertThat(rollcall.send(request).status()).isEqualTo(201);
    }

    // Of a type without use, no body is kept

    @ParameterizedTest
    @ValueSource(strings = { "user.login", "organization.domain_created", "organization.membership_created" })
    void keepsNoBodyOfATypeWithoutUse(String type) {
        RollcallClient rollcall = customer().rollcall();

        JsonNode event = rollcall.deliver("""
                {"spec_version":"1","id":"evt_of_no_use","type":"%s","occurred_at":"2026-01-05T09:00:00Z",
                "organization_id":"org_of_no_use","data":{"id":"x_1","txt_record":"not-to-be-kept"}}""".formatted(type)
                .getBytes(UTF_8));

        assertThat(event.path("status").asString()).as(event.toString()).isEqualTo("IGNORED");
        assertThat(event.path("type").asString()).isEqualTo(type);
        assertThat(event.toString()).doesNotContain("not-to-be-kept");
    }
}
