package dev.rollcall.simulator;

import dev.rollcall.simulator.ScalekitEvents.Group;

/// What one directory's webhooks say: about users their full lists of groups and roles but not their directory, about
/// groups their directory but not their members.
record DirectoryEvents(String directoryId, Groups groups) {

    SimulatedEvent about(SimulatedEvent event, SimulatedUser user) {
        return event.dpId(user.dpId()).withData("preferred_username", user.email()).email(user.email())
                .active(user.active()).named(user.givenName(), user.familyName())
                .roles(groups.rolesOf(user).toArray(String[]::new))
                .groups(groups.named(user.groups()).toArray(Group[]::new));
    }

    SimulatedEvent about(SimulatedEvent event, SimulatedGroup group) {
        return event.inDirectory(directoryId).displayName(group.name());
    }
}
