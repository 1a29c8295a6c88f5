package dev.rollcall.simulator;

import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// An organization of the simulated environment, with its directories.
public final class SimulatedOrganization {

    private final SimulatedEnvironment environment;
    private final String id;
    private final Instant createdAt;
    private final List<SimulatedDirectory> directories = new CopyOnWriteArrayList<>();
    private volatile String name;
    private volatile String externalId = "";
    private volatile Map<String, String> metadata = Map.of();
    private volatile Instant updatedAt;

    SimulatedOrganization(SimulatedEnvironment environment, String id, String name) {
        this.environment = environment;
        this.id = id;
        this.name = name;
        this.createdAt = environment.time().next();
        this.updatedAt = createdAt;
    }

    /// `org_…`
    public String id() {
        return id;
    }

    /// As people read it.
    public String name() {
        return name;
    }

    /// In the order of their creation.
    public List<SimulatedDirectory> directories() {
        return List.copyOf(directories);
    }

    /// Renames it: `organization.updated`.
    public void rename(String name) {
        this.name = name;
        this.updatedAt = environment.time().next();
        announce(organizationUpdated(id));
    }

    /// Notes what the application calls it, empty for nothing, and whatever else it says: `organization.updated`.
    public void describe(String externalId, Map<String, String> metadata) {
        this.externalId = externalId;
        this.metadata = Map.copyOf(metadata);
        this.updatedAt = environment.time().next();
        announce(organizationUpdated(id));
    }

    /// Deletes it with its directories: `organization.deleted`, and nothing about anyone in it.
    public void delete() {
        environment.remove(this);
        updatedAt = environment.time().next();
        announce(organizationDeleted(id));
    }

    /// Creates a directory under an id of the simulator's choice and enables it: `organization.directory_enabled`.
    public SimulatedDirectory createDirectory() {
        return createDirectory(Optional.empty(), Optional.empty(), true);
    }

    /// Creates a directory of this provider and enables it: `organization.directory_enabled`.
    public SimulatedDirectory createDirectory(Provider provider) {
        return createDirectory(Optional.empty(), Optional.of(provider), true);
    }

    /// Creates a directory and enables it: `organization.directory_enabled`.
    ///
    /// @param id `dir_…`
    public SimulatedDirectory createDirectory(String id) {
        return createDirectory(Optional.of(id), Optional.empty(), true);
    }

    SimulatedDirectory createDirectory(Optional<String> id, Optional<Provider> provider, boolean enabled) {
        var number = SimulatedEnvironment.nextNumber();
        var directoryId = id.orElse("dir_" + number);
        if (environment.directories().stream().anyMatch(directory -> directory.id().equals(directoryId))) {
            throw new IllegalArgumentException(directoryId + " exists already");
        }
        var directory = new SimulatedDirectory(environment, this, number, directoryId,
                provider.orElse(Provider.of(number)));
        directories.add(directory);
        if (enabled) {
            directory.enable();
        }
        return directory;
    }

    String externalId() {
        return externalId;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    void announceCreation() {
        announce(organizationCreated(id));
    }

    private void announce(SimulatedEvent event) {
        environment.announcements().post(id, updatedAt, environment.oddities(),
                () -> event.displayName(name).withData("external_id", externalId.isEmpty() ? null : externalId)
                        .withData("metadata", metadata.isEmpty() ? null : metadata));
    }
}
