package dev.rollcall.simulator;

import java.time.Instant;

/// A directory group as it was when it was asked for.
///
/// @param id `dirgroup_…`
/// @param members how many directory users are in it, deactivated ones included
/// @param updatedAt in directory time
public record SimulatedGroup(String id, String name, int members, Instant updatedAt) {
}
