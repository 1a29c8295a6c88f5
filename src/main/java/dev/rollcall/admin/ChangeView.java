package dev.rollcall.admin;

import dev.rollcall.reconcile.SyncChange;
import java.util.List;

/// A change that a run found, as people read it.
record ChangeView(SyncChange change, List<Delta> deltas) {

    static ChangeView of(SyncChange change) {
        return new ChangeView(change, change.changes().stream()
                .map(difference -> Delta.of(difference.field(), difference.from(), difference.to())).toList());
    }
}
