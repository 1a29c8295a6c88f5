package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.rollcall.TestDatabase;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// When the schema is left as it is without asking Flyway.
class AppliedMigrationsTests {

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestDatabase.create(), "postgres",
            "postgres");
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void areAllOnceTheyHaveBeenApplied() {
        assertThat(AppliedMigrations.areAll(configuration())).isTrue();
    }

    @Test
    void areAllBesideThoseOfANewerVersion() {
        jdbc.sql(
                """
                        insert into flyway_schema_history (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                        values (10000, '10000', 'newer', 'SQL', 'V10000__newer.sql', 1, 'postgres', 1, true)""")
                .update();

        assertThat(AppliedMigrations.areAll(configuration())).isTrue();
    }

    @Test
    void areNotAllWhereThereIsNothing() {
        var empty = new DriverManagerDataSource(TestDatabase.createEmpty(), "postgres", "postgres");

        assertThat(AppliedMigrations.areAll(new FluentConfiguration().dataSource(empty))).isFalse();
    }

    @Test
    void areNotAllIfOneIsStillToBeApplied() {
        jdbc.sql(
                "delete from flyway_schema_history where installed_rank = (select max(installed_rank) from flyway_schema_history)")
                .update();

        assertThat(AppliedMigrations.areAll(configuration())).isFalse();
    }

    @Test
    void areNotAllIfOneHasFailed() {
        jdbc.sql("update flyway_schema_history set success = false where version = '5'").update();

        assertThat(AppliedMigrations.areAll(configuration())).isFalse();
    }

    @Test
    void leaveItToFlywayToRefuseAnotherOneThanWasApplied() {
        jdbc.sql("update flyway_schema_history set checksum = checksum + 1 where version = '5'").update();
        Flyway flyway = configuration().load();

        assertThatException().isThrownBy(() -> new AppliedMigrations().migrate(flyway))
                .isInstanceOf(FlywayException.class).withMessageContaining("checksum mismatch");
    }

    @Test
    void areNotLookedForInAnotherPlaceThanFlywayLooks() {
        assertThat(AppliedMigrations.areAll(configuration().locations("classpath:db/migration", "filesystem:/tmp")))
                .isFalse();
        assertThat(AppliedMigrations.areAll(configuration().schemas("elsewhere"))).isFalse();
    }

    private FluentConfiguration configuration() {
        return new FluentConfiguration().dataSource(database);
    }
}
