package dev.rollcall.users;

import dev.rollcall.users.History.Recording;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Begins the changes that a person makes: each under the locks of the organizations that it may concern, and recorded
/// under the person's name.
@Component
class ManualChanges {

    private final OrganizationLocks locks;
    private final History history;
    private final JdbcClient jdbc;
    private final Clock clock;

    ManualChanges(OrganizationLocks locks, History history, JdbcClient jdbc, Clock clock) {
        this.locks = locks;
        this.history = history;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Waits for organizations.
    ///
    /// @param organizationIds the organizations
    /// @param actor who makes the change
    /// @return the recording of the change
    Recording begin(Collection<String> organizationIds, String actor) {
        locks.lock(organizationIds);
        return history.record(Cause.actor(actor), clock.instant());
    }

    /// Waits for all organizations.
    ///
    /// @param actor who makes the change
    /// @return the recording of the change
    Recording beginEverywhere(String actor) {
        locks.lockAll();
        return history.record(Cause.actor(actor), clock.instant());
    }

    /// Changes an account.
    ///
    /// @param id the account's id, or the id that it had before it was merged into another
    /// @param actor who makes the change
    /// @param change makes it
    /// @return the account that was changed; empty if there is none
    Optional<UUID> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        // An organization never changes, but an account may be merged while we wait for the lock.
        Optional<String> organization = jdbc.sql("select organization_id from app_user where id = ?").param(id)
                .query(String.class).optional();
        return organization.map(known -> {
            Recording recording = begin(List.of(known), actor);
            UUID account = successor(id).orElseThrow();
            recording.watch(List.of(account));
            change.accept(account, recording);
            recording.close();
            return account;
        });
    }

    /// {@return the account that has an id, or that carries on in place of the one that had it}
    Optional<UUID> successor(UUID id) {
        return jdbc.sql("select coalesce(merged_into, id) from app_user where id = ?").param(id).query(UUID.class)
                .optional();
    }
}
