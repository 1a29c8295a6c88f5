package dev.rollcall.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.inbox.ClockDouble;
import dev.rollcall.simulator.ChannelDouble;
import dev.rollcall.simulator.ScalekitEvents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lets happen what wants a person, and reads what a channel is told.
@RollcallTest
class ConditionsTests {

    private static final ChannelDouble CHANNEL = ChannelDouble.start();

    @Autowired
    private RollcallClient client;
    @Autowired
    private List<ConditionSource> sources;
    @Autowired
    private CustomerDirectories directories;
    @Autowired
    private CustomerNames names;
    @Autowired
    private NoticeBoard board;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();
    private Notifier notifier;

    @AfterAll
    static void stop() {
        CHANNEL.close();
    }

    @BeforeEach
    @AfterEach
    void beginAnew() {
        jdbc.sql("truncate sync_run, directory, directory_baseline, directory_report, notice cascade").update();
        jdbc.sql("delete from webhook_event where status = 'DEAD'").update();
        notifier = notifier();
        CHANNEL.reset();
    }

    /// {@return one that has not looked at the directories yet: what it finds it keeps for some minutes}
    private Notifier notifier() {
        List<ConditionSource> anew = sources.stream()
                .map(source -> source instanceof CustomerConditions
                        ? new CustomerConditions(directories, names, Clock.systemUTC())
                        : source)
                .toList();
        return new Notifier(anew, board, CHANNEL.url(), new SimpleMeterRegistry(), Clock.systemUTC());
    }

    @Test
    void areTheDeactivationsThatTheSafeguardForWebhooksHolds() throws InterruptedException {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Acme <!channel>\n& Söhne"));
        IntStream.range(0, 12).forEach(number -> client.deliver(
                ScalekitEvents.userCreated(id(number)).in(organization).email("ann" + number + "@acme.example")));
        IntStream.range(0, 12)
                .forEach(number -> client.deliver(ScalekitEvents.userDeleted(id(number)).in(organization)));
        long run = jdbc.sql("select id from sync_run where organization_id = ?").param(organization).query(Long.class)
                .single();

        notifier.look();
        notifier.look();

        String told = "Of customer \"Acme channel & Söhne\" webhooks would take access from more people than the safeguard lets pass: 2 changes wait. Who is held keeps access until somebody approves or rejects that. https://rollcall.example.com/console/runs/%d/approval";
        assertThat(CHANNEL.texts()).containsExactly("Rollcall: " + told.formatted(run))
                .noneMatch(text -> text.contains("@") || text.contains("diruser"));

        jdbc.sql("update sync_run set status = 'CANCELLED' where id = ?").param(run).update();
        notifier.look();
        assertThat(CHANNEL.texts()).hasSize(2).last().isEqualTo("Rollcall, resolved: " + told.formatted(run));
    }

    @Test
    void areDeadLetters() throws InterruptedException {
        client.deliver("not JSON".getBytes(UTF_8));
        notifier.look();
        assertThat(CHANNEL.texts()).containsExactly(
                "Rollcall: 1 event could not be applied: read why, mend it, replay. https://rollcall.example.com/console/events?status=DEAD");
    }

    @Test
    void areDirectoriesThatCannotBeReadOrWereNotSeenForLong() throws InterruptedException {
        directory("dir_fails", true, 1);
        directory("dir_moves", true, 1);
        directory("dir_forgotten", true, 27);
        directory("dir_gone", true, 27);
        jdbc.sql("update directory_baseline set gone_at = now() where directory_id = 'dir_gone'").update();
        directory("dir_new", false, 23);
        directory("dir_never", false, 25);
        directory("dir_disabled", false, 25);
        jdbc.sql("update directory set enabled = false where id = 'dir_disabled'").update();
        look(run(false, null), "dir_fails", "Ann is broken.", false);
        look(run(false, null), "dir_moves", "It changed.", true);

        notifier.look();

        List<String> failing = List.of("dir_fails", "dir_forgotten", "dir_never");
        assertThat(CHANNEL.texts())
                .containsExactlyInAnyOrderElementsOf(failing.stream().map(id -> "Rollcall: " + failing(id)).toList());
        assertThat(directories.having(DirectoryState.FAILING, null, 10)).as("the page says the same")
                .extracting(directory -> directory.view().id()).isEqualTo(failing);
    }

    @Test
    void areNoneOfADirectoryOnceARunHasSeenAllOfItAndNotOnlyOnePerson() throws InterruptedException {
        directory("dir_fails", true, 1);
        look(run(false, null), "dir_fails", "Ann is broken.", false);
        look(run(true, "mailto:ann@acme.example"), "dir_fails", null, false);
        look(run(true, null), "dir_fails", null, false);

        notifier().look();
        assertThat(CHANNEL.texts()).containsExactly("Rollcall: " + failing("dir_fails"));

        look(run(false, null), "dir_fails", null, false);
        notifier().look();
        assertThat(CHANNEL.texts()).hasSize(2).last().isEqualTo("Rollcall, resolved: " + failing("dir_fails"));
    }

    @Test
    void areLookedForInAllDirectoriesEveryFiveMinutes() {
        ClockDouble clock = new ClockDouble(Instant.now());
        CustomerConditions conditions = new CustomerConditions(directories, names, clock);
        assertThat(conditions.current()).isEmpty();
        directory("dir_forgotten", true, 27);

        clock.goOn(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(conditions.current()).isEmpty();
        clock.goOn(Duration.ofSeconds(1));
        assertThat(conditions.current()).extracting(Condition::id).containsExactly("directory-failing:dir_forgotten");
    }

    @Test
    void areTokensThatExpire() throws InterruptedException {
        directory("dir_ends", true, 1);
        directory("dir_ended", true, 1);
        directory("dir_lasts", true, 1);
        token("dir_ends", Duration.ofDays(13));
        token("dir_ended", Duration.ofDays(-1));
        token("dir_lasts", Duration.ofDays(15));

        notifier.look();
        notifier.look();

        String told = "Of customer \"%s\" the token that the directory %s signs in with %s any more, leavers above all. https://rollcall.example.com/console/customers/%s";
        String ends = told.formatted(organization, "dir_ends", "expires soon. Then nothing comes", organization);
        assertThat(CHANNEL.texts()).containsExactlyInAnyOrder("Rollcall: " + ends,
                "Rollcall: " + told.formatted(organization, "dir_ended", "has expired. Nothing comes", organization));
    }

    @Test
    void areRunsOfWhichNoneReadsAnything() throws InterruptedException {
        failedRun();
        notifier.look();
        assertThat(CHANNEL.texts()).as("one may be an accident").isEmpty();
        failedRun();
        notifier.look();
        assertThat(CHANNEL.texts()).containsExactly(
                "Rollcall: Runs cannot read any directory. Webhooks go on; what they miss is not put right. https://rollcall.example.com/console/runs");
    }

    @Test
    void haveTheThresholdsOfTheAlerts() throws Exception {
        assertThat(Files.readString(Path.of("ops/prometheus/alerts.yml")))
                .contains("(rollcall_push_lag_seconds) > %d\n".formatted(PushConditions.LONGEST_LAG.toSeconds()));
    }

    private String failing(String directory) {
        return "Of customer \"%s\" runs do not get to see all of the directory %s. Webhooks go on; what they miss, leavers above all, is not put right. https://rollcall.example.com/console/customers/%s"
                .formatted(organization, directory, organization);
    }

    /// {@return a run that has ended}
    private long run(boolean isDry, String person) {
        return jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, status, created_at, directory_user_id)
                values ('ON_DEMAND', 'FULL', ?, 'SUCCEEDED', now(), ?) returning id""").params(isDry, person)
                .query(Long.class).single();
    }

    private void look(long run, String directory, String defect, boolean isMoved) {
        jdbc.sql("""
                insert into sync_run_directory (run_id, organization_id, directory_id, mode, phase, defect, moved)
                values (?, ?, ?, 'FULL', 'DONE', ?, ?)""").params(run, organization, directory, defect, isMoved)
                .update();
    }

    private void failedRun() {
        jdbc.sql("""
                insert into sync_run (trigger, mode, dry_run, status, created_at)
                values ('SCHEDULED', 'FULL', false, 'FAILED', now())""").update();
    }

    private void directory(String id, boolean isComplete, int hours) {
        OffsetDateTime then = OffsetDateTime.now(ZoneOffset.UTC).minusHours(hours);
        jdbc.sql("""
                insert into directory (id, organization_id, enabled, first_at, observed_at, observed_event)
                values (?, ?, true, ?, ?, '')""").params(id, organization, then, then).update();
        if (isComplete) {
            jdbc.sql("""
                    insert into directory_baseline (directory_id, organization_id, listed_from, full_run_at)
                    values (?, ?, ?, ?)""").params(id, organization, then, then).update();
        }
    }

    private void token(String directory, Duration lasts) {
        jdbc.sql("""
                insert into directory_report (directory_id, fetched_at, noted_at, attribute_mappings, tokens)
                values (?, now(), now(), '[]', ?)""").params(directory,
                "[{\"suffix\":\"Nzg5\",\"active\":true,\"expiresAt\":\"%s\"}]".formatted(Instant.now().plus(lasts)))
                .update();
    }

    private String id(int number) {
        return "diruser_%d_%s".formatted(number, organization);
    }
}
