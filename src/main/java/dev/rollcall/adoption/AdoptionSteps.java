package dev.rollcall.adoption;

import dev.rollcall.adoption.PendingLines.Place;
import dev.rollcall.journal.ManualChanges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Looks at some lines of one organization at a time, in a transaction of its own, so that nobody waits for a long list.
@Component
class AdoptionSteps {

    private static final int STEP = 200;

    private final LineTable lines;
    private final Giving giving;
    private final ManualChanges changes;
    private final AdoptionLedger ledger;

    AdoptionSteps(LineTable lines, Giving giving, ManualChanges changes, AdoptionLedger ledger) {
        this.lines = lines;
        this.giving = giving;
        this.changes = changes;
        this.ledger = ledger;
    }

    /// Looks at the next lines, and gives whoever they are about what they say, if that is what the adoption is for.
    ///
    /// @param after where to go on
    /// @return where to go on then; empty if all have been looked at
    /// @throws AdoptionTakenOverException if the adoption is another node's
    @Transactional
    Optional<Place> next(AdoptionLease lease, Place after) {
        Optional<PendingLines> pending = lines.pending(lease.id(), after, STEP);
        pending.ifPresent(some -> {
            List<Match> matches = isForReal(lease, some) ? adopt(lease, some) : look(lease, some);
            lines.write(lease.id(), matches);
            ledger.count(lease, matches.stream().collect(Collectors.groupingBy(Match::result, Collectors.counting())));
        });
        return pending.map(PendingLines::end);
    }

    private static boolean isForReal(AdoptionLease lease, PendingLines some) {
        return !lease.dryRun() && !some.organizationId().isEmpty();
    }

    private List<Match> look(AdoptionLease lease, PendingLines some) {
        ledger.limit();
        return matches(lease, some);
    }

    private List<Match> adopt(AdoptionLease lease, PendingLines some) {
        List<Match> matches = new ArrayList<>();
        changes.change(some.organizationId(), lease.actor(), () -> {
            matches.addAll(matches(lease, some));
            return matched(matches).stream().flatMap(match -> Stream.ofNullable(match.user())).toList();
        }, recording -> giving.give(matched(matches), lease.actor(), recording));
        return matches;
    }

    private static List<Match> matched(Collection<Match> matches) {
        return matches.stream().filter(match -> match.result() == LineResult.MATCHED).toList();
    }

    private List<Match> matches(AdoptionLease lease, PendingLines some) {
        if (some.organizationId().isEmpty()) {
            return some.lines().stream()
                    .map(line -> Match.orphan(line,
                            "No organization has the external id %s.".formatted(line.organizationExternalId())))
                    .toList();
        }
        if (!lines.isKnown(some.organizationId())) {
            return some.lines().stream()
                    .map(line -> Match.orphan(line, "There is no organization %s.".formatted(some.organizationId())))
                    .toList();
        }
        Matching matching = lines.matching(lease.id(), some);
        return some.lines().stream().map(matching::match).toList();
    }
}
