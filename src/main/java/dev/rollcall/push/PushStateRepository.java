package dev.rollcall.push;

import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Loads the one state for whoever changes it.
interface PushStateRepository extends Repository<PushState, Boolean> {

    /// {@return the state, which nobody else changes until the transaction ends}
    @NativeQuery("select s.* from limit_transaction() cross join push_state s for no key update of s")
    PushState lock();

    /// {@return the same. The transaction is not waited for to be on disk: what a crash loses is delivered once more}
    @NativeQuery("""
            select s.* from limit_transaction() cross join set_config('synchronous_commit', 'off', true)
             cross join push_state s for no key update of s""")
    PushState lockLoosely();

    /// {@return the state as it is}
    @NativeQuery("select * from push_state")
    PushState read();
}
