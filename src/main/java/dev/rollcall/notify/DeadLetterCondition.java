package dev.rollcall.notify;

import dev.rollcall.inbox.InboxFigures;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// There are dead letters.
@Component
class DeadLetterCondition implements ConditionSource {

    private static final String KIND = "dead-letters";
    private static final int MOST_NAMED = 3;

    private final InboxFigures inbox;
    private final CustomerNames names;

    DeadLetterCondition(InboxFigures inbox, CustomerNames names) {
        this.inbox = inbox;
        this.names = names;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Condition> current() {
        long dead = inbox.dead();
        if (dead == 0) {
            return List.of();
        }
        List<String> customers = inbox.organizationsOfDead(MOST_NAMED);
        String among = customers.isEmpty() ? ""
                : " Some are of customer %s."
                        .formatted(customers.stream().map(names.of(customers)).collect(Collectors.joining(", ")));
        return List.of(new Condition(KIND, "", "%d %s not be applied: read why, mend it, replay.%s".formatted(dead,
                dead == 1 ? "event could" : "events could", among), "/console/events?status=DEAD"));
    }
}
