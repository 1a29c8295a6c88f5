package dev.rollcall.customers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.ClockDouble;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts directories as meters do, again and again.
@RollcallTest
class KeptCountsTests {

    @Autowired
    private DirectoryTable table;
    @Autowired
    private JdbcClient jdbc;

    private final String directory = "dir_" + UUID.randomUUID();

    @AfterEach
    void remove() {
        jdbc.sql("delete from directory where id = ?").param(directory).update();
    }

    @Test
    void lookAtAllDirectoriesEveryFiveMinutes() {
        ClockDouble clock = new ClockDouble(Instant.now());
        CustomerDirectories directories = new CustomerDirectories(table, clock);
        double before = directories.count(DirectoryState.FAILING);
        jdbc.sql("""
                insert into directory (id, organization_id, enabled, first_at, observed_at, observed_event)
                values (?, ?, true, now() - interval '3 days', now(), '')""").params(directory, directory).update();

        clock.goOn(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(directories.count(DirectoryState.FAILING)).isEqualTo(before);
        clock.goOn(Duration.ofSeconds(1));
        assertThat(directories.count(DirectoryState.FAILING)).isEqualTo(before + 1);
    }
}
