package dev.rollcall.journal;

import dev.rollcall.journal.AccountChange.FieldChange;
import java.util.List;
import java.util.UUID;

/// An entry of the journal, before it is written.
///
/// @param account whose entry it is
/// @param kind what kind of change it was, such as `user.deactivated`
/// @param changes what changed
record JournalEntry(UUID account, String kind, List<FieldChange> changes) {
}
