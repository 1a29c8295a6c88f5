package dev.rollcall.adoption;

import org.jspecify.annotations.Nullable;

/// A line of the list with the organization that it is about.
///
/// @param line the line
/// @param organizationId the organization by Scalekit's id; empty if none is known by what the line says
record StagedLine(UserLine line, String organizationId) {

    /// {@return what the line says; null if it says nothing}
    @Nullable
    ApplicationUser user() {
        return line.user();
    }
}
