package dev.rollcall.admin;

import dev.rollcall.inbox.InboxHealth;
import dev.rollcall.reconcile.DirectoryRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whether everything is all right, and if not, what is not.
///
/// @param problems what wants a person, a sentence each
record Verdict(List<Problem> problems) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration LONG_AGO = Duration.ofDays(2);

    /// Something that wants a person.
    ///
    /// @param sentence what it is
    /// @param link where to do something about it
    record Problem(String sentence, String link) {
    }

    /// @param inbox how the inbox is doing
    /// @param awaitingApproval how many runs wait
    /// @param directories the directories that were not seen for longest
    static Verdict of(InboxHealth inbox, long awaitingApproval, List<DirectoryRun> directories, ReadableTime time) {
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
        directories.stream()
                .filter(directory -> directory.enabled() && (directory.completeAt() == null
                        || directory.completeAt().plus(LONG_AGO).isBefore(time.now())))
                .findFirst()
                .ifPresent(directory -> problems.add(new Problem(
                        "Directory %s %s.".formatted(directory.directoryId(),
                                directory.completeAt() == null ? "has not been seen as a whole yet"
                                        : "was last seen as a whole " + time.ago(directory.completeAt())),
                        "#directories")));
        return new Verdict(problems);
    }

    /// {@return whether nothing wants a person}
    public boolean isAllRight() {
        return problems.isEmpty();
    }
}
