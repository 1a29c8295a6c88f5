package dev.rollcall.reconcile;

import dev.rollcall.journal.AccountChange.FieldChange;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that a run changed, would change or holds back.
///
/// @param id grows within a run
/// @param kind such as `user.deactivated`
/// @param status PLANNED, APPLIED, HELD, REJECTED, EXPIRED, STALE (something newer was known), REFUSED (it belongs to
/// another organization) or UNDECIDED (the directory did not list the user, and something newer than its listing is known,
/// so it is too early to tell)
/// @param organizationId the organization
/// @param directoryId the directory; null if the organization as a whole is meant, or if it is not known
/// @param subjectId the id of the directory user, group or organization
/// @param userId the account; null if there is none or none yet
/// @param email the user's e-mail address; null where there is none
/// @param changes what it is and what it becomes
public record SyncChange(long id, String kind, String status, String organizationId, @Nullable String directoryId,
        String subjectId, @Nullable UUID userId, @Nullable String email, List<FieldChange> changes) {
}
