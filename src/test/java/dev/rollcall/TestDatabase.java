package dev.rollcall;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Gives each application context a database of its own on one real PostgreSQL, which ends with the tests.
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String USER = "postgres";

    /// Each of the contexts that Spring's cache keeps has a pool. No test pulls the plug, so nothing has to be on a disk.
    private static final Map<String, String> CONFIGURATION = Map.of("max_connections", "600", "fsync", "off",
            "full_page_writes", "off", "wal_level", "minimal", "max_wal_senders", "0", "max_wal_size", "4GB");

    private static final EmbeddedPostgres POSTGRES = start();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /// The schema, which is copied more quickly than it is made. Made when it is first wanted.
    private static final class Template {

        private static final String NAME = migrated();

        private static String migrated() {
            String name = newDatabase("template0");
            Flyway.configure().dataSource(url(name), USER, USER).load().migrate();
            return name;
        }
    }

    private static EmbeddedPostgres start() {
        try {
            EmbeddedPostgres.Builder postgres = EmbeddedPostgres.builder().setPort(JavaProcess.freePort());
            CONFIGURATION.forEach(postgres::setServerConfig);
            return postgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return the JDBC URL of a new database with Rollcall's tables and nothing in them}
    public static String create() {
        return url(newDatabase(Template.NAME));
    }

    /// {@return the JDBC URL of a new database with nothing at all}
    public static String createEmpty() {
        return url(newDatabase("template0"));
    }

    /// @param locale as `create database` takes it, such as `locale 'C'`
    /// @return the JDBC URL of a new database of this locale with Rollcall's tables and nothing in them
    public static String createIn(String locale) {
        String url = url(newDatabase("template0 encoding 'UTF8' " + locale));
        Flyway.configure().dataSource(url, USER, USER).load().migrate();
        return url;
    }

    private static String newDatabase(String template) {
        String name = "rollcall_" + DATABASES.incrementAndGet();
        try (Connection connection = POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    private static String url(String name) {
        return POSTGRES.getJdbcUrl(USER, name);
    }

    /// {@return how many connections to this database stand in line for an organization or another advisory lock}
    public static long inLine(JdbcClient jdbc) {
        return jdbc.sql("""
                select count(*) from pg_locks
                 where locktype = 'advisory' and not granted
                   and database = (select oid from pg_database where datname = current_database())""").query(Long.class)
                .single();
    }

    /// {@return how many connections to this database wait for a table that another one has to itself}
    public static long inLineForATable(JdbcClient jdbc, String table) {
        return jdbc.sql("""
                select count(*) from pg_locks waiting join pg_locks held using (locktype, database, relation)
                 where not waiting.granted and held.granted and held.mode = 'AccessExclusiveLock'
                   and database = (select oid from pg_database where datname = current_database())
                   and relation = cast(? as regclass)""").param(table).query(Long.class).single();
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestPropertyValues.of("spring.datasource.url=" + create(), "spring.datasource.username=" + USER,
                "spring.datasource.password=" + USER).applyTo(context);
    }
}
