package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static dev.rollcall.Customer.updated;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What directories send in the field, and who has which address.
class AddressCasesTests extends CasesTest {

    // 9: the same address written differently

    @ParameterizedTest
    @CsvSource({ "ana@f.example, ana@f.example\u200b", "ana@f.example, ana@f.example\u00ad",
            "ana@f.example, '\u00a0ana@f.example\u00a0'", "ana@f.example, \ufeffana@f.example",
            "ana@f.example, '  ANA@F.Example '", "ana@b\u00fccher.example, ana@xn--bcher-kva.example",
            "ana@b\u00fccher.example, ana@BU\u0308CHER.example", "j\u00fcrgen@f.example, J\u00dcRGEN@f.example",
            "j\u00fcrgen@f.example, ju\u0308rgen@f.example", "\u03c9@f.example, \u03a9@f.example" })
    void takesAddressesAsOneThatAreTheSameTextWrittenDifferentlyInAnyOrder(String one, String same) {
        inAnyOrder(List.of(created(1, user("a", one)), created(2, user("b", same))), customer -> {
            assertThat(customer.users()).hasSize(1);
            assertThat(customer.found(one)).hasSize(1);
            assertThat(customer.found(same)).hasSize(1);
        });
    }

    @ParameterizedTest
    @CsvSource({ "kai@f.example, \u212aai@f.example", "sam@f.example, \u017fam@f.example",
            "ida@f.example, \u0131da@f.example", "ida@f.example, \u0130da@f.example",
            "ana@k.example, ana@\u212a.example", "ana@f.example, an\u0430@f.example" })
    void takesALetterOutsideAsciiForNoneInsideInAnyOrder(String ascii, String other) {
        inAnyOrder(List.of(created(1, user("a", ascii)), created(2, user("b", other))),
                customer -> assertThat(customer.active()).hasSize(2));
    }

    @Test
    void keepsTheAccountWhenOnlyTheCaseOfAnAddressChanges() {
        inAnyOrder(List.of(created(1, user("a", "ana@f.example")), updated(2, user("a", "Ana@F.example"))),
                customer -> {
                    assertThat(customer.active()).hasSize(1);
                    assertThat(customer.found("ana@f.example")).hasSize(1);
                });
    }

    // 14: protection and addresses

    @Test
    void leavesOneActiveAccountWithTheAddressOfAProtectedLeaver() {
        Customer customer = customer().after(created(1, user("a", "x@f.example")), created(1, user("b", "y@f.example")))
                .protecting("diruser_a").after(deleted(2, user("a", "x@f.example")));

        customer.after(updated(3, user("b", "x@f.example", "'name':'Ben Roe'")));

        assertThat(activeWith(customer, "x@f.example")).isEqualTo(1);
        assertThat(customer.active()).hasSize(2);
        assertThat(customer.text("diruser_b", "name")).isEqualTo("Ben Roe");
    }

    @Test
    void leavesOneActiveAccountWithAnAddressWhoeverIsProtected() {
        Customer customer = customer()
                .after(created(1, user("a", "x@f.example", OKTA_ID)), deleted(2, user("a", "x@f.example", OKTA_ID)),
                        created(3, user("b", "x@f.example", OTHER_OKTA_ID)))
                .protecting("diruser_a").protecting("diruser_b");

        customer.after(created(4, user("a", "x@f.example", OKTA_ID)),
                deleted(5, user("b", "x@f.example", OTHER_OKTA_ID)));

        assertThat(activeWith(customer, "x@f.example")).isEqualTo(1);
    }

    private static long activeWith(Customer customer, String email) {
        return customer.active().stream().filter(user -> user.path("email").asString("").equals(email)).count();
    }

    @Test
    void givesAllButTheAddressToWhoWantsThatOfAnotherUntilItIsFree() {
        Customer customer = customer().after(created(1, user("a", "x@f.example")),
                created(2, user("b", "y@f.example")));

        JsonNode event = customer.hears(updated(3, user("b", "x@f.example", "'name':'Ben Roe'")));

        assertThat(event.path("status").asString()).as(event.toString()).isEqualTo("PROCESSED");
        assertThat(event.path("reason").asString("")).isNotEmpty();
        assertThat(customer.text("diruser_b", "name")).isEqualTo("Ben Roe");
        assertThat(customer.email("diruser_a")).isEqualTo("x@f.example");
        assertThat(customer.email("diruser_b")).isNotEqualTo("x@f.example");

        customer.after(updated(4, user("a", "z@f.example")));
        assertThat(customer.email("diruser_a")).isEqualTo("z@f.example");
        assertThat(customer.email("diruser_b")).isEqualTo("x@f.example");
    }

    @Test
    void givesAnAddressToWhoWaitsForItInAnyOrder() {
        inAnyOrder(List.of(created(1, user("a", "x@f.example")), created(2, user("b", "y@f.example")),
                updated(3, user("b", "x@f.example")), updated(4, user("a", "z@f.example"))), customer -> {
                    assertThat(customer.active()).hasSize(2);
                    assertThat(customer.email("diruser_a")).isEqualTo("z@f.example");
                    assertThat(customer.email("diruser_b")).isEqualTo("x@f.example");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "''" })
    void givesAnEmptiedAddressToWhoWaitsForIt(String none) {
        Customer customer = customer().after(created(1, user("a", "x@f.example")), created(2, user("b", "y@f.example")),
                updated(3, user("b", "x@f.example")));

        customer.after(updated(4, "'id':'diruser_a','email':" + none));

        assertThat(customer.email("diruser_a")).isEqualTo("null");
        assertThat(customer.email("diruser_b")).isEqualTo("x@f.example");
    }

    @Test
    void givesTheAddressOfALeaverToWhoWaitsForIt() {
        Customer customer = customer().after(created(1, user("a", "x@f.example")), created(2, user("b", "y@f.example")),
                updated(3, user("b", "x@f.example")));

        customer.after(deleted(4, user("a", "x@f.example")));

        assertThat(customer.email("diruser_b")).isEqualTo("x@f.example");
    }

    @Test
    void leavesTheAddressToItsNewHolderWhenALeaverIsBack() {
        Customer customer = customer().after(created(1, user("a", "x@f.example", OKTA_ID)),
                deleted(2, user("a", "x@f.example", OKTA_ID)), created(3, user("b", "x@f.example", OTHER_OKTA_ID)));

        customer.after(updated(4, user("a", "x@f.example", OKTA_ID, "'active':true")));

        assertThat(customer.active()).hasSize(2);
        assertThat(customer.email("diruser_b")).isEqualTo("x@f.example");
        assertThat(activeWith(customer, "x@f.example")).isEqualTo(1);
    }

}
