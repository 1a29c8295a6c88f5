package dev.rollcall;

import static dev.rollcall.Customer.created;
import static dev.rollcall.Customer.deleted;
import static dev.rollcall.Customer.organization;
import static dev.rollcall.Customer.updated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.Customer.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import tools.jackson.databind.JsonNode;

/// What directories send in the field, and when they say it was: late, in the future, within nanoseconds, unreadably.
class DatedCasesTests extends CasesTest {

    private static final String INTERNS = "'groups':[{'id':'dirgroup_1','name':'Interns'}]";
    private static final String IN_2099 = "'2099-01-01T00:00:00Z'";

    // 1: a stale list renames a group

    @Test
    void keepsTheNewestNameOfAGroupWhenAnOlderListArrives() {
        Customer customer = withAdmins().after(created(1, ANA + "," + INTERNS), updated(3, ANA + "," + ADMINS));

        JsonNode late = customer.hears(updated(2, ANA + "," + INTERNS));

        assertThat(late.path("status").asString()).as(late.toString()).isEqualTo("STALE");
        assertThat(customer.groups("diruser_a")).containsExactly("Admins");
        assertThat(customer.roles("diruser_a")).containsExactly("admin");
    }

    @Test
    void namesAGroupAsItsMembersNewestListDoesInAnyOrder() {
        inAnyOrderWithAdmins(List.of(created(1, ANA + "," + INTERNS), updated(3, ANA + "," + ADMINS),
                updated(2, ANA + "," + INTERNS)), CasesTest::assertAnaIsAdmin);
    }

    @Test
    void namesAGroupAsTheNewestListOfAnyMemberDoesInAnyOrder() {
        inAnyOrderWithAdmins(List.of(created(1, ANA + "," + INTERNS), created(3, BEN + "," + ADMINS),
                updated(2, ANA + "," + INTERNS)), customer -> {
                    assertAnaIsAdmin(customer);
                    assertThat(customer.roles("diruser_b")).containsExactly("admin");
                });
    }

    @Test
    void namesAGroupAsItsOwnNewestEventDoesInAnyOrder() {
        String group = "'id':'dirgroup_1','directory_id':'dir_1','display_name':";
        inAnyOrderWithAdmins(List.of(organization("directory.group_created", 1, group + "'Interns'"),
                created(2, ANA + "," + INTERNS), organization("directory.group_updated", 3, group + "'Admins'")),
                CasesTest::assertAnaIsAdmin);
    }

    @Test
    void keepsTheNameOfAGroupThatANewerListDoesNotNameInAnyOrder() {
        inAnyOrderWithAdmins(
                List.of(created(1, ANA + "," + ADMINS), updated(2, ANA + ",'groups':[{'id':'dirgroup_1'}]")),
                CasesTest::assertAnaIsAdmin);
    }

    // 3: dated in the future

    static List<String> future() {
        return List.of(IN_2099, "'" + Instant.now().plus(Duration.ofHours(13)) + "'", "'9999-12-30T23:59:59Z'",
                "'" + Instant.now().plus(Duration.ofHours(1)) + "'");
    }

    @ParameterizedTest
    @MethodSource("future")
    void letsLeaveWhoWasCreatedInTheFuture(String date) {
        Customer customer = customer().after(created(0, ANA).dated(date), deleted(0, ANA).now());

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @ParameterizedTest
    @MethodSource("future")
    void letsComeBackWhoLeftInTheFuture(String date) {
        Customer customer = customer().after(created(1, ANA), deleted(0, ANA).dated(date), created(0, ANA).now());

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
    }

    @Test
    void takesAwayWhatWasGivenInTheFuture() {
        Customer customer = withAdmins().after(
                created(0, ANA + ",'name':'Ana Wrong','roles':[{'role_name':'billing'}]," + ADMINS).dated(IN_2099),
                updated(0, ANA + ",'name':'Ana Right','roles':[],'groups':[]").now());

        assertThat(customer.roles("diruser_a")).isEmpty();
        assertThat(customer.text("diruser_a", "name")).isEqualTo("Ana Right");
    }

    @Test
    void takesAnAccountOfTheFutureAsOfItsFirstReceiptWhenItIsSentAgain() {
        Statement future = created(0, ANA).dated(IN_2099).id("77");
        Customer customer = customer().after(future, deleted(0, ANA).now());

        customer.hears(future);

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @Test
    void deletesAGroupThatWasCreatedInTheFuture() {
        String group = "'id':'dirgroup_1','directory_id':'dir_1','display_name':'Admins'";
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS),
                organization("directory.group_updated", 0, group).dated(IN_2099),
                organization("directory.group_deleted", 0, group).now());

        assertThat(customer.roles("diruser_a")).isEmpty();
    }

    @Test
    void renamesAGroupThatWasNamedInTheFuture() {
        String group = "'id':'dirgroup_1','directory_id':'dir_1','display_name':";
        Customer customer = withAdmins().after(created(1, ANA + "," + ADMINS),
                organization("directory.group_updated", 0, group + "'Admins'").dated(IN_2099),
                organization("directory.group_updated", 0, group + "'Interns'").now());

        assertThat(customer.groups("diruser_a")).containsExactly("Interns");
    }

    @Test
    void disablesADirectoryThatWasEnabledInTheFuture() {
        String directory = "'id':'dir_1','provider':'OKTA','enabled':true";

        customer().after(organization("directory_enabled", 0, directory).dated(IN_2099),
                organization("directory_disabled", 0, directory).now());
    }

    @Test
    void deletesAnOrganizationThatWasCreatedInTheFuture() {
        Customer customer = customer().after(
                organization("created", 0, "'id':'org_f','display_name':'F'").dated(IN_2099), created(1, ANA),
                organization("deleted", 0, "'id':'org_f','display_name':'F'").now());

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    // 10: an instant that a microsecond cannot tell

    @ParameterizedTest
    @CsvSource({ "12:00:00.000000100Z, 12:00:00.000000900Z", "12:00:00.123456788Z, 12:00:00.123456789Z",
            "14:00:00.000000100+02:00, 12:00:00.000000900Z", "12:00:00.9999999Z, 12:00:01Z" })
    void takesARoleAwayNanosecondsAfterItWasGivenInAnyOrder(String given, String taken) {
        String day = "'2026-01-05T";
        inAnyOrderWithAdmins(
                List.of(updated(0, ANA + "," + ADMINS).dated(day + given + "'"),
                        updated(0, ANA + ",'groups':[]").dated(day + taken + "'")),
                customer -> assertThat(customer.roles("diruser_a")).isEmpty());
    }

    @Test
    void namesAGroupByTheListThatIsNanosecondsNewerInAnyOrder() {
        inAnyOrderWithAdmins(
                List.of(updated(0, ANA + "," + ADMINS).dated("'2026-01-05T12:00:00.000000100Z'"),
                        updated(0, BEN + "," + INTERNS).dated("'2026-01-05T12:00:00.000000900Z'")),
                customer -> assertThat(customer.roles("diruser_a")).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({ "999, 1000", "9, 10", "0999, 1000", "99999999999999999999, 100000000000000000000" })
    void takesARoleAwayByTheGreaterNumberOfTwoEventsOfOneInstantInAnyOrder(String given, String taken) {
        inAnyOrderWithAdmins(
                List.of(updated(1, ANA + "," + ADMINS).id(given), updated(1, ANA + ",'groups':[]").id(taken)),
                customer -> assertThat(customer.roles("diruser_a")).isEmpty());
    }

    @Test
    void takesTwoSpellingsOfAnInstantAsOneInAnyOrder() {
        inAnyOrderWithAdmins(
                List.of(updated(0, ANA + "," + ADMINS).dated("'2026-01-05T12:00:00.5Z'").id("999"),
                        updated(0, ANA + ",'groups':[]").dated("'2026-01-05T17:30:00.500+05:30'").id("1000")),
                customer -> assertThat(customer.roles("diruser_a")).isEmpty());
    }

    // 11: a leaver whose date cannot be read

    static List<String> unreadableDates() {
        return List.of("'2026-02-03T17:30:00+0530'", "1795600000", "null", "'yesterday'", "'0001-01-01T00:00:00Z'",
                "'2026-02-03 17:30:00'", "'2026-02-03'", "'1795600000'", "{}", "'\u2067'", "false");
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("unreadableDates")
    void deactivatesALeaverWhoseDateCannotBeRead(String date) {
        Customer customer = customer().after(created(1, ANA), deleted(0, ANA).dated(date));
        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");

        customer.after(created(0, ANA).now());

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @NullSource
    @MethodSource("unreadableDates")
    void deactivatesAnInactiveOneWhoseDateCannotBeRead(String date) {
        Customer customer = customer().after(created(1, ANA), updated(0, ANA + ",'active':'False'").dated(date));

        assertThat(customer.status("diruser_a")).isEqualTo("DEACTIVATED");
    }

    @Test
    void takesALeaverWithoutADateAsOfItsFirstReceiptWhenItIsSentAgain() {
        Statement leaver = deleted(0, ANA).dated(null).id("77");
        Customer customer = customer().after(created(1, ANA), leaver, created(0, ANA).now());

        customer.hears(leaver);

        assertThat(customer.status("diruser_a")).isEqualTo("ACTIVE");
    }

    @Test
    void believesNobodyElseWhoseDateCannotBeRead() {
        Customer customer = customer().after(created(1, ANA));

        JsonNode event = customer
                .hears(updated(0, ANA + ",'roles':[{'role_name':'billing'}]").dated("'2026-02-03T17:30:00+0530'"));

        assertThat(event.path("status").asString()).as(event.toString()).isEqualTo("DEAD");
        assertThat(event.path("reason").asString("")).contains("occurred_at");
        assertThat(customer.roles("diruser_a")).isEmpty();
    }

}
