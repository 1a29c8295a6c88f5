package dev.rollcall.accounts;

import dev.rollcall.journal.Cause;
import dev.rollcall.scalekit.ScalekitEvent;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryDisabled;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryEnabled;
import dev.rollcall.scalekit.ScalekitEvent.GroupCreated;
import dev.rollcall.scalekit.ScalekitEvent.GroupDeleted;
import dev.rollcall.scalekit.ScalekitEvent.GroupUpdated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationCreated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationDeleted;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationUpdated;
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// An event that could be read, as of when it counts.
///
/// @param place its place in the batch
/// @param event what it says
/// @param at when it was true
/// @param cause what to write into the journal
/// @param leftAside the optional fields that could not be read
record DatedEvent(int place, ScalekitEvent event, Version at, Cause cause, Set<String> leftAside) {

    /// {@return the directory user that is said to leave; empty if it is about something else}
    Optional<String> leaver() {
        return event instanceof UserEvent about && about.user().isLeaving() ? Optional.of(about.user().id())
                : Optional.empty();
    }

    /// {@return the organizations that it may change, as far as it says}
    Stream<String> organizations() {
        return switch (event) {
            case UserEvent about -> about.user().isLeaving()
                    ? Stream.concat(about.organizationIds().stream(), Stream.of(about.user().organizationId()))
                    : Stream.of(about.user().organizationId());
            case OrganizationCreated of -> Stream.of(of.organization().id());
            case OrganizationUpdated of -> Stream.of(of.organization().id());
            case OrganizationDeleted of -> Stream.of(of.organization().id());
            case DirectoryEnabled of -> Stream.of(of.directory().organizationId());
            case DirectoryDisabled of -> Stream.of(of.directory().organizationId());
            case GroupCreated of -> Stream.of(of.group().organizationId());
            case GroupUpdated of -> Stream.of(of.group().organizationId());
            case GroupDeleted of -> Stream.of(of.group().organizationId());
        };
    }
}
