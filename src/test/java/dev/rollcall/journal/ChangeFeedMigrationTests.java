package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.TestDatabase;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Brings a journal from before there was a feed into it.
class ChangeFeedMigrationTests {

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestDatabase.createEmpty());
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void saysOfAnAccountThatWasMergedThatItWas() {
        Flyway.configure().dataSource(database).target("7").load().migrate();
        jdbc.sql("""
                insert into app_user (id, organization_id, status, merged_into, created_at, updated_at) values
                    ('018f0000-0000-7000-8000-000000000001', 'org_1', 'ACTIVE', null, now(), now()),
                    ('018f0000-0000-7000-8000-000000000002', 'org_1', 'DEACTIVATED',
                     '018f0000-0000-7000-8000-000000000001', now(), now())""").update();
        jdbc.sql(
                """
                        insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                        select cast('018f0000-0000-7000-8000-00000000000' || account as uuid), 'org_1', kind, '[]', '{}', now(), now()
                          from (values (1, 1, 'user.created'), (2, 2, 'user.created'), (3, 2, 'user.deactivated'),
                                       (4, 2, 'user.updated'), (5, 1, 'user.updated')) as v (place, account, kind)
                         order by place""")
                .update();

        Flyway.configure().dataSource(database).load().migrate();

        assertThat(jdbc.sql("select kind from account_change order by id").query(String.class).list())
                .isEqualTo(List.of("user.created", "user.created", "user.deactivated", "user.merged", "user.updated"));
        assertThat(jdbc.sql("select count(*) from account_change where snapshot is null and position is null")
                .query(Long.class).single()).isEqualTo(5);
    }
}
