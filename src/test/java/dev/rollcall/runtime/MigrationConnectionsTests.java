package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.faults.Line;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Migrations that take longer than the service ever waits for the database, and that go another way.
class MigrationConnectionsTests {

    private final String url = TestDatabase.createEmpty();

    @Test
    void haveNoneOfTheServicesTimeLimits(@TempDir Path migrations) throws IOException {
        Files.writeString(migrations.resolve("V9999__slow.sql"),
                """
                        create table slow as
                        select current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle
                          from pg_sleep(3);
                        """);
        try (ConfigurableApplicationContext rollcall = start(
                "--spring.datasource.hikari.data-source-properties.socketTimeout=1",
                "--spring.flyway.locations=classpath:db/migration,filesystem:" + migrations)) {
            assertThat(rollcall.getBean(JdbcClient.class).sql("select lock, idle from slow").query().singleRow())
                    .containsEntry("lock", "0").containsEntry("idle", "0");
        }
    }

    @Test
    void goWhereTheirOwnUrlLeads() {
        String elsewhere = TestDatabase.createEmpty();

        assertThatException().as("the service's own database has no tables")
                .isThrownBy(() -> start("--spring.flyway.url=" + elsewhere));

        assertThat(JdbcClient.create(new DriverManagerDataSource(elsewhere, "postgres", "postgres"))
                .sql("select count(*) from webhook_event").query(Long.class).single()).isZero();
    }

    @Test
    void areNotAskedWhetherTheServiceIsReady() throws IOException {
        URI database = URI.create(url.substring("jdbc:".length()));
        try (var line = new Line(database.getPort());
                ConfigurableApplicationContext rollcall = start("--spring.flyway.url="
                        + url.replace(":" + database.getPort() + "/", ":" + line.port() + "/"))) {
            line.cut();

            var client = new RollcallClient(
                    rollcall.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(client.send(client.request("/actuator/health/readiness").build()).status()).isEqualTo(200);
        }
    }

    private ConfigurableApplicationContext start(String... settings) {
        return new SpringApplication(Rollcall.class).run(Stream
                .concat(Stream.of("--spring.datasource.url=" + url, "--spring.datasource.username=postgres",
                        "--spring.datasource.password=postgres", "--server.port=0",
                        "--rollcall.reconcile.automatic=false", "--SCALEKIT_ENVIRONMENT_URL=http://localhost:1",
                        "--SCALEKIT_CLIENT_ID=skc_test", "--SCALEKIT_CLIENT_SECRET=test",
                        "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET), Stream.of(settings))
                .toArray(String[]::new));
    }
}
