package dev.rollcall.accounts;

/// Published in the transaction in which it became known that a directory is enabled.
///
/// @param organizationId the organization that it belongs to
/// @param directoryId `dir_…`
public record DirectoryBecameEnabled(String organizationId, String directoryId) {
}
