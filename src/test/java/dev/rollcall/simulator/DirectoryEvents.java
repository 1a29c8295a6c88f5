package dev.rollcall.simulator;

import dev.rollcall.simulator.ScalekitEvents.Group;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// What one directory's webhooks say: about users their full lists of groups and roles and all attributes but not their directory, about
/// groups their directory but not their members.
record DirectoryEvents(String directoryId, Groups groups) {

    SimulatedEvent about(SimulatedEvent event, SimulatedUser user) {
        var told = event.dpId(user.dpId()).withData("preferred_username", user.email()).email(user.email())
                .active(user.active()).named(user.givenName(), user.familyName())
                .roles(groups.rolesOf(user).toArray(String[]::new))
                .groups(groups.named(user.groups()).toArray(Group[]::new));
        for (var attribute : user.attributes().entrySet()) {
            told = told.withData(attribute.getKey(), attribute.getValue());
        }
        return told.editData(DirectoryEvents::nullForNone);
    }

    /// Scalekit is written in Go, which writes a list that was never made as null.
    private static void nullForNone(ObjectNode data) {
        Stream.of("roles", "groups").filter(list -> data.path(list).isEmpty()).forEach(data::putNull);
    }

    SimulatedEvent about(SimulatedEvent event, SimulatedGroup group) {
        return event.inDirectory(directoryId).displayName(group.name());
    }
}
