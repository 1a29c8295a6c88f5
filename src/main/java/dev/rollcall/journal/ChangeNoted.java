package dev.rollcall.journal;

/// A change of what many accounts depend on is in effect and committed: its accounts are to be settled and recorded.
///
/// @param id the change, see [WideChanges#note]
public record ChangeNoted(long id) {
}
