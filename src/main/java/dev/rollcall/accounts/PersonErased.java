package dev.rollcall.accounts;

import java.util.List;

/// Published in the transaction in which the personal data of a person is erased: whoever keeps any erases it, too.
///
/// @param organizationId the organization that the account belongs to
/// @param directoryUserIds the directory users that are the person
public record PersonErased(String organizationId, List<String> directoryUserIds) {
}
