package dev.rollcall.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.StatementCounter;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RolePreview.RoleCount;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// Edits of role mappings that concern many people, and edits while webhooks are applied.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.default-role=everybody")
class RoleMappingsTests {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    @TestConfiguration
    static class Counting {

        @Bean
        static StatementCounter statementCounter() {
            return new StatementCounter();
        }
    }

    @Autowired
    private RoleMappings mappings;
    @Autowired
    private Observations observations;
    @Autowired
    private OrganizationLocks locks;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private StatementCounter statements;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();

    @Test
    void writesThousandsOfEntriesInAFewStatementsForEachThousand() {
        join("Many", 0, 4000);
        join("Few", 0, 10);
        jdbc.sql("analyze").update(); // else PostgreSQL takes the tables for empty

        long few = statements.during(() -> mappings.add(rule("Few"), "tester"));
        long many = statements.during(() -> mappings.add(rule("Many"), "tester"));

        assertThat(entries("user.roles_changed")).isEqualTo(4010);
        assertThat(few).isBetween(5L, 20L);
        assertThat(many - few).as("for the three thousands that are more").isLessThanOrEqualTo(3 * 5);
        assertThat(statements.during(() -> assertThat(
                mappings.preview(null, new Rule(organization, Match.NAME, "Many", "other", null), null, 10)
                        .orElseThrow().users()).isEqualTo(4000))).isLessThan(40);
    }

    @Test
    void writesOnlyAboutUsersWhoseRolesChange() {
        join("Writers", 0, 3);
        RoleMapping mapping = mappings.add(rule("Writers"), "tester");
        assertThat(entries("user.roles_changed")).isEqualTo(3);

        mappings.replace(mapping.id(), new Rule(organization, Match.NAME, "Writers", "member", 3), "tester");
        mappings.add(new Rule(organization, Match.PATTERN, "Writ.*", "member", null), "tester");
        assertThat(entries("user.roles_changed")).isEqualTo(3);
    }

    @Test
    void waitsForWhoeverIsChangingTheOrganizationAndMissesNobody() throws Exception {
        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            join("Writers", 0, 1);
            Future<?>[] edits = new Future<?>[1];
            transaction.executeWithoutResult(status -> {
                locks.lock(List.of(organization));
                join("Writers", 1, 2);
                edits[0] = others
                        .submit(() -> mappings.add(new Rule(null, Match.NAME, "Writers", "member", null), "tester"));
                await().until(() -> TestDatabase.inLine(jdbc) == 1);
            });
            edits[0].get();
            assertThat(entries("user.roles_changed")).isEqualTo(2);
        }
    }

    @Test
    void previewsWithoutWaitingForWhoeverIsChangingTheOrganization() {
        try (ExecutorService others = Executors.newFixedThreadPool(1)) {
            join("Readers", 0, 1);
            transaction.executeWithoutResult(status -> {
                locks.lock(List.of(organization));
                join("Readers", 1, 2);
                assertThat(others.submit(() -> mappings.preview(null, rule("Readers"), null, 10).orElseThrow().users()))
                        .succeedsWithin(Duration.ofMinutes(1)).isEqualTo(1L);
            });
        }
    }

    @Test
    void previewsThatTheDefaultRoleGoesWithTheFirstOtherRole() {
        join("Painters", 0, 3);
        RolePreview added = mappings.preview(null, rule("Painters"), null, 2).orElseThrow();
        assertThat(added.users()).isEqualTo(3);
        assertThat(added.page()).hasSize(2);
        assertThat(added.roles()).containsExactly(new RoleCount("everybody", 0, 3), new RoleCount("member", 3, 0));

        RoleMapping mapping = mappings.add(rule("Painters"), "tester");
        assertThat(mappings.preview(mapping.id(), null, null, 10).orElseThrow().roles())
                .containsExactly(new RoleCount("everybody", 3, 0), new RoleCount("member", 0, 3));
    }

    @Test
    void addsTheSameMappingOnlyOnceForTwoWhoDoItAtTheSameTime() throws Exception {
        join("Twins", 0, 1);
        Callable<Boolean> adding = () -> {
            try {
                return mappings.add(rule("Twins"), "tester").id() > 0;
            } catch (RuleExistsException exists) {
                return false;
            }
        };
        try (ExecutorService others = Executors.newFixedThreadPool(2)) {
            List<Boolean> added = new ArrayList<>();
            for (Future<Boolean> one : others.invokeAll(List.of(adding, adding))) {
                added.add(one.get());
            }
            assertThat(added).containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void refusesTheSameMappingOfAllOrganizationsWhateverItsPriority() {
        Rule ofAll = new Rule(null, Match.NAME, "All of " + organization, "member", null);
        RoleMapping mapping = mappings.add(ofAll, "tester");
        Rule again = new Rule(null, Match.NAME, "All of " + organization, "member", 1);

        assertThatExceptionOfType(RuleExistsException.class).isThrownBy(() -> mappings.add(again, "tester"));
        assertThat(mappings.replace(mapping.id(), again, "tester")).map(RoleMapping::rule).hasValue(again);
    }

    @Test
    void leavesNothingOfAPreview() {
        join("Singers", 0, 1);
        RoleMapping mapping = mappings.add(rule("Singers"), "tester");

        mappings.preview(mapping.id(), rule("Dancers"), null, 10);
        assertThat(mappings.find(mapping.id())).hasValue(mapping);
        mappings.preview(mapping.id(), null, null, 10);
        assertThat(mappings.list(null, 1)).containsExactly(mapping);
    }

    private Rule rule(String group) {
        return new Rule(organization, Match.NAME, group, "member", null);
    }

    private void join(String group, int from, int to) {
        for (int chunk = from; chunk < to; chunk += 1000) {
            observations.users(organization,
                    IntStream.range(chunk, Math.min(chunk + 1000, to)).mapToObj(i -> seen(group, group + i)).toList(),
                    Cause.syncRun(1));
        }
    }

    private Observation seen(String group, String name) {
        return new Observation(
                new ScalekitUser(name + "_" + organization, organization, true, name + "@x.org", name, null, null, null,
                        null, List.of(new ScalekitGroup(group + "_" + organization, organization, "dir_0", group))),
                "dir_0", new Version(NOW, "api:1"));
    }

    private long entries(String kind) {
        return jdbc.sql("select count(*) from account_change where organization_id = ? and kind = ?")
                .params(organization, kind).query(Long.class).single();
    }
}
