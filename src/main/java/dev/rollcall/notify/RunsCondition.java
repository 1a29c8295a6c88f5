package dev.rollcall.notify;

import dev.rollcall.reconcile.SyncFigures;
import java.util.List;
import org.springframework.stereotype.Component;

/// Runs cannot read any directory.
@Component
class RunsCondition implements ConditionSource {

    private final SyncFigures runs;

    RunsCondition(SyncFigures runs) {
        this.runs = runs;
    }

    @Override
    public List<Condition> current() {
        return runs.isNothingRead() ? List.of(new Condition("runs-fail", "",
                "Runs cannot read any directory. Webhooks go on; what they miss is not put right.", "/console/runs"))
                : List.of();
    }
}
