package dev.rollcall.scalekit;

import java.time.Instant;

/// An organization as Scalekit gives it.
///
/// @param organization which it is
/// @param fetchedAt when Scalekit gave it, see [Listing#fetchedAt]
public record ListedOrganization(ScalekitOrganization organization, Instant fetchedAt) {
}
