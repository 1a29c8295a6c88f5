package dev.rollcall.accounts;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an observation of a directory user would change.
///
/// @param directoryUserId `diruser_…`
/// @param isNew whether nothing is known of the directory user
/// @param email the address that the user has then; null if there is none
/// @param status what the account would become; null if it is that already
/// @param changes what else would change: the fields of the directory user, and of an account whatever is not as its only
/// directory user is known
public record Foreseen(String directoryUserId, boolean isNew, @Nullable String email, @Nullable Status status,
        List<FieldChange> changes) {
}
