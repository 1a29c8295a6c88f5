package dev.rollcall.reconcile;

import dev.rollcall.NormalForm;
import org.jspecify.annotations.Nullable;

/// What a run looks at: everything if nothing is given.
///
/// @param organizationId only this organization
/// @param directoryId only this directory
/// @param directoryUserId only this directory user
/// @param email only whoever has this address or ever had it, in the form in which addresses are compared; empty if it was
/// that of somebody who has been erased since
public record SyncScope(@Nullable String organizationId, @Nullable String directoryId, @Nullable String directoryUserId,
        @Nullable String email) {

    /// Every directory of every organization.
    public static final SyncScope EVERYTHING = new SyncScope(null, null, null);

    private static final String ADDRESS = "mailto:";

    /// Whoever it is about, no address was given.
    public SyncScope(@Nullable String organizationId, @Nullable String directoryId, @Nullable String directoryUserId) {
        this(organizationId, directoryId, directoryUserId, null);
    }

    /// {@return a scope from how it is stored}
    ///
    /// @param person as [#person] has it
    static SyncScope stored(@Nullable String organizationId, @Nullable String directoryId, @Nullable String person) {
        if (person == null || !person.startsWith(ADDRESS)) {
            return new SyncScope(organizationId, directoryId, person);
        }
        String address = person.substring(ADDRESS.length());
        return new SyncScope(organizationId, directoryId, null, address.contains("@") ? address : "");
    }

    /// {@return how an address is stored in place of the id of a directory user}
    static String stored(String address) {
        return ADDRESS + address;
    }

    /// {@return the one person that is looked at: the id of a directory user or, in the same column, an address as a URI
    /// (RFC 6068). The version before, if a node of it takes the run over, finds nobody by that and changes nothing; null for
    /// everybody}
    @Nullable
    String person() {
        return email == null ? directoryUserId : stored(email);
    }

    /// {@return the same with the address in the form in which addresses are compared}
    SyncScope normal() {
        return email == null ? this
                : new SyncScope(organizationId, directoryId, directoryUserId, NormalForm.address(email));
    }

    /// {@return the same of one organization}
    SyncScope in(@Nullable String organization) {
        return new SyncScope(organization, directoryId, directoryUserId, email);
    }
}
