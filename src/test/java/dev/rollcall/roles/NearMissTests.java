package dev.rollcall.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.roles.NearMiss.Candidate;
import dev.rollcall.roles.NearMiss.Reason;
import dev.rollcall.roles.RoleMapping.Match;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTests {

    private static final String HERE = "org_1";

    private static RoleMapping mapping(@Nullable String organization, Match match, String value) {
        return new RoleMapping(7, organization, match, match == Match.ATTRIBUTE ? "department" : null, value, "seller",
                null);
    }

    private static @Nullable Reason reason(Candidate candidate) {
        return NearMiss.of(candidate, HERE).map(NearMiss::reason).orElse(null);
    }

    private static Candidate named(String value, @Nullable String name) {
        return new Candidate(mapping(null, Match.NAME, value), "dirgroup_1", name, null, value.equals(name), false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "sales | Sales | CASE", "STRASSE | Strasse | CASE", "ÉQUIPE | équipe | CASE",
            "Sales Team | Sales  Team | BLANK", "SalesTeam | Sales Team | BLANK",
            "Sales\u00A0Team | Sales Team | BLANK", "Sales\u200BTeam | SalesTeam | BLANK",
            "sales  team | Sales Team | CASE_AND_BLANK", "dirgroup_1 | Sales | ID_OR_NAME" })
    void saysHowANameIsWrittenOtherwise(String value, String name, Reason reason) {
        assertThat(reason(named(value, name))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "Sales | Sales", "Sales | Support", "Sales-Team | Sales Team",
            "Sales | Sales EU", "\u212A | k" })
    void saysNothingOfWhatMatchesOrIsAnotherName(String value, String name) {
        assertThat(reason(named(value, name))).isNull();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = { "sales, Sales, CASE", "SalesTeam, Sales Team, BLANK",
            "Sales, Support, null", "Sales, null, null" })
    void saysHowAnAttributeIsWrittenOtherwise(String value, @Nullable String its, @Nullable Reason reason) {
        assertThat(reason(new Candidate(mapping(null, Match.ATTRIBUTE, value), null, its, null, false, false)))
                .isEqualTo(reason);
        assertThat(reason(new Candidate(mapping("org_2", Match.ATTRIBUTE, value), null, value, null, true, false)))
                .isEqualTo(Reason.ANOTHER_ORGANIZATION);
    }

    @Test
    void saysNothingOfAGroupWhoseNameIsNotKnown() {
        assertThat(reason(named("Sales", null))).isNull();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = { "dirgroup_2, Sales, ANOTHER_GROUP", "dirgroup_2, sales, ANOTHER_GROUP",
            "dirgroup_2, Support, null", "dirgroup_2, null, null", "Sales, null, ID_OR_NAME",
            "sales, null, ID_OR_NAME" })
    void saysThatAnIdMeansAnotherGroup(String value, @Nullable String meant, @Nullable Reason reason) {
        assertThat(reason(new Candidate(mapping(HERE, Match.ID, value), "dirgroup_1", "Sales", meant, false, false)))
                .isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = { "s.*, true, CASE", "s.*, false, null", "Sales  Team, false, BLANK" })
    void saysHowAPatternFails(String value, boolean meansInAnyCase, @Nullable Reason reason) {
        assertThat(reason(new Candidate(mapping(null, Match.PATTERN, value), "dirgroup_1", "Sales Team", null, false,
                meansInAnyCase))).isEqualTo(reason);
    }

    @Test
    void saysThatAMappingIsForAnotherOrganization() {
        assertThat(
                reason(new Candidate(mapping("org_2", Match.PATTERN, "S.*"), "dirgroup_1", "Sales", null, true, true)))
                        .isEqualTo(Reason.ANOTHER_ORGANIZATION);
        assertThat(
                reason(new Candidate(mapping("org_2", Match.NAME, "sales"), "dirgroup_1", "Sales", null, false, false)))
                        .isNull();
    }
}
