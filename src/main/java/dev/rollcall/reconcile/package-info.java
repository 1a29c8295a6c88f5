/// Reconciliation: runs that read the Directory API and put right whatever webhooks missed. `admin` starts, watches,
/// approves and cancels them; db-scheduler starts them by the clock. What a run reads is staged, compared with what is known
/// of `accounts` in SQL and applied in chunks. It also keeps what the safeguard for webhooks holds back, as a run that waits
/// for approval. It never writes users, groups or roles itself: every difference goes to
/// `accounts` as an observation.
@NullMarked
@ApplicationModule(allowedDependencies = { "scalekit", "accounts", "journal", "customers" })
package dev.rollcall.reconcile;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
