package dev.rollcall.reconcile;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/// The runs.
interface SyncRunRepository extends Repository<SyncRun, Long> {

    void flush();

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<SyncRun> findById(long id);
}
