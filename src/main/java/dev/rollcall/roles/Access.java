package dev.rollcall.roles;

import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.User;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a user has the access that they have.
///
/// @param user the user
/// @param isProtected whether synchronization never deactivates the account
/// @param isProtectionResting whether that does not count, because somebody who may be another person has the account now
/// @param wantedEmail the address that the person took and another active account has; null if there is none
/// @param isShared whether three or more active directory users of one directory share the account
/// @param decision the last change of the status; null if none is on record
/// @param organizationDeleted whether Scalekit has deleted the organization
/// @param roles where each of the roles comes from, sorted by role
/// @param identities the directory users that are this person
public record Access(User user, boolean isProtected, boolean isProtectionResting, @Nullable String wantedEmail,
        boolean isShared, @Nullable AccountChange decision, boolean organizationDeleted, List<RoleOrigin> roles,
        List<Identity> identities) {

    /// Where a role comes from.
    ///
    /// @param role the role
    /// @param source what kind of thing gives it
    /// @param id the directory user, the group, the name of the attribute or that of the person that gives it; null for the
    /// default role
    /// @param name the group's name, or what the attribute is; null for the others
    /// @param mappingId the mapping from the group or the attribute; null for the others
    /// @param at when it was granted by hand; null for the others
    /// @param isResting whether it does not count, because somebody who may be another person has the account now
    public record RoleOrigin(String role, User.Source source, @Nullable String id, @Nullable String name,
            @Nullable Long mappingId, @Nullable Instant at, boolean isResting) {
    }

    /// A directory user.
    ///
    /// @param id Scalekit's id
    /// @param directoryId the directory; null as long as no source has said
    /// @param provider what kind of directory it is; null if that is not known
    /// @param email the e-mail address there
    /// @param dpId what the directory calls it; null if that is not known
    /// @param strangerSince since when it has been in the account as one who may be somebody else; null if it is not
    /// @param active what the directory says
    /// @param counts whether it gives access: it is active, and neither its directory nor its organization is gone
    /// @param observedAt when the newest observation was true
    /// @param observedBy the id of the event that it came with, or what a run's observations are called
    /// @param syncRunId the run that made it; null if it came with an event
    public record Identity(String id, @Nullable String directoryId, @Nullable String provider, @Nullable String email,
            @Nullable String dpId, @Nullable Instant strangerSince, boolean active, boolean counts, Instant observedAt,
            String observedBy, @Nullable Long syncRunId) {
    }
}
