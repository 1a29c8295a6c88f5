package dev.rollcall.accounts;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Published in the transaction in which the personal data of a person is erased: whoever keeps any erases it, too.
///
/// @param organizationId the organization that the account belongs to
/// @param accountIds the account, and those that were merged into it
/// @param addresses the addresses that the person is known to have had, in the form in which addresses are compared
/// @param directoryUserIds the directory users that are the person
public record PersonErased(String organizationId, List<UUID> accountIds, Set<String> addresses,
        List<String> directoryUserIds) {
}
