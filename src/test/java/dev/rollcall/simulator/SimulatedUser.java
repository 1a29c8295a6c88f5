package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A directory user as the simulated directory knows them; every method that says something about them answers a copy.
///
/// @param id `diruser_…`
/// @param dpId the id that the customer's own directory gives them
/// @param roles names of roles
/// @param groups ids of groups
/// @param attributes what else webhooks say, such as `department`; pages say nothing of it
/// @param updatedAt in directory time
public record SimulatedUser(String id, String dpId, String email, String givenName, String familyName, boolean active,
        List<String> roles, List<String> groups, Map<String, Object> attributes, Instant updatedAt) {

    /// The full name.
    public String name() {
        return givenName + " " + familyName;
    }

    /// Sets the id.
    public SimulatedUser id(String id) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }

    /// Sets the id that the customer's own directory gives them.
    public SimulatedUser dpId(String dpId) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }

    /// Sets the e-mail address.
    public SimulatedUser email(String email) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }

    /// Sets the names.
    public SimulatedUser named(String givenName, String familyName) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }

    /// Says whether they are active.
    public SimulatedUser active(boolean active) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }

    /// Sets the roles that they have of their own, whatever their groups are assigned.
    public SimulatedUser roles(String... roles) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, List.of(roles), groups, attributes,
                updatedAt);
    }

    /// Sets the groups that they are in, by their ids.
    public SimulatedUser groups(String... groups) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, List.of(groups), attributes,
                updatedAt);
    }

    /// Sets one of the attributes that only webhooks say.
    public SimulatedUser attribute(String name, Object value) {
        var all = new TreeMap<>(attributes);
        all.put(name, value);
        return attributes(all);
    }

    /// Sets all attributes that only webhooks say.
    public SimulatedUser attributes(Map<String, Object> attributes) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, Map.copyOf(attributes),
                updatedAt);
    }

    SimulatedUser at(Instant updatedAt) {
        return new SimulatedUser(id, dpId, email, givenName, familyName, active, roles, groups, attributes, updatedAt);
    }
}
