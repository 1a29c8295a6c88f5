package dev.rollcall.scalekit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was seen of a user in a directory. A component that the source does not speak of is null, which is not the same
/// as empty: an empty list of roles takes roles away, a missing one leaves them as they are.
///
/// @param id `diruser_…`
/// @param organizationId the organization that the user belongs to
/// @param active whether the directory has the user as active
/// @param email the primary e-mail address, at most 320 characters
/// @param name the full name
/// @param givenName the first name
/// @param familyName the last name
/// @param roles the names of the roles that Scalekit assigned
/// @param groups the groups that the user is in, with their names where the source gives them
public record DirectoryUser(String id, String organizationId, @Nullable Boolean active, @Nullable String email,
        @Nullable String name, @Nullable String givenName, @Nullable String familyName, @Nullable List<String> roles,
        @Nullable List<DirectoryGroup> groups) {
}
