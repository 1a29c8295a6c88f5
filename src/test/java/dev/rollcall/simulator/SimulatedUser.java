package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;

/// A directory user as the simulated directory knows them; every method that says something about them answers a copy.
///
/// @param id `diruser_…`
/// @param dpId the id that the customer's own directory gives them
/// @param roles names of roles
/// @param groups ids of groups
/// @param updatedAt in directory time
public record SimulatedUser(String id, String dpId, String email, String givenName, String familyName, boolean active,
        List<String> roles, List<String> groups, Instant updatedAt) {

    /// The full name.
    public String name() {
        return givenName + " " + familyName;
    }

    /// Sets the id.
    public SimulatedUser id(String id) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }

    /// Sets the id that the customer's own directory gives them.
    public SimulatedUser dpId(String dpId) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }

    /// Sets the e-mail address.
    public SimulatedUser email(String email) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }

    /// Sets the names.
    public SimulatedUser named(String givenName, String familyName) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }

    /// Says whether they are active.
    public SimulatedUser active(boolean active) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }

    /// Sets the roles that they have of their own, whatever their groups are assigned.
    public SimulatedUser roles(String... roles) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, List.of(roles), groups, updatedAt);
    }

    /// Sets the groups that they are in, by their ids.
    public SimulatedUser groups(String... groups) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, List.of(groups), updatedAt);
    }

    SimulatedUser at(Instant updatedAt) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, updatedAt);
    }
}
