package dev.rollcall.notify;

import dev.rollcall.reconcile.DirectoryFaults;
import dev.rollcall.reconcile.DirectoryFaults.Fault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// A directory cannot be read, or has not been seen as a whole for long; or no directory can be read.
@Component
class DirectoryConditions implements ConditionSource {

    /// As the alert `RollcallNoCompleteRun` says it.
    static final Duration COMPLETE_WITHIN = Duration.ofHours(26);

    /// As the alert `RollcallDirectoryNeverSeen` says it.
    static final Duration SEEN_WITHIN = Duration.ofDays(1);

    private final DirectoryFaults faults;
    private final CustomerNames names;
    private final Clock clock;

    DirectoryConditions(DirectoryFaults faults, CustomerNames names, Clock clock) {
        this.faults = faults;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public List<Condition> current() {
        Instant now = clock.instant();
        Stream<Condition> all = faults.isNothingRead() ? Stream.of(new Condition("runs-fail", "",
                "Runs cannot read any directory. Webhooks go on; what they miss is not put right.", "/console/runs"))
                : Stream.empty();
        return Stream.of(all, conditions("directory-fails", faults.failing(),
                "Of customer %s the directory %s cannot be read. Webhooks go on; what they miss is not put right."),
                conditions("no-complete-run",
                        faults.notSeenAsAWhole(now.minus(COMPLETE_WITHIN), now.minus(SEEN_WITHIN)),
                        "Of customer %s no run has seen all of the directory %s for more than a day. What webhooks missed, leavers above all, is not put right."))
                .flatMap(conditions -> conditions).toList();
    }

    private Stream<Condition> conditions(String kind, List<Fault> found, String sentence) {
        UnaryOperator<String> customers = names.of(found.stream().map(Fault::organizationId).toList());
        return found.stream()
                .map(fault -> new Condition(kind, fault.directoryId(),
                        sentence.formatted(customers.apply(fault.organizationId()),
                                CustomerNames.plain(fault.directoryId())),
                        fault.runId() == null ? "/console#directories" : "/console/runs/%d".formatted(fault.runId())));
    }
}
