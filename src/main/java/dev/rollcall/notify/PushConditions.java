package dev.rollcall.notify;

import dev.rollcall.push.Push;
import dev.rollcall.push.PushReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/// The application does not take changes, or not all of them.
@Component
class PushConditions implements ConditionSource {

    private static final String LAGS = "push-lags";
    private static final String UNDELIVERED = "push-undelivered";

    /// As the alert `RollcallPushLagging` says it.
    static final Duration LONGEST_LAG = Duration.ofMinutes(5);

    private static final String PAGE = "/console#push";

    private final Push push;

    PushConditions(Push push) {
        this.push = push;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(LAGS, UNDELIVERED);
    }

    @Override
    public List<Condition> current() {
        PushReport report = push.report();
        List<Condition> conditions = new ArrayList<>();
        if (report.lagSeconds() > LONGEST_LAG.toSeconds()) {
            conditions.add(new Condition(LAGS, "",
                    "Your application has not confirmed changes for more than %d minutes. Until it does, it may give access to people who have left."
                            .formatted(LONGEST_LAG.toMinutes()),
                    PAGE));
        }
        if (report.undeliveredCount() > 0) {
            conditions.add(new Condition(UNDELIVERED, "",
                    "%d %s not be delivered to your application, which takes others. What follows is delivered."
                            .formatted(report.undeliveredCount(),
                                    report.undeliveredCount() == 1 ? "change could" : "changes could"),
                    PAGE));
        }
        return conditions;
    }
}
