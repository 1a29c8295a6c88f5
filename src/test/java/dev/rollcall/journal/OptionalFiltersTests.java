package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Counts the rows that PostgreSQL looks at to find what is asked of one organization among many.
@RollcallTest
class OptionalFiltersTests {

    private static final int OTHERS = 5_000;

    @Autowired
    private Users users;
    @Autowired
    private WideChanges changes;
    @Autowired
    private OrganizationLocks locks;
    @Autowired
    private TransactionTemplate transaction;

    private final String organization = "org_" + UUID.randomUUID();
    private final String group = "dirgroup_z" + UUID.randomUUID();

    @BeforeAll
    static void others(@Autowired JdbcClient jdbc) {
        groups(jdbc, "org_others", "dirgroup_other_", OTHERS);
        jdbc.sql("analyze directory_group").update();
    }

    private static void groups(JdbcClient jdbc, String organization, String id, int count) {
        jdbc.sql(
                """
                        insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        select :id || number, :organization, 'Everybody', now(), '', now(), '' from generate_series(1, :count) number""")
                .param("id", id).param("organization", organization).param("count", count).update();
    }

    @Test
    void findsTheGroupsOfOneOrganizationWithoutLookingAtOthers(@Autowired JdbcClient jdbc) {
        groups(jdbc, organization, group, 2);

        long looked = looked(jdbc, () -> assertThat(users.groups(organization, null, 10))
                .extracting(GroupSummary::organizationId).containsExactly(organization, organization));

        assertThat(looked).isLessThan(OTHERS / 10);
        assertThat(users.groups(null, null, 10)).hasSize(10);
    }

    @Test
    void findsWhomAMappingOfOneOrganizationMeansWithoutLookingAtOthers(@Autowired JdbcClient jdbc) {
        groups(jdbc, organization, group, 2);

        assertThat(looked(jdbc, () -> changes.accounts(everybody(organization), 10))).isLessThan(OTHERS / 10);
        assertThat(looked(jdbc, () -> changes.accounts(everybody(null), 10))).isGreaterThanOrEqualTo(OTHERS);
    }

    private static Scope everybody(@Nullable String organization) {
        return Scope.members(organization, "NAME", "Everybody");
    }

    /// {@return how many groups PostgreSQL looks at for what is done}
    private long looked(JdbcClient jdbc, Runnable work) {
        return transaction.execute(status -> {
            locks.findByKey();
            work.run();
            return jdbc.sql("""
                    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
                      from pg_stat_xact_user_tables where relname = 'directory_group'""").query(Long.class).single();
        });
    }
}
