package dev.rollcall.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Asks the history that Flyway keeps whether there is anything to migrate, for which Flyway itself needs a second of a
/// core at every start. It is sure if exactly the migrations that come with the service have been applied, and
/// as they are now, whatever newer ones there are beside them. In every other case Flyway finds out.
@Component
class AppliedMigrations implements FlywayMigrationStrategy {

    private static final String OWN = "classpath:db/migration";

    @Override
    public void migrate(Flyway flyway) {
        if (!areAll(flyway.getConfiguration())) {
            flyway.migrate();
        }
    }

    /// {@return whether Flyway would surely find nothing to do and nothing to object to}
    static boolean areAll(Configuration flyway) {
        boolean isAsItComes = flyway.getSchemas().length == 0 && flyway.getDefaultSchema() == null
                && Stream.of(flyway.getLocations()).map(Object::toString).toList().equals(List.of(OWN));
        try {
            return isAsItComes && areAll(own(), applied(flyway));
        } catch (DataAccessException unknown) {
            return false; // Flyway will say why
        }
    }

    private static boolean areAll(Set<Applied> own, Set<Applied> applied) {
        MigrationVersion newest = own.stream().map(Applied::version).max(MigrationVersion::compareTo).orElseThrow();
        return own
                .equals(applied.stream().filter(one -> !one.version().isNewerThan(newest)).collect(Collectors.toSet()));
    }

    private static Set<Applied> own() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver().getResources(OWN + "/V*__*.sql");
            return Stream.of(files).map(AppliedMigrations::own).collect(Collectors.toSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Applied own(Resource file) {
        String name = String.valueOf(file.getFilename());
        return new Applied(MigrationVersion.fromVersion(name.substring(1, name.indexOf("__"))), checksum(file), true);
    }

    /// {@return Flyway's: of the lines, whatever ends them}
    private static int checksum(Resource file) {
        CRC32 checksum = new CRC32();
        try (var lines = new BufferedReader(new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(line -> checksum.update(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return (int) checksum.getValue();
    }

    private static Set<Applied> applied(Configuration flyway) {
        JdbcClient jdbc = JdbcClient.create(flyway.getDataSource());
        // Asked for what is not there, PostgreSQL would write an error into its log.
        boolean isKept = jdbc.sql("select to_regclass(:table) is not null").param("table", flyway.getTable())
                .query(Boolean.class).single();
        return !isKept ? Set.of()
                : jdbc.sql("select version, checksum, success from " + flyway.getTable() + " where version is not null")
                        .query((row, number) -> new Applied(MigrationVersion.fromVersion(row.getString("version")),
                                row.getInt("checksum"), row.getBoolean("success")))
                        .set();
    }

    private record Applied(MigrationVersion version, int checksum, boolean succeeded) {
    }
}
