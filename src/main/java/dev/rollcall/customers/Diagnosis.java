package dev.rollcall.customers;

import dev.rollcall.scalekit.ListedDirectory.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says how a directory is, from what is known of it: here and nowhere else.
final class Diagnosis {

    /// So long before a token expires, it is said.
    static final Duration WARNING = Duration.ofDays(14);

    /// A full run is made every day, and takes its time. As the alert `RollcallNoCompleteRun` says it.
    static final Duration COMPLETE_WITHIN = Duration.ofHours(26);

    /// So long after it was first heard of, a run has to have seen all of it. As the alert `RollcallDirectoryNeverSeen` says it.
    static final Duration SEEN_WITHIN = Duration.ofDays(1);

    private Diagnosis() {
    }

    /// {@return what is true of a directory, at least one thing, the worst first}
    static List<Finding> of(DirectoryFacts facts, Instant now) {
        if (facts.organization().deleted()) {
            return List.of(new Finding(DirectoryState.GONE, "gone", "Scalekit has deleted the organization."));
        }
        if (facts.gone()) {
            return List.of(new Finding(DirectoryState.GONE, "gone", "Scalekit does not have it any more."));
        }
        if (!facts.enabled()) {
            return List.of(new Finding(DirectoryState.WAITING, "waiting for the customer",
                    "It is not enabled: the customer has to finish its set-up, or enable it again."));
        }
        List<Finding> findings = new ArrayList<>();
        addRuns(facts, now, findings);
        addToken(facts.token(), now, findings);
        Duration silence = facts.rhythm().unusualSilence(now);
        if (silence != null) {
            findings.add(new Finding(DirectoryState.QUIET, "quiet for " + length(silence),
                    "Nothing has come for %s; before, something came on %d of %d days.".formatted(length(silence),
                            facts.rhythm().daysOfLife(), Rhythm.DAYS)));
        }
        if (!facts.hasPeople()) {
            findings.add(new Finding(DirectoryState.WAITING, "waiting for the customer",
                    "It is enabled, and nobody has come yet: the customer has to assign people to it."));
        }
        if (findings.isEmpty()) {
            findings.add(new Finding(DirectoryState.WORKING, "working",
                    facts.completeAt() == null ? "Its events come. No run has seen all of it yet."
                            : "Nothing is wrong with it."));
        }
        findings.sort(Comparator.comparing(Finding::state).reversed());
        return List.copyOf(findings);
    }

    private static void addRuns(DirectoryFacts facts, Instant now, List<Finding> findings) {
        Instant complete = facts.completeAt();
        Instant known = facts.knownAt();
        if (facts.defect() != null) {
            findings.add(failing("The last run did not see all of it. " + facts.defect()));
        } else if (complete == null && (known == null || known.plus(SEEN_WITHIN).isBefore(now))) {
            findings.add(failing("No run has ever seen all of it."));
        } else if (complete != null && complete.plus(COMPLETE_WITHIN).isBefore(now)) {
            findings.add(
                    failing("No run has seen all of it for %s.".formatted(length(Duration.between(complete, now)))));
        }
    }

    private static Finding failing(String sentence) {
        return new Finding(DirectoryState.FAILING, "failing", sentence);
    }

    private static void addToken(@Nullable Token token, Instant now, List<Finding> findings) {
        Instant end = token == null ? null : token.expiresAt();
        if (end == null || end.isAfter(now.plus(WARNING))) {
            return;
        }
        if (end.isAfter(now)) {
            String left = length(Duration.between(now, end));
            findings.add(new Finding(DirectoryState.TOKEN_EXPIRING, "token expires in " + left,
                    "The token that the customer's directory signs in with expires in %s: the customer needs a new one."
                            .formatted(left)));
        } else {
            findings.add(new Finding(DirectoryState.TOKEN_EXPIRED, "token expired",
                    "The token that the customer's directory signs in with expired %s ago: nothing comes before the customer has a new one."
                            .formatted(length(Duration.between(end, now)))));
        }
    }

    private static String length(Duration duration) {
        return duration.compareTo(Duration.ofDays(2)) >= 0 ? duration.toDays() + " days"
                : duration.compareTo(Duration.ofHours(2)) >= 0 ? duration.toHours() + " hours"
                        : Math.max(1, duration.toMinutes()) + " min";
    }
}
