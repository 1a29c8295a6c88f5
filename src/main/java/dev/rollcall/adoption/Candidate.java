package dev.rollcall.adoption;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user of the organization whom a line may be about.
///
/// @param id the user
/// @param isActive whether any directory gives access
/// @param address the address in the form in which addresses are compared; null if there is none
/// @param wanted the address that the user waits for, in that form; null if there is none
/// @param externalId what the application calls the user by now; null if nothing
record Candidate(UUID id, boolean isActive, @Nullable String address, @Nullable String wanted,
        @Nullable String externalId) {
}
