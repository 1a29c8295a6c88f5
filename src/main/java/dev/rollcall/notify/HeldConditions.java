package dev.rollcall.notify;

import dev.rollcall.reconcile.HeldChanges;
import dev.rollcall.reconcile.HeldChanges.OfOrganization;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;

/// Of a customer something waits for approval, of what a run found or of what webhooks said. One condition until nothing of that
/// customer does any more: the list may grow, and newer runs take it over.
@Component
class HeldConditions implements ConditionSource {

    private static final String KIND = "held";

    private final HeldChanges changes;
    private final CustomerNames names;

    HeldConditions(HeldChanges changes, CustomerNames names) {
        this.changes = changes;
        this.names = names;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(KIND);
    }

    @Override
    public List<Condition> current() {
        List<OfOrganization> waiting = changes.byOrganization();
        UnaryOperator<String> customers = names.of(waiting.stream().map(OfOrganization::organizationId).toList());
        return waiting.stream().map(held -> condition(held, customers.apply(held.organizationId()))).toList();
    }

    private static Condition condition(OfOrganization held, String customer) {
        String who = held.byWebhooks()
                ? "Of customer %s webhooks would take access from more people than the safeguard lets pass: %s. Who is held keeps access until somebody approves or rejects that."
                : "Of customer %s a run would take more from people than the safeguard lets pass: %s. Who is held keeps what they have until somebody approves or rejects that.";
        return new Condition(KIND, held.organizationId(),
                who.formatted(customer, held.count() == 1 ? "1 change waits" : held.count() + " changes wait"),
                held.runs() == 1 ? "/console/runs/%d/approval".formatted(held.runId()) : "/console#approvals");
    }
}
