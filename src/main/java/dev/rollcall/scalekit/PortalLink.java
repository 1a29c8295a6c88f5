package dev.rollcall.scalekit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A link to Scalekit's portal, where a customer's IT admin connects a directory. Whoever has it may do that: it is good
/// once, for a minute, and goes to the person who asked for it alone.
///
/// @param location where the portal is
/// @param expiresAt until when the link is good; null where Scalekit does not say
public record PortalLink(String location, @Nullable Instant expiresAt) {

    @Override
    public String toString() {
        return "PortalLink[expiresAt=" + expiresAt + "]";
    }
}
