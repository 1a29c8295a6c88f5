package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The users that Docker Compose and `docs/operations.md` make: Rollcall works as each, and as the last one it cannot rewrite
/// who did what.
class DatabaseUsersTests {

    private static final String PASSWORD = "it's only a test's";
    private static final Path GUIDE = Path.of("docs/operations.md");
    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);
    // Without the user in it, who else would go before the one that is given.
    private static final String URL = TestDatabase.createEmpty().replaceAll("\\?.*", "");
    private static final String NAME = URL.substring(URL.lastIndexOf('/') + 1);

    private final JdbcClient superuser = as("postgres", "postgres");

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void rollcallNeedsNoSuperuserAndCannotRewriteWhoDidWhat(@TempDir Path migrations) throws Exception {
        makeTheUserOfDockerCompose();
        JdbcClient rollcall = as("rollcall", PASSWORD);
        assertThat(rollcall.sql(
                "select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls from pg_roles where rolname = current_user")
                .query(Boolean.class).single()).isFalse();
        Flyway.configure().dataSource(URL, "rollcall", PASSWORD).load().migrate();

        superuser.sql(statementOfTheGuide()).update();
        Files.writeString(migrations.resolve("V9999__later.sql"), "create table later (id bigserial)");
        try (ConfigurableApplicationContext service = start("--SPRING_FLYWAY_USER=rollcall_owner",
                "--SPRING_FLYWAY_PASSWORD=" + PASSWORD,
                "--spring.flyway.locations=classpath:db/migration,filesystem:" + migrations)) {
            works(service, "together");
            service.getBean(JdbcClient.class).sql("insert into later default values").update();
        }
        try (ConfigurableApplicationContext service = start("--spring.flyway.enabled=false")) {
            works(service, "apart");
        }
        cannotRewriteWhoDidWhat(rollcall);
        forgetsWhatIsOld(rollcall);
    }

    private static void works(ConfigurableApplicationContext service, String customer) {
        var client = new RollcallClient(
                service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        client.deliver(
                ScalekitEvents.userCreated("diruser_" + customer).in("org_" + customer).email("ann@example.com"));
        assertThat(client.post("/api/v1/role-mappings",
                "{\"match\":\"NAME\",\"value\":\"%s\",\"role\":\"editor\"}".formatted(customer)).status())
                        .isEqualTo(201);
        assertThat(client.get("/api/v1/users?organization_id=org_" + customer).json().path("data")).hasSize(1);
        String run = client.post("/api/v1/sync-runs", "{}").json().path("id").asString();
        Awaitility.await()
                .untilAsserted(() -> assertThat(client.get("/api/v1/sync-runs/" + run).json().path("status").asString())
                        .isEqualTo("SUCCEEDED"));
        Awaitility.await().untilAsserted(() -> assertThat(client.get("/api/v1/audit").json().path("data").valueStream()
                .map(entry -> entry.path("status").asInt(0))).hasSizeGreaterThan(1).isSubsetOf(201, 202));
    }

    private void cannotRewriteWhoDidWhat(JdbcClient rollcall) {
        List<Map<String, Object>> entries = entries();
        assertThat(entries).isNotEmpty();

        assertThat(rollcall.sql("update audit_entry set status = 200, details = '{}'").update()).isZero();
        assertThat(rollcall.sql("delete from audit_entry").update()).isZero();
        for (String rewriting : List.of("update audit_entry set actor = 'nobody'",
                "update audit_entry set occurred_at = now() - interval '2 years'", "truncate audit_entry",
                "drop table audit_entry", "alter table audit_entry disable row level security",
                "drop policy completing on audit_entry",
                "create rule none as on insert to audit_entry do instead nothing",
                "update flyway_schema_history set checksum = 0", "create table public.audit_log ()",
                "set role rollcall_owner")) {
            assertThatThrownBy(() -> rollcall.sql(rewriting).update()).as(rewriting).rootCause()
                    .hasMessageFindingMatch("permission denied|must be owner");
        }
        assertThat(entries()).isEqualTo(entries);
    }

    private void forgetsWhatIsOld(JdbcClient rollcall) {
        superuser
                .sql("""
                        insert into audit_entry (occurred_at, actor, method, path)
                        values (now() - interval '366 days', 'admin', 'POST', '/'), (now() - interval '364 days', 'admin', 'PUT', '/')""")
                .update();
        assertThat(rollcall.sql("delete from audit_entry where occurred_at < now() - interval '1 day'").update())
                .isEqualTo(1);
        // One that has not ended can be completed, and then no more.
        assertThat(rollcall.sql("update audit_entry set status = 200 where method = 'PUT' and path = '/'").update())
                .isEqualTo(1);
        assertThat(rollcall.sql("update audit_entry set status = 201 where method = 'PUT' and path = '/'").update())
                .isZero();
    }

    private List<Map<String, Object>> entries() {
        return superuser.sql("select id, actor, details::text, status from audit_entry order by id").query()
                .listOfRows();
    }

    private static void makeTheUserOfDockerCompose() throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("ops/postgres/10-rollcall.sh").inheritIO();
        script.environment()
                .putAll(Map.of("PGHOST", "localhost", "PGPORT",
                        Integer.toString(URI.create(URL.substring("jdbc:".length())).getPort()), "PGPASSWORD",
                        "postgres", "POSTGRES_USER", "postgres", "POSTGRES_DB", NAME, "ROLLCALL_PASSWORD", PASSWORD));
        assertThat(script.start().waitFor()).isZero();
    }

    private static String statementOfTheGuide() throws IOException {
        Matcher statement = Pattern.compile("(?s)## A user for migrations\n.*?```sql\n(.*?)```")
                .matcher(Files.readString(GUIDE));
        assertThat(statement.find()).isTrue();
        return statement.group(1).replace("…", PASSWORD.replace("'", "''"));
    }

    private static JdbcClient as(String user, String password) {
        return JdbcClient.create(new DriverManagerDataSource(URL, user, password));
    }

    private static ConfigurableApplicationContext start(String... settings) {
        return new SpringApplication(Rollcall.class).run(Stream
                .concat(Stream.of("--spring.datasource.url=" + URL, "--spring.datasource.username=rollcall",
                        "--spring.datasource.password=" + PASSWORD, "--server.port=0",
                        "--rollcall.reconcile.automatic=false", "--SCALEKIT_ENVIRONMENT_URL=" + SCALEKIT.url(),
                        "--SCALEKIT_CLIENT_ID=skc_test", "--SCALEKIT_CLIENT_SECRET=test",
                        "--rollcall.admin-token=" + RollcallTest.ADMIN_TOKEN,
                        "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET), Stream.of(settings))
                .toArray(String[]::new));
    }
}
