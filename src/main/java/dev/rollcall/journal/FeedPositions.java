package dev.rollcall.journal;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Gives committed changes their places in the feed: one after the other, without a gap. It is done when somebody reads,
/// not when the change is made. A change that is committed late thus comes after all that have been read. The changes of
/// one organization are made and committed one transaction at a time, see [OrganizationLocks], so the order of their ids
/// is the order in which they happened; it is kept.
@Component
class FeedPositions {

    private final OrganizationLocks locks;
    private final JdbcClient jdbc;

    FeedPositions(OrganizationLocks locks, JdbcClient jdbc) {
        this.locks = locks;
        this.jdbc = jdbc;
    }

    /// {@return whether there are committed changes without a position}
    boolean areMissing() {
        return jdbc.sql("select exists (select from account_change where position is null)").query(Boolean.class)
                .single();
    }

    /// Gives positions to changes that are committed, in a transaction of its own.
    ///
    /// @param most to at most as many
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    void assign(int most) {
        // A statement of its own: what the next one sees must include what whoever had the lock before has done.
        jdbc.sql("select limit_transaction(), cast(pg_advisory_xact_lock(hashtext('rollcall.changes'), 0) as text)")
                .query().listOfRows();
        locks.findByKey();
        // Locked in the order of ids: so does whoever erases.
        jdbc.sql(
                """
                        with next as (
                            select id, row_number() over (order by id) as place
                              from (select id from account_change where position is null order by id limit :most for update) as first)
                        update account_change c
                           set position = next.place + coalesce((select max(position) from account_change), 0)
                          from next
                         where c.id = next.id""")
                .param("most", most).update();
    }
}
