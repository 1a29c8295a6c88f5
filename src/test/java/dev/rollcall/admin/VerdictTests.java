package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.accounts.AccountFigures.Counts;
import dev.rollcall.admin.Verdict.Problem;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.inbox.InboxHealth;
import dev.rollcall.push.PushReport;
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

    private static List<Problem> all(InboxHealth inbox, long awaitingApproval, Counts accounts) {
        return Verdict.of(inbox, awaitingApproval, false, accounts, new ReadableTime(NOW)).problems();
    }

    private static List<String> problems(InboxHealth inbox, long awaitingApproval) {
        return all(inbox, awaitingApproval, NONE).stream().map(Problem::sentence).toList();
    }

    @Test
    void findsNothingWrongWhileEverythingIsFresh() {
        Verdict verdict = Verdict.of(inbox(3, Duration.ofSeconds(59), 0), 0, false, new Counts(0, 0, 3, 4),
                new ReadableTime(NOW));

        assertThat(verdict.isAllRight()).isTrue();
    }

    @Test
    void namesEverythingThatWantsAPerson() {
        assertThat(problems(inbox(1, Duration.ofMinutes(5), 2), 1)).containsExactly(
                "1 event is not applied yet, the oldest since 5 min.",
                "2 events could not be applied: read why, mend it, replay.",
                "1 run waits for somebody to approve what it is holding back.");
        assertThat(problems(inbox(0, Duration.ZERO, 0), 2))
                .containsExactly("2 runs wait for somebody to approve what they are holding back.");
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
    void saysThatNoDirectoryCanBeRead() {
        assertThat(Verdict.of(inbox(0, Duration.ZERO, 0), 0, true, NONE, new ReadableTime(NOW)).problems())
                .containsExactly(
                        new Problem("Runs cannot read any directory: see why the last ones failed.", "/console/runs"));
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
