package dev.rollcall.accounts;

import dev.rollcall.journal.AccountChange.FieldChange;
import java.util.List;

/// A deactivation that a webhook told of and the safeguard does not let pass.
///
/// @param directoryUserId `diruser_…`
/// @param at when it was true
/// @param losses what the user would lose: the status first, then `roles` and `groups` if the event takes any
public record HeldDeparture(String directoryUserId, Version at, List<FieldChange> losses) {
}
