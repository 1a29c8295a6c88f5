package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The object mother of Scalekit's eleven directory and organization events: each call answers a new event with ids of
/// its own, in organization `org_1` and directory `dir_1`, one second after the one made before it.
public final class ScalekitEvents {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T09:00:00Z");

    // Starts high so that the ids keep one length and sort as they were made.
    private static final long FIRST = 1_000_000;
    private static final AtomicLong SEQUENCE = new AtomicLong(FIRST);

    private ScalekitEvents() {
    }

    /// A group as a user event lists it.
    public record Group(String id, String name) {
    }

    /// A group as a user event lists it, for [SimulatedEvent#groups].
    public static Group group(String id, String name) {
        return new Group(id, name);
    }

    /// `organization.created`
    public static SimulatedEvent organizationCreated(String organizationId) {
        return organization(organizationId, "organization.created", "Organization Created");
    }

    /// `organization.updated`
    public static SimulatedEvent organizationUpdated(String organizationId) {
        return organization(organizationId, "organization.updated", "Organization Updated");
    }

    /// `organization.deleted`
    public static SimulatedEvent organizationDeleted(String organizationId) {
        return organization(organizationId, "organization.deleted", "Organization Deleted").withTime("deleted_at");
    }

    /// `organization.directory_enabled`
    public static SimulatedEvent directoryEnabled(String directoryId) {
        return directory(directoryId, "organization.directory_enabled", "Directory Enabled", true);
    }

    /// `organization.directory_disabled`
    public static SimulatedEvent directoryDisabled(String directoryId) {
        return directory(directoryId, "organization.directory_disabled", "Directory Disabled", false);
    }

    /// `organization.directory.user_created`
    public static SimulatedEvent userCreated(String directoryUserId) {
        return user(directoryUserId, "organization.directory.user_created", "Directory User Created")
                .withData("raw_attributes", Map.of());
    }

    /// `organization.directory.user_updated`
    public static SimulatedEvent userUpdated(String directoryUserId) {
        return user(directoryUserId, "organization.directory.user_updated", "Directory User Updated")
                .withData("raw_attributes", Map.of());
    }

    /// `organization.directory.user_deleted`, which Scalekit sends for a user removed or deactivated.
    public static SimulatedEvent userDeleted(String directoryUserId) {
        return user(directoryUserId, "organization.directory.user_deleted", "Directory User Deleted");
    }

    /// `organization.directory.group_created`
    public static SimulatedEvent groupCreated(String directoryGroupId) {
        return group(directoryGroupId, "organization.directory.group_created", "Directory Group Created");
    }

    /// `organization.directory.group_updated`
    public static SimulatedEvent groupUpdated(String directoryGroupId) {
        return group(directoryGroupId, "organization.directory.group_updated", "Directory Group Updated");
    }

    /// `organization.directory.group_deleted`
    public static SimulatedEvent groupDeleted(String directoryGroupId) {
        return group(directoryGroupId, "organization.directory.group_deleted", "Directory Group Deleted");
    }

    private static SimulatedEvent organization(String id, String type, String displayName) {
        return event(type, "Organization", displayName).withTime("create_time").displayName("Organization " + id)
                .withData("external_id", null).in(id).withData("metadata", null).withData("region_code", "US")
                .withTime("update_time")
                .withData("settings", Map.of("features", List.of(Map.of("name", "dir_sync", "enabled", true))));
    }

    private static SimulatedEvent directory(String id, String type, String displayName, boolean enabled) {
        return event(type, "Directory", displayName).withData("directory_type", "SCIM").withData("enabled", enabled)
                .withData("id", id).in("org_1").withData("provider", "OKTA").withTime("updated_at");
    }

    private static SimulatedEvent user(String id, String type, String displayName) {
        return event(type, "DirectoryUser", displayName).withData("id", id).in("org_1");
    }

    private static SimulatedEvent group(String id, String type, String displayName) {
        return event(type, "DirectoryGroup", displayName).inDirectory("dir_1").withData("id", id).in("org_1")
                .withData("raw_attributes", Map.of());
    }

    private static SimulatedEvent event(String type, String object, String displayName) {
        var number = SEQUENCE.incrementAndGet();
        return SimulatedEvent.of("msg_" + number, "evt_" + number, type, object, displayName)
                .at(BEGINNING.plusSeconds(number - FIRST));
    }
}
