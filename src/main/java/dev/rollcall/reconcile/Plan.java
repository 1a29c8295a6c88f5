package dev.rollcall.reconcile;

import static dev.rollcall.Columns.texts;

import dev.rollcall.accounts.Foresight;
import dev.rollcall.accounts.Observation;
import dev.rollcall.reconcile.PlannerSettings.Setting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes down what a run would change of users by applying what it has seen of them.
@Component
class Plan {

    /// So many users at a time, so that memory does not depend on how many there are.
    private static final int CHUNK = 1_000;

    private final Foresight foresight;
    private final PlannerSettings planner;
    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    Plan(Foresight foresight, PlannerSettings planner, JdbcClient jdbc) {
        this.foresight = foresight;
        this.planner = planner;
        this.jdbc = jdbc;
    }

    /// @param candidates selects users who may differ from what is known, as [StagedUser#seen] reads them, in the order of
    /// their ids
    /// @return how many changes there are
    long users(StatementSpec candidates, RunLease lease, DirectoryTask task) {
        long changes;
        List<Setting> before;
        try (Stream<Observation> seen = candidates.withFetchSize(CHUNK)
                .query((row, number) -> StagedUser.seen(row, lease, task)).stream()) {
            // They are being read in the way that suits many; what is known of a chunk is found by key.
            before = planner.findByKey();
            changes = seen.gather(Gatherers.windowFixed(CHUNK)).mapToLong(chunk -> write(chunk, lease, task)).sum();
        }
        planner.restore(before);
        return changes;
    }

    private int write(List<Observation> seen, RunLease lease, DirectoryTask task) {
        return write(seen, of(seen), "PLANNED", lease, task);
    }

    /// {@return what applying observations would change, in their order}
    List<PlannedChange> of(List<Observation> seen) {
        return foresight.foresee(seen).stream().flatMap(user -> PlannedChange.of(user).stream()).toList();
    }

    /// @param planned what `seen` would change, or has changed
    /// @param status what is to be or has become of them
    /// @return how many changes there are
    int write(List<Observation> seen, List<PlannedChange> planned, String status, RunLease lease, DirectoryTask task) {
        Map<String, Instant> seenAt = seen.stream()
                .collect(Collectors.toMap(one -> one.user().id(), one -> one.at().at()));
        return task
                .statement(jdbc, lease,
                        """
                                insert into sync_change (run_id, organization_id, directory_id, kind, subject_id, email, changes, seen_at, status)
                                select :run, :organization, :directory, kind, id, email, cast(changes as jsonb), seen_at, :status
                                  from unnest(cast(:kinds as text[]), cast(:ids as text[]), cast(:emails as text[]), cast(:changes as text[]),
                                              cast(:seenAt as timestamptz[])) with ordinality
                                       as planned (kind, id, email, changes, seen_at, place)
                                 order by place""")
                .param("kinds", texts(planned, PlannedChange::kind))
                .param("ids", texts(planned, one -> one.user().directoryUserId()))
                .param("emails", texts(planned, one -> one.user().email()))
                .param("changes", texts(planned, one -> json.writeValueAsString(one.changes())))
                .param("seenAt", texts(planned, one -> seenAt.get(one.user().directoryUserId())))
                .param("status", status).update();
    }
}
