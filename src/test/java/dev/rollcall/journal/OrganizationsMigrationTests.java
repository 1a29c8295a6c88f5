package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Brings a database from before organizations were listed into their list.
class OrganizationsMigrationTests {

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestDatabase.createEmpty());
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void knowsThoseOfWhichOnlyUsersOrDirectoriesTold() {
        Flyway.configure().dataSource(database).target("23").load().migrate();
        jdbc.sql("""
                insert into organization (id, display_name, observed_at, observed_event)
                values ('org_named', 'Acme', now(), 'evt_1')""").update();
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, status, created_at, updated_at)
                        select cast('018f0000-0000-7000-8000-00000000000' || number as uuid), organization, 'ACTIVE', now(), now()
                          from (values (1, 'org_named'), (2, 'org_used'), (3, 'org_used'), (4, '')) as v (number, organization)""")
                .update();
        jdbc.sql("""
                insert into directory (id, organization_id, enabled, observed_at, observed_event)
                values ('dir_1', 'org_connected', true, now(), 'evt_2')""").update();

        Flyway.configure().dataSource(database).load().migrate();

        Organizations organizations = new Organizations(jdbc);
        assertThat(organizations.list(null, null, 10)).extracting(OrganizationView::id)
                .containsExactlyInAnyOrder("org_named", "org_used", "org_connected");
        assertThat(organizations.find("org_named")).get().extracting(OrganizationView::name).isEqualTo("Acme");
        assertThat(organizations.find("org_used")).get().extracting(OrganizationView::externalId).isNull();
    }
}
