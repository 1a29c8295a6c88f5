package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.accounts.AccountFigures.Counts;
import dev.rollcall.admin.Verdict.Problem;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.inbox.InboxHealth;
import dev.rollcall.push.PushReport;
import dev.rollcall.reconcile.DirectoryRun;
import dev.rollcall.reconcile.SyncStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTests {

    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");

    private static final Counts NONE = new Counts(0, 0, 0, 0);

    private static InboxHealth inbox(long pending, Duration age, long dead) {
        return new InboxHealth(pending, pending == 0 ? null : NOW.minus(age), dead, NOW, List.of(), 0, null, null);
    }

    private static DirectoryRun directory(boolean enabled, Duration age) {
        return new DirectoryRun("dir_1", "org_1", enabled, null, age == null ? null : NOW.minus(age), null, null, null,
                null);
    }

    private static DirectoryRun unseen(Duration knownFor, boolean looksAgain, SyncStatus status) {
        return new DirectoryRun("dir_1", "org_1", true, NOW.minus(knownFor), null, looksAgain ? NOW : null, 7L, status,
                NOW);
    }

    private static List<Problem> all(InboxHealth inbox, long awaitingApproval, Counts accounts,
            DirectoryRun... directories) {
        return Verdict.of(inbox, awaitingApproval, List.of(directories), accounts, new ReadableTime(NOW)).problems();
    }

    private static List<String> problems(InboxHealth inbox, long awaitingApproval, DirectoryRun... directories) {
        return all(inbox, awaitingApproval, NONE, directories).stream().map(Problem::sentence).toList();
    }

    @Test
    void findsNothingWrongWhileEverythingIsFresh() {
        Verdict verdict = Verdict.of(inbox(3, Duration.ofSeconds(59), 0), 0,
                List.of(directory(true, Duration.ofHours(47)), directory(false, null)), new Counts(0, 0, 3, 4),
                new ReadableTime(NOW));

        assertThat(verdict.isAllRight()).isTrue();
    }

    @Test
    void namesEverythingThatWantsAPerson() {
        assertThat(problems(inbox(1, Duration.ofMinutes(5), 2), 1, directory(true, Duration.ofDays(3))))
                .containsExactly("1 event is not applied yet, the oldest since 5 min.",
                        "2 events could not be applied: read why, mend it, replay.",
                        "1 run waits for somebody to approve what it is holding back.",
                        "Directory dir_1 was last seen as a whole 3 days ago.");
        assertThat(problems(inbox(0, Duration.ZERO, 0), 2, directory(true, null))).containsExactly(
                "2 runs wait for somebody to approve what they are holding back.",
                "Directory dir_1 has not been seen as a whole yet.");
    }

    @Test
    void namesCustomersWhoseDirectoriesWantSomebody() {
        Verdict well = new Verdict(List.of());

        assertThat(well.with(state -> Double.NaN).isAllRight()).isTrue();
        assertThat(well.with(state -> state == DirectoryState.WORKING || state == DirectoryState.WAITING ? 5 : 0)
                .isAllRight()).isTrue();
        assertThat(well.with(state -> state.ordinal() - 2).problems()).containsExactly(
                new Problem("1 customer's directory will soon have to sign in with a new token.",
                        "/console/customers?state=TOKEN_EXPIRING"),
                new Problem("2 customers' directories cannot sign in any more, for want of a new token.",
                        "/console/customers?state=TOKEN_EXPIRED"),
                new Problem("3 customers' directories could not be read as a whole.",
                        "/console/customers?state=FAILING"));
    }

    @Test
    void saysWhatTheApplicationHasNotHeard() {
        ReadableTime time = new ReadableTime(NOW);
        Verdict well = new Verdict(List.of());

        assertThat(well.with(PushReport.OFF, time).isAllRight()).isTrue();
        assertThat(well.with(push(60, null, 0), time).isAllRight()).isTrue();
        assertThat(well.with(push(360, "It answered 500.", 1), time).problems()).containsExactly(
                new Problem("Your application has not confirmed changes for 6 min: It answered 500.", "#push"),
                new Problem("1 change could not be delivered to your application.", "#push"));
        assertThat(well.with(push(61, null, 2), time).problems()).extracting(Problem::sentence).containsExactly(
                "Your application has not confirmed changes for 61 s.",
                "2 changes could not be delivered to your application.");
    }

    private static PushReport push(double lag, String error, long undelivered) {
        return new PushReport(true, "1", null, 1, lag, null, error, undelivered, List.of());
    }

    @Test
    void leavesADirectoryAloneThatIsBeingLookedAt() {
        InboxHealth well = inbox(0, Duration.ZERO, 0);

        assertThat(problems(well, 0, unseen(Duration.ofSeconds(5), false, SyncStatus.RUNNING))).isEmpty();
        assertThat(problems(well, 0, unseen(Duration.ofHours(1), true, SyncStatus.INCOMPLETE))).isEmpty();
        assertThat(problems(well, 0, unseen(Duration.ofHours(1), false, SyncStatus.INCOMPLETE)))
                .containsExactly("Directory dir_1 has not been seen as a whole yet.");
        assertThat(problems(well, 0, unseen(Duration.ofDays(3), true, SyncStatus.RUNNING)))
                .containsExactly("Directory dir_1 has not been seen as a whole yet.");
    }

    @Test
    void leadsToTheAccountsThatSomebodyShouldLookAt() {
        InboxHealth well = inbox(0, Duration.ZERO, 0);

        assertThat(all(well, 0, new Counts(1, 2, 0, 0))).containsExactly(new Problem(
                "On 1 account what was granted by hand rests: see who has it now, grant it again or take it back.",
                "/console/people?state=RESTING"),
                new Problem("2 accounts wait for an address that another active account has.",
                        "/console/people?state=WAITING"));
        assertThat(all(well, 0, new Counts(2, 1, 0, 0))).extracting(Problem::sentence).containsExactly(
                "On 2 accounts what was granted by hand rests: see who has them now, grant it again or take it back.",
                "1 account waits for an address that another active account has.");
    }
}
