package dev.rollcall.scalekit;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An event of Scalekit's webhooks. The set is closed: whoever handles events switches over all of them.
public sealed interface ScalekitEvent {

    /// {@return the event's id, `evt_…`}
    String id();

    /// {@return the instant at which the event's content was true, as it says; null where a leaver's statement has no date
    /// that can be read}
    @Nullable
    Instant occurredAt();

    record OrganizationCreated(String id, Instant occurredAt, ScalekitOrganization organization)
            implements ScalekitEvent {
    }

    record OrganizationUpdated(String id, Instant occurredAt, ScalekitOrganization organization)
            implements ScalekitEvent {
    }

    record OrganizationDeleted(String id, Instant occurredAt, ScalekitOrganization organization)
            implements ScalekitEvent {
    }

    record DirectoryEnabled(String id, Instant occurredAt, ScalekitDirectory directory) implements ScalekitEvent {
    }

    record DirectoryDisabled(String id, Instant occurredAt, ScalekitDirectory directory) implements ScalekitEvent {
    }

    /// An event about a directory user.
    sealed interface UserEvent extends ScalekitEvent {

        /// {@return what it says of the user}
        ScalekitUser user();

        /// {@return the organizations that it names: the one of the user, but of a leaver's statement none, or two}
        Set<String> organizationIds();
    }

    record UserCreated(String id, @Nullable Instant occurredAt, ScalekitUser user, Set<String> organizationIds)
            implements UserEvent {
    }

    record UserUpdated(String id, @Nullable Instant occurredAt, ScalekitUser user, Set<String> organizationIds)
            implements UserEvent {
    }

    /// Scalekit sends it for "removed or deactivated".
    record UserDeleted(String id, @Nullable Instant occurredAt, ScalekitUser user, Set<String> organizationIds)
            implements UserEvent {
    }

    record GroupCreated(String id, Instant occurredAt, ScalekitGroup group) implements ScalekitEvent {
    }

    record GroupUpdated(String id, Instant occurredAt, ScalekitGroup group) implements ScalekitEvent {
    }

    record GroupDeleted(String id, Instant occurredAt, ScalekitGroup group) implements ScalekitEvent {
    }

    /// What can be read of any event without understanding it; null where it cannot be read.
    ///
    /// @param id the event's id
    /// @param type the event's type
    /// @param organizationId the organization that it is about
    /// @param subjectId the user, group, directory or organization that it is about
    /// @param occurredAt when its content was true
    /// @param isUseful whether Rollcall has a use for events of this type, or cannot tell: of others no body is kept
    record Envelope(@Nullable String id, @Nullable String type, @Nullable String organizationId,
            @Nullable String subjectId, @Nullable Instant occurredAt, boolean isUseful) {
    }
}
