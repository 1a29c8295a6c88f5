package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// The figures of reconciliation.
@RollcallTest
class SyncFiguresTests {

    private static final OffsetDateTime NOW = OffsetDateTime.of(2026, 3, 1, 12, 0, 0, 0, ZoneOffset.UTC);

    private final MeterRegistry meters = new SimpleMeterRegistry();

    @Autowired
    private JdbcClient jdbc;

    private SyncFigures figures; // the meters hold it weakly

    @BeforeEach
    @AfterEach
    void empty() {
        jdbc.sql("truncate organization, directory, directory_baseline, sync_run cascade").update();
    }

    @Test
    void showsTheAgeOfTheLastCompleteRunOfEachDirectoryThatIsKeptInStep() {
        directory("dir_seen", true);
        complete("dir_seen", NOW.minusHours(2));
        directory("dir_disabled", false);
        complete("dir_disabled", NOW.minusDays(30));
        jdbc.sql("insert into organization (id, deleted, observed_at, observed_event) values ('org_gone', true, ?, '')")
                .param(NOW).update();
        directory("dir_gone", true);
        complete("dir_gone", NOW.minusDays(30));
        jdbc.sql("update directory set organization_id = 'org_gone' where id = 'dir_gone'").update();
        directory("dir_new", true);

        read(NOW.toInstant());

        assertThat(meters.get("rollcall.sync.complete.age").gauges()).singleElement()
                .returns("dir_seen", gauge -> gauge.getId().getTag("directory"))
                .returns(Duration.ofHours(2).toSeconds() * 1.0, gauge -> gauge.value());
        assertThat(gauge("rollcall.sync.directories.never.complete")).isEqualTo(1);
    }

    @Test
    void countsTheRunsThatWaitForApproval() {
        read(NOW.toInstant());
        assertThat(gauge("rollcall.sync.runs.awaiting.approval")).isZero();
        jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, status, created_at)
                select 'ON_DEMAND', 'FULL', false, s, ?
                  from unnest(array['AWAITING_APPROVAL', 'AWAITING_APPROVAL', 'SUCCEEDED']) s""").param(NOW).update();
        assertThat(gauge("rollcall.sync.runs.awaiting.approval")).as("for 15 seconds").isZero();
        read(NOW.toInstant());
        assertThat(gauge("rollcall.sync.runs.awaiting.approval")).isEqualTo(2);
    }

    @Test
    void knowsNoFigureWhileTheDatabaseCannotBeReached() {
        var unreachable = new DriverManagerDataSource("jdbc:postgresql://localhost:1/none?connectTimeout=1");
        figures = new SyncFigures(meters, JdbcClient.create(unreachable), Clock.systemUTC());
        figures.begin();
        assertThat(gauge("rollcall.sync.runs.awaiting.approval")).isNaN();
    }

    @Test
    void canBeScrapedAgainAndAgain() {
        directory("dir_only", true);
        complete("dir_only", NOW);
        var now = new AtomicReference<>(NOW.toInstant());
        InstantSource time = now::get;
        var prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        figures = new SyncFigures(prometheus, jdbc, time.withZone(ZoneOffset.UTC));
        figures.begin();

        // The order in which meters are read is another one each time.
        for (int scrape = 1; scrape <= 100; scrape++) {
            now.updateAndGet(instant -> instant.plus(SyncFigures.KEPT));
            assertThat(prometheus.scrape()).contains("rollcall_sync_complete_age_seconds{directory=\"dir_only\"} %d.0"
                    .formatted(scrape * SyncFigures.KEPT.toSeconds()));
        }
    }

    private void read(Instant now) {
        meters.clear();
        figures = new SyncFigures(meters, jdbc, Clock.fixed(now, ZoneOffset.UTC));
        figures.begin();
    }

    private void directory(String id, boolean enabled) {
        jdbc.sql(
                "insert into directory (id, organization_id, enabled, observed_at, observed_event) values (?, 'org_1', ?, ?, '')")
                .params(id, enabled, NOW).update();
    }

    private void complete(String id, OffsetDateTime at) {
        jdbc.sql(
                "insert into directory_baseline (directory_id, organization_id, listed_from, full_run_at) values (?, 'org_1', ?, ?)")
                .params(id, at, at).update();
    }

    private double gauge(String name) {
        return meters.get(name).gauge().value();
    }
}
