package dev.rollcall.reconcile;

import java.util.Optional;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Loads runs for whoever changes them. Those that are only shown are read by [RunReports].
interface SyncRunRepository extends Repository<SyncRun, Long> {

    void flush();

    /// {@return the run, which nobody else changes until the transaction ends}
    @NativeQuery("select r.* from limit_transaction() cross join sync_run r where r.id = :id for no key update of r")
    Optional<SyncRun> findById(long id);
}
