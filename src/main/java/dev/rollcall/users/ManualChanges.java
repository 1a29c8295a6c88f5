package dev.rollcall.users;

import dev.rollcall.users.History.Recording;
import java.time.Clock;
import java.util.Collection;
import org.springframework.stereotype.Component;

/// Begins the changes that a person makes: each under the locks of the organizations that it may concern, and recorded
/// under the person's name.
@Component
class ManualChanges {

    private final OrganizationLocks locks;
    private final History history;
    private final Clock clock;

    ManualChanges(OrganizationLocks locks, History history, Clock clock) {
        this.locks = locks;
        this.history = history;
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
}
