package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static dev.rollcall.Customer.texts;
import static dev.rollcall.Customer.updated;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient.Answer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What directories send in the field, and who is one person in it.
class PersonCasesTests extends CasesTest {

    private static final String UUID_ID = "'dp_id':'5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11'";

    private static void assertOneActive(Customer customer, String email) {
        assertThat(customer.users()).hasSize(1);
        assertThat(customer.active()).hasSize(1);
        assertThat(customer.users().getFirst().path("email").asString()).isEqualTo(email);
    }

    // 5: soft delete mangles the address

    @ParameterizedTest
    @ValueSource(strings = { "283405f5aa11bb22cc33dd44ee55ff66ana@f.example", "deleted-ana@f.example", "", "7" })
    void findsALeaverWhoseAddressWasMangledAndGivesTheAccountBack(String mangled) {
        Customer customer = customer().after(created(1, user("a", "ana@f.example", UUID_ID, "'active':true")))
                .granting("diruser_a", "owner").after(deleted(2, user("a", mangled, UUID_ID)));
        assertThat(customer.found("ana@f.example")).hasSize(1);
        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");

        customer.after(created(3, user("b", "ana@f.example", UUID_ID)));

        assertOneActive(customer, "ana@f.example");
        assertThat(customer.roles("diruser_b")).containsExactly("owner");
    }

    @Test
    void findsAnInactiveOneWhoseAddressWasMangledInAnyOrder() {
        inAnyOrder(
                List.of(created(1, user("a", "ana@f.example", UUID_ID)),
                        updated(2,
                                user("a", "283405f5aa11bb22cc33dd44ee55ff66ana@f.example", UUID_ID,
                                        "'active':'False'")),
                        created(3, user("b", "ana@f.example", UUID_ID))),
                customer -> assertOneActive(customer, "ana@f.example"));
    }

    // 6: rename by deactivate and create

    @ParameterizedTest
    @ValueSource(strings = { "00u7abcdefghij123456", "5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11", "1234567890123456",
            "a1234567890bcdef", "112233445566778899001122334455667788990011223344556677889900abcd" })
    void keepsTheAccountOfAnIdThatTellsInAnyOrder(String telling) {
        String id = "'dp_id':'" + telling + "'";
        inAnyOrder(List.of(created(1, user("a", "ana.doe@f.example", id)),
                deleted(2, user("a", "ana.doe@f.example", id)), created(3, user("b", "ana.roe@f.example", id))),
                customer -> {
                    assertOneActive(customer, "ana.roe@f.example");
                    assertThat(texts(customer.users().getFirst().path("directory_user_ids")))
                            .containsExactlyInAnyOrder(customer.own("diruser_a"), customer.own("diruser_b"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "alexandermueller1", "00000000-0000-0000-0000-000000000000", "1111111111111111",
            "123456789012345", "alexandermueller", "00u7-abcdefghij-123456", "ana",
            "112233445566778899001122334455667788990011223344556677889900abcde" })
    void opensAnotherAccountForAnIdThatTellsNothingInAnyOrder(String nickname) {
        String id = "'dp_id':'" + nickname + "'";
        inAnyOrder(
                List.of(created(1, user("a", "ana.doe@f.example", id)), created(3, user("b", "ana.roe@f.example", id))),
                customer -> assertThat(customer.active()).hasSize(2));
    }

    @Test
    void keepsTheAccountOfAnIdThatOnlyTheLeaversEventSaysInAnyOrder() {
        inAnyOrder(
                List.of(created(1, user("a", "ana.doe@f.example")), deleted(2, "'id':'diruser_a'," + OKTA_ID),
                        created(3, user("b", "ana.roe@f.example", OKTA_ID))),
                customer -> assertOneActive(customer, "ana.roe@f.example"));
    }

    @Test
    void joinsNobodyOfTwoCustomersByAnId() {
        Customer one = customer().after(created(1, user("a", "ana@f.example", OKTA_ID)));
        Customer other = customer().after(created(1, user("a", "ana@f.example", OKTA_ID)));

        assertThat(one.id("diruser_a")).isNotEqualTo(other.id("diruser_a"));
    }

    // 7: an address recycled

    @ParameterizedTest
    @CsvSource({ "00u1abcdefghij123456, 00u2abcdefghij123456", "1234567890123456, 1234567890123457",
            "5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11, 5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a12" })
    void givesNobodyElsesAccountToTheNextHolderOfAnAddressInAnyOrder(String first, String second) {
        inAnyOrder(
                List.of(created(1, user("a", "jo@f.example", "'dp_id':'" + first + "','name':'Jo Lind'")),
                        deleted(2, user("a", "jo@f.example", "'dp_id':'" + first + "'")),
                        created(3, user("b", "jo@f.example", "'dp_id':'" + second + "','name':'Jo Park'"))),
                customer -> {
                    assertThat(customer.users()).hasSize(2);
                    assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
                    assertThat(customer.text("diruser_a", "name")).isEqualTo("Jo Lind");
                    assertThat(customer.status("diruser_b")).isEqualTo("ACTIVE");
                    assertThat(customer.email("diruser_b")).isEqualTo("jo@f.example");
                    assertThat(customer.text("diruser_b", "name")).isEqualTo("Jo Park");
                });
    }

    @Test
    void keepsARoleGrantedByHandFromTheNextHolderOfAnAddress() {
        Customer customer = customer().after(created(1, user("a", "jo@f.example", OKTA_ID)))
                .granting("diruser_a", "owner").after(deleted(2, user("a", "jo@f.example", OKTA_ID)),
                        created(3, user("b", "jo@f.example", OTHER_OKTA_ID)));

        assertThat(customer.roles("diruser_a")).containsExactly("owner");
        assertThat(customer.roles("diruser_b")).isEmpty();
        assertThat(customer.resting("diruser_b")).isEmpty();
    }

    private Customer joinedByAddressAlone() {
        return customer().after(created(1, user("a", "jo@f.example"))).granting("diruser_a", "owner").after(
                deleted(2, user("a", "jo@f.example")),
                created(3, user("b", "jo@f.example", "'roles':[{'role_name':'viewer'}]")));
    }

    @Test
    void letsARoleGrantedByHandRestForWhoJoinsByAddressAlone() {
        Customer customer = joinedByAddressAlone();

        assertOneActive(customer, "jo@f.example");
        assertThat(customer.roles("diruser_b")).containsExactly("viewer");
        assertThat(customer.resting("diruser_b")).containsExactly("owner");
    }

    @Test
    void countsARestingRoleAgainWhenItIsGrantedAgain() {
        Customer customer = joinedByAddressAlone();
        assertThat(customer.resting("diruser_b")).containsExactly("owner");

        customer.granting("diruser_b", "owner");

        assertThat(customer.roles("diruser_b")).containsExactlyInAnyOrder("owner", "viewer");
        assertThat(customer.resting("diruser_b")).isEmpty();
    }

    @Test
    void countsARestingRoleAgainWhenAnEarlierDirectoryUserIsBack() {
        Customer customer = joinedByAddressAlone();
        assertThat(customer.resting("diruser_b")).containsExactly("owner");

        customer.after(created(4, user("a", "jo@f.example")));

        assertThat(customer.roles("diruser_b")).containsExactlyInAnyOrder("owner", "viewer");
        assertThat(customer.resting("diruser_b")).isEmpty();
    }

    @Test
    void countsARoleGrantedByHandWhereSomebodyIsActiveWhenAnotherJoinsByAddress() {
        Customer customer = customer().after(created(1, user("a", "jo@f.example"))).granting("diruser_a", "owner")
                .after(created(2, user("b", "jo@f.example")));

        assertThat(customer.roles("diruser_b")).containsExactly("owner");
    }

    // 8: a second directory that knows less

    @ParameterizedTest
    @ValueSource(strings = { "", ",'name':null,'given_name':null,'family_name':null",
            ",'name':'','given_name':'','family_name':''" })
    void keepsTheNamesThatASecondDirectoryDoesNotKnowInAnyOrder(String silent) {
        inAnyOrder(List.of(
                created(1, user("a", "ana@f.example", "'name':'Ana Doe','given_name':'Ana','family_name':'Doe'")),
                created(2, user("b", "ana@f.example") + silent)), customer -> {
                    assertOneActive(customer, "ana@f.example");
                    assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana Doe");
                    assertThat(customer.text("diruser_a", "given_name")).isEqualTo("Ana");
                    assertThat(customer.text("diruser_a", "family_name")).isEqualTo("Doe");
                });
    }

    @Test
    void takesEachNameFromTheActiveOneSeenLastThatHasItInAnyOrder() {
        inAnyOrder(List.of(created(1, user("a", "ana@f.example", "'name':'Ana A','given_name':'A'")),
                created(2, user("b", "ana@f.example", "'name':'Ana B'")),
                updated(3, user("a", "ana@f.example", "'name':'Ana Again'"))), customer -> {
                    assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana B");
                    assertThat(customer.text("diruser_a", "given_name")).isEqualTo("A");
                });
    }

    @Test
    void takesTheNamesOfWhoStaysWhenTheOtherLeavesInAnyOrder() {
        inAnyOrder(List.of(created(1, user("a", "ana@f.example", "'name':'Ana A'")),
                created(2, user("b", "ana@f.example", "'name':'Ana B'")), deleted(3, user("b", "ana@f.example"))),
                customer -> assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana A"));
    }

    // Rule 6: a bounded cost, the API, merging

    @Test
    void takesTheFiftyFirstWithOneAddressAsAPersonOfItsOwn() {
        Customer customer = customer();
        IntStream.rangeClosed(1, 52)
                .forEach(i -> customer.after(created(0, user("s" + i, "info@f.example")).dated(second(i))));

        assertThat(customer.users()).hasSize(3);
        assertThat(customer.user("diruser_s50").path("directory_user_ids").size()).isEqualTo(50);
        assertThat(customer.user("diruser_s51").path("directory_user_ids").size()).isEqualTo(1);
        assertThat(customer.active()).hasSize(3);
    }

    private static String second(int second) {
        return "'" + Customer.minute(1).plusSeconds(second) + "'";
    }

    @Test
    void showsEachDirectoryUserOfAPerson() {
        Customer customer = customer().after(created(1, user("a", "ana.doe@f.example", OKTA_ID)),
                deleted(2, "'id':'diruser_a'," + OKTA_ID), created(3, user("b", "ana.roe@f.example", OKTA_ID)));

        List<JsonNode> directoryUsers = customer.user("diruser_a").path("directory_users").valueStream().toList();

        assertThat(directoryUsers).extracting(directoryUser -> directoryUser.path("id").asString(""))
                .containsExactlyInAnyOrder(customer.own("diruser_a"), customer.own("diruser_b"));
        assertThat(directoryUsers).allSatisfy(directoryUser -> {
            assertThat(directoryUser.path("dp_id").asString("")).isEqualTo("00u1abcdefghij123456");
            assertThat(directoryUser.has("directory_id")).isTrue();
            assertThat(directoryUser.path("active").asBoolean())
                    .isEqualTo(directoryUser.path("id").asString().endsWith("_b"));
        });
    }

    @Test
    void mergesTwoAccountsByHand() {
        Customer customer = customer().after(created(1, user("a", "x@f.example")), created(2, user("b", "y@f.example")))
                .granting("diruser_a", "owner");
        String into = customer.id("diruser_b");

        Answer merged = customer.merge(customer.id("diruser_a"), into);

        assertThat(merged.status()).as(merged.http().body()).isEqualTo(200);
        assertThat(texts(merged.json().path("directory_user_ids"))).containsExactlyInAnyOrder(customer.own("diruser_a"),
                customer.own("diruser_b"));
        assertThat(customer.active()).hasSize(1);
        assertThat(customer.roles("diruser_b")).containsExactly("owner");
        customer.after(updated(3, user("a", "x@f.example", "'name':'Ana Doe'")), deleted(4, user("b", "y@f.example")));
        assertThat(customer.active()).hasSize(1);
    }

    @Test
    void refusesToMergeWhatCannotBeOne() {
        Customer customer = customer().after(created(1, user("a", "x@f.example")));
        Customer other = customer().after(created(1, user("a", "x@f.example")));
        String id = customer.id("diruser_a");

        assertProblem(customer.merge(id, id), 409);
        assertProblem(customer.merge(id, other.id("diruser_a")), 409);
        assertProblem(customer.merge(id, UUID.randomUUID().toString()), 404);
        assertProblem(customer.merge(UUID.randomUUID().toString(), id), 404);
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("detail").asString("")).isNotEmpty();
    }

    // Beside the cases: what held before

    @ParameterizedTest
    @ValueSource(strings = { "'dp_id':'%08d-5b1a-4c38-9b57-6f2f6a0d7a11'", "'dp_id':'ana%d'" })
    void findsEverybodyAgainWhenAConnectionIsSetUpAnew(String id) {
        Customer customer = customer();
        List<Integer> people = List.of(1, 2, 3, 4, 5);
        people.forEach(i -> customer.after(created(i, person("old", i, id))));
        Set<String> accounts = accounts(customer);
        people.forEach(i -> customer.after(deleted(10 + i, person("old", i, id))));
        assertThat(customer.active()).isEmpty();

        people.forEach(i -> customer.after(created(20 + i, person("new", i, id))));

        assertThat(customer.active()).hasSize(5);
        assertThat(accounts(customer)).isEqualTo(accounts);
        people.forEach(i -> assertThat(customer.id("diruser_new" + i)).isEqualTo(customer.id("diruser_old" + i)));
    }

    private static String person(String connection, int number, String id) {
        return user(connection + number, "ana" + number + "@f.example", id.formatted(number));
    }

    private static Set<String> accounts(Customer customer) {
        return customer.users().stream().map(user -> requireNonNull(user.path("id").asString()))
                .collect(Collectors.toSet());
    }
}
