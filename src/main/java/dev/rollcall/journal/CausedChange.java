package dev.rollcall.journal;

import java.util.UUID;

/// An entry of the history of one of the accounts that something changed.
///
/// @param account the account
/// @param change what changed on it
public record CausedChange(UUID account, AccountChange change) {
}
