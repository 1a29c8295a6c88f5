package dev.rollcall.adoption;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line that nobody has looked at yet.
///
/// @param id its place among the lines that say something
/// @param number where it stands in the list
/// @param address the address in the form in which addresses are compared; null if it has none
/// @param externalId the application's own id of the user; null if it has none
/// @param roles the roles that it names
/// @param expected whom it was about when somebody looked at it, [#NOBODY] if that was nobody; null if nobody has looked
/// @param organizationExternalId what the application calls the organization; null if the line does not say so
record PendingLine(long id, long number, @Nullable String address, @Nullable String externalId, List<String> roles,
        @Nullable UUID expected, @Nullable String organizationExternalId) {

    static final UUID NOBODY = new UUID(0, 0);
}
