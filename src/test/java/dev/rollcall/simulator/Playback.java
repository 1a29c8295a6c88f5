package dev.rollcall.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/// Lets a scenario happen now: its events keep their order in time but occur while they are played, and each is done to
/// the simulated environment before it is delivered. Events about what the environment does not have are only
/// delivered.
final class Playback {

    private final SimulatedEnvironment environment;
    private final List<SimulatedEvent> deliveries;
    private final Map<String, SimulatedEvent> happened = new HashMap<>();

    Playback(SimulatedEnvironment environment, Scenario scenario) {
        this.environment = environment;
        this.deliveries = scenario.deliveries();
    }

    /// The event at this place of the scenario, which has happened when this returns.
    SimulatedEvent next(int place) {
        var event = deliveries.get(place);
        // What arrives later but is older has to happen first.
        deliveries.subList(place + 1, deliveries.size()).stream()
                .filter(later -> later.occurredAt().isBefore(event.occurredAt())).forEach(this::happen);
        return happen(event);
    }

    private SimulatedEvent happen(SimulatedEvent event) {
        return happened.computeIfAbsent(event.webhookId(), id -> {
            var now = event.at(environment.time().next());
            Announcements.quietly(() -> apply(now.tree()));
            return now;
        });
    }

    private void apply(JsonNode event) {
        var data = event.path("data");
        var organizationId = event.path("organization_id").asString("");
        var id = data.path("id").asString("");
        var type = event.path("type").asString("");
        if (type.equals("organization.created") && environment.find(id).isEmpty()) {
            environment.createOrganization(Optional.of(id), Optional.of(data.path("display_name").asString(id)));
        }
        environment.find(organizationId).ifPresent(organization -> apply(type, id, data, organization));
    }

    private void apply(String type, String id, JsonNode data, SimulatedOrganization organization) {
        var name = data.path("display_name").asString("");
        switch (type) {
            case "organization.updated" -> organization.rename(name);
            case "organization.deleted" -> organization.delete();
            case "organization.directory_enabled" -> directory(organization, directory -> directory.id().equals(id))
                    .ifPresentOrElse(SimulatedDirectory::enable,
                            () -> organization.createDirectory(Optional.of(id), provider(data), true));
            case "organization.directory_disabled" -> directory(organization, directory -> directory.id().equals(id))
                    .ifPresent(SimulatedDirectory::disable);
            // A user event names no directory, and an organization of a scenario has one.
            default ->
                    directory(organization, directory -> true).ifPresent(directory -> apply(type, id, data, directory));
        }
    }

    private void apply(String type, String id, JsonNode data, SimulatedDirectory directory) {
        var name = data.path("display_name").asString("");
        switch (type) {
            case "organization.directory.group_created" -> directory.createGroup(id, name);
            case "organization.directory.group_updated" -> directory.renameGroup(id, name);
            case "organization.directory.group_deleted" -> directory.deleteGroup(id);
            case "organization.directory.user_created" -> directory.join(user -> as(data).apply(user.id(id)));
            case "organization.directory.user_updated" -> directory.change(id, as(data));
            case "organization.directory.user_deleted" -> directory.leave(id);
            default -> throw new IllegalArgumentException("A scenario cannot have " + type);
        }
    }

    private static Optional<Provider> provider(JsonNode directory) {
        return Optional.of(Provider.valueOf(directory.path("provider").asString()));
    }

    private static Optional<SimulatedDirectory> directory(SimulatedOrganization organization,
            Predicate<SimulatedDirectory> which) {
        return organization.directories().stream().filter(which).findFirst();
    }

    private static UnaryOperator<SimulatedUser> as(JsonNode data) {
        return user -> user.dpId(text(data, "dp_id", user.dpId())).email(text(data, "email", user.email()))
                .named(text(data, "given_name", user.givenName()), text(data, "family_name", user.familyName()))
                .active(data.path("active").asBoolean(user.active()))
                .roles(list(data.path("roles"), "role_name", user.roles()))
                .groups(list(data.path("groups"), "id", user.groups()));
    }

    private static String text(JsonNode data, String name, String unsaid) {
        return data.path(name).asString(unsaid);
    }

    private static String[] list(JsonNode array, String member, List<String> unsaid) {
        return array.isNull() ? new String[0]
                : array.isArray()
                        ? array.valueStream().map(element -> element.path(member).asString("")).toArray(String[]::new)
                        : unsaid.toArray(String[]::new);
    }
}
