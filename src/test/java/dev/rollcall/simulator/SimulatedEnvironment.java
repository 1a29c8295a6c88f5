package dev.rollcall.simulator;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/// One Scalekit environment: its organizations in the order of their creation.
final class SimulatedEnvironment {

    // Shared by all simulators of a process, so that tests which share a database never meet each other's ids.
    private static final AtomicInteger NUMBERS = new AtomicInteger(100_000);

    /// Those that the people of [Scenario] have.
    private static final List<String> ROLES = List.of("admin", "billing_admin", "editor", "viewer");

    private final NavigableMap<Integer, SimulatedOrganization> organizations = new ConcurrentSkipListMap<>();
    private volatile List<String> roles = ROLES;
    private final DirectoryTime time;
    private final Announcements announcements;
    private final Oddities oddities = new Oddities(null);

    SimulatedEnvironment(DirectoryTime time, Announcements announcements) {
        this.time = time;
        this.announcements = announcements;
    }

    static int nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    DirectoryTime time() {
        return time;
    }

    Announcements announcements() {
        return announcements;
    }

    Oddities oddities() {
        return oddities;
    }

    List<String> roles() {
        return roles;
    }

    void roles(List<String> names) {
        roles = List.copyOf(names);
    }

    NavigableMap<Integer, SimulatedOrganization> byNumber() {
        return organizations;
    }

    Collection<SimulatedOrganization> organizations() {
        return organizations.values();
    }

    List<SimulatedDirectory> directories() {
        return organizations.values().stream().flatMap(organization -> organization.directories().stream()).toList();
    }

    SimulatedOrganization createOrganization(Optional<String> id, Optional<String> name) {
        var number = nextNumber();
        var organizationId = id.orElse("org_" + number);
        if (find(organizationId).isPresent()) {
            throw new IllegalArgumentException(organizationId + " exists already");
        }
        var organization = new SimulatedOrganization(this, organizationId, name.orElse("Organization " + number));
        organizations.put(number, organization);
        organization.announceCreation();
        return organization;
    }

    void remove(SimulatedOrganization organization) {
        organizations.values().remove(organization);
    }

    void clear() {
        organizations.clear();
        roles = ROLES;
    }

    Optional<SimulatedOrganization> find(String id) {
        return organizations.values().stream().filter(organization -> organization.id().equals(id)).findFirst();
    }

    SimulatedOrganization organization(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("There is no organization " + id));
    }

    /// Ends all oddities, also those of directories.
    void mend() {
        oddities.mend();
        directories().forEach(directory -> directory.oddities().mend());
    }

    SimulatedDirectory directory(String id) {
        return directories().stream().filter(directory -> directory.id().equals(id)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no directory " + id));
    }
}
