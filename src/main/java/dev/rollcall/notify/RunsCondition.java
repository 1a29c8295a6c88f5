package dev.rollcall.notify;

import dev.rollcall.reconcile.SyncFigures;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Runs cannot read any directory.
@Component
class RunsCondition implements ConditionSource {

    private static final String KIND = "runs-fail";

    private final SyncFigures runs;

    RunsCondition(SyncFigures runs) {
        this.runs = runs;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Condition> current() {
        return runs.isNothingRead() ? List.of(new Condition(KIND, "",
                "Runs cannot read any directory. Webhooks go on; what they miss is not put right.", "/console/runs"))
                : List.of();
    }
}
