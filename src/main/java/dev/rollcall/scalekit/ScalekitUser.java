package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was said of a user in a directory. A component that the source does not speak of is null. That is not the same as
/// none: an empty list of roles takes roles away and an empty text takes a name away, a missing one leaves them as they
/// are. All texts are in their [NormalForm].
///
/// @param id `diruser_…`
/// @param organizationId the organization that the user belongs to; empty only where a leaver's statement names none
/// @param active whether the directory has the user as active
/// @param email the primary e-mail address, at most 320 characters; empty for none. A leaver's statement says nothing of it
/// @param name the full name, at most 1,000 characters, as the next two; empty for none
/// @param givenName the first name
/// @param familyName the last name
/// @param dpId the id that the customer's own directory gives the user, at most 255 characters; empty for none
/// @param roles the names of the roles that Scalekit assigned
/// @param groups the groups that the user is in, with their names where the source gives them
/// @param attributes all other attributes as one JSON object in its canonical form; empty for none
/// @param username the name under which the user signs in, at most 1,000 characters; empty for none
public record ScalekitUser(String id, String organizationId, @Nullable Boolean active, @Nullable String email,
        @Nullable String name, @Nullable String givenName, @Nullable String familyName, @Nullable String dpId,
        @Nullable List<String> roles, @Nullable List<ScalekitGroup> groups, @Nullable String attributes,
        @Nullable String username) {

    /// A user of whose attributes nothing was said.
    public ScalekitUser(String id, String organizationId, @Nullable Boolean active, @Nullable String email,
            @Nullable String name, @Nullable String givenName, @Nullable String familyName, @Nullable String dpId,
            @Nullable List<String> roles, @Nullable List<ScalekitGroup> groups) {
        this(id, organizationId, active, email, name, givenName, familyName, dpId, roles, groups, null, null);
    }

    /// Of one who left, only that.
    ///
    /// @param id `diruser_…`
    /// @param organizationId the organization that the user belonged to
    /// @return a user who is said not to be active, and nothing else
    public static ScalekitUser gone(String id, String organizationId) {
        return new ScalekitUser(id, organizationId, false, null, null, null, null, null, null, null);
    }

    /// {@return the same, said of the user in another organization}
    public ScalekitUser in(String organization) {
        return new ScalekitUser(id, organization, active, email, name, givenName, familyName, dpId, roles, groups,
                attributes, username);
    }

    /// {@return the same with another statement about whether the user is active; null for none}
    public ScalekitUser withActive(@Nullable Boolean isActive) {
        return new ScalekitUser(id, organizationId, isActive, email, name, givenName, familyName, dpId, roles, groups,
                attributes, username);
    }

    /// {@return the same with other statements about attributes and user name; null for none}
    public ScalekitUser withAttributes(@Nullable String itsAttributes, @Nullable String itsUsername) {
        return new ScalekitUser(id, organizationId, active, email, name, givenName, familyName, dpId, roles, groups,
                itsAttributes, itsUsername);
    }

    /// {@return whether it says that the user is not active}
    public boolean isLeaving() {
        return Boolean.FALSE.equals(active);
    }
}
