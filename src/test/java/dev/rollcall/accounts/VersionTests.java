package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.TestDatabase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Which of two statements is newer (the design's rule 4).
class VersionTests {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> PIECES = List.of("evt_", "api:", ":absent", "9", "10", "007", "7", "0", "00",
            "999", "1000", "123456789012345678901234567890", "a", "Z", "-", "é", "\uFFFD", "\uD83E\uDD8A", " ", "_");

    @Test
    void countsNanoseconds() {
        assertThat(new Version(NOON.plusNanos(800), "evt_2")).isLessThan(new Version(NOON.plusNanos(801), "evt_1"));
        assertThat(new Version(NOON.plusNanos(1), "evt_1").instant()).isEqualTo(NOON.plusNanos(1));
    }

    @Test
    void readsTheDigitsOfAnIdAsANumber() {
        assertThat(new Version(NOON, "evt_999")).isLessThan(new Version(NOON, "evt_1000"));
        assertThat(new Version(NOON, "evt_07")).isNotEqualByComparingTo(new Version(NOON, "evt_7"));
    }

    @Test
    void isReadAsItIsWritten() {
        Version version = new Version(NOON.plusNanos(1_000_001), "an event with blanks");
        assertThat(Version.parse(version.text())).isEqualTo(version);
        assertThat(Version.parse("2026-03-01T12:00:00.5Z evt_1")).as("as an earlier version wrote it")
                .isEqualTo(new Version(NOON.plusMillis(500), "evt_1"));
    }

    @Test
    void isOrderedInTheDatabaseAsHere() {
        DriverManagerDataSource database = new DriverManagerDataSource(TestDatabase.create());
        Random random = new Random(4);
        List<Version> ones = new ArrayList<>();
        List<Version> others = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            ones.add(version(random));
            others.add(version(random));
        }
        List<Integer> inTheDatabase = JdbcClient.create(database).sql("""
                select case when one = other then 0 when one < other then -1 else 1 end
                  from (select place, row(at, nanos, event_order(event), event collate "C") as one,
                               row(other_at, other_nanos, event_order(other_event), other_event collate "C") as other
                          from unnest(cast(:at as timestamptz[]), cast(:nanos as smallint[]), cast(:events as text[]),
                                      cast(:otherAt as timestamptz[]), cast(:otherNanos as smallint[]),
                                      cast(:otherEvents as text[])) with ordinality
                               as pair (at, nanos, event, other_at, other_nanos, other_event, place)) pairs
                 order by place""").param("at", instants(ones)).param("nanos", nanos(ones)).param("events", ids(ones))
                .param("otherAt", instants(others)).param("otherNanos", nanos(others)).param("otherEvents", ids(others))
                .query(Integer.class).list();
        assertThat(inTheDatabase)
                .isEqualTo(IntStream.range(0, ones.size())
                        .mapToObj(i -> Integer.signum(ones.get(i).compareTo(others.get(i)))).toList())
                .contains(-1, 0, 1);
    }

    private static Version version(Random random) {
        StringBuilder id = new StringBuilder();
        for (int pieces = random.nextInt(4); pieces > 0; pieces--) {
            id.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return new Version(NOON.plusNanos(random.nextInt(2) * 1000 + random.nextInt(2)), id.toString());
    }

    private static String[] instants(List<Version> versions) {
        return versions.stream().map(version -> version.at().atOffset(ZoneOffset.UTC).toString())
                .toArray(String[]::new);
    }

    private static Short[] nanos(List<Version> versions) {
        return versions.stream().map(Version::nanos).toArray(Short[]::new);
    }

    private static String[] ids(List<Version> versions) {
        return versions.stream().map(Version::event).toArray(String[]::new);
    }
}
