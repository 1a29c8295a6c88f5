package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures.Counts;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.inbox.InboxHealth;
import dev.rollcall.push.PushReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Whether everything is all right, and if not, what is not.
///
/// @param problems what wants a person, a sentence each
record Verdict(List<Problem> problems) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// What can be said of one directory as of several.
    private static final Map<DirectoryState, String> DIRECTORIES = new EnumMap<>(
            Map.of(DirectoryState.QUIET, "used to be busy and went quiet", DirectoryState.TOKEN_EXPIRING,
                    "will soon have to sign in with a new token", DirectoryState.TOKEN_EXPIRED,
                    "cannot sign in any more, for want of a new token", DirectoryState.FAILING,
                    "could not be read as a whole"));

    /// Something that wants a person.
    ///
    /// @param sentence what it is
    /// @param link where to do something about it
    record Problem(String sentence, String link) {
    }

    /// @param inbox how the inbox is doing
    /// @param awaitingApproval how many runs wait
    /// @param isNothingRead whether runs cannot read any directory
    /// @param accounts how many accounts there are to look at. That people share an account, or that an address is nobody's
    /// own, may be as it is meant to be: that is for the figures
    static Verdict of(InboxHealth inbox, long awaitingApproval, boolean isNothingRead, Counts accounts,
            ReadableTime time) {
        List<Problem> problems = new ArrayList<>();
        if (inbox.oldestPending() != null && inbox.oldestPending().plus(PATIENCE).isBefore(time.now())) {
            problems.add(new Problem(
                    "%d %s not applied yet, the oldest since %s.".formatted(inbox.pending(),
                            inbox.pending() == 1 ? "event is" : "events are",
                            time.length(Duration.between(inbox.oldestPending(), time.now()))),
                    "/console/events?status=PENDING"));
        }
        if (inbox.dead() > 0) {
            problems.add(new Problem("%d %s not be applied: read why, mend it, replay.".formatted(inbox.dead(),
                    inbox.dead() == 1 ? "event could" : "events could"), "/console/events?status=DEAD"));
        }
        if (awaitingApproval > 0) {
            problems.add(new Problem("%d %s for somebody to approve what %s holding back.".formatted(awaitingApproval,
                    awaitingApproval == 1 ? "run waits" : "runs wait", awaitingApproval == 1 ? "it is" : "they are"),
                    "#approvals"));
        }
        if (isNothingRead) {
            problems.add(new Problem("Runs cannot read any directory: see why the last ones failed.", "/console/runs"));
        }
        addAccounts(accounts, problems);
        return new Verdict(problems);
    }

    /// {@return the same with what wants a person about deliveries to the application}
    Verdict with(PushReport push, ReadableTime time) {
        List<Problem> all = new ArrayList<>(problems);
        Duration lag = Duration.ofMillis((long) (push.lagSeconds() * 1000));
        if (lag.compareTo(PATIENCE) > 0) {
            all.add(new Problem("Your application has not confirmed changes for %s%s".formatted(time.length(lag),
                    push.lastError() == null ? "." : ": " + push.lastError()), "#push"));
        }
        if (push.undeliveredCount() > 0) {
            all.add(new Problem("%d %s not be delivered to your application.".formatted(push.undeliveredCount(),
                    push.undeliveredCount() == 1 ? "change could" : "changes could"), "#push"));
        }
        return new Verdict(all);
    }

    /// {@return the same with what wants a person about customers' directories}
    ///
    /// @param count tells how many directories something is true of
    Verdict with(ToDoubleFunction<DirectoryState> count) {
        List<Problem> all = new ArrayList<>(problems);
        DIRECTORIES.forEach((state, saying) -> {
            long directories = (long) count.applyAsDouble(state);
            if (directories > 0) {
                all.add(new Problem(
                        "%d %s %s.".formatted(directories,
                                directories == 1 ? "customer's directory" : "customers' directories", saying),
                        "/console/customers?state=" + state));
            }
        });
        return new Verdict(all);
    }

    private static void addAccounts(Counts accounts, List<Problem> problems) {
        if (accounts.resting() > 0) {
            problems.add(new Problem(
                    "On %d %s what was granted by hand rests: see who has %s now, grant it again or take it back."
                            .formatted(accounts.resting(), accounts.resting() == 1 ? "account" : "accounts",
                                    accounts.resting() == 1 ? "it" : "them"),
                    "/console/people?state=RESTING"));
        }
        if (accounts.waiting() > 0) {
            problems.add(new Problem(
                    "%d %s for an address that another active account has.".formatted(accounts.waiting(),
                            accounts.waiting() == 1 ? "account waits" : "accounts wait"),
                    "/console/people?state=WAITING"));
        }
    }

    /// {@return whether nothing wants a person}
    public boolean isAllRight() {
        return problems.isEmpty();
    }
}
