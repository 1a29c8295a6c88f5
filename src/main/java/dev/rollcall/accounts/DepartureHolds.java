package dev.rollcall.accounts;

import java.util.List;

/// Keeps deactivations until a person approves or rejects them. Its implementation is called by [WebhookSafeguard] alone.
public interface DepartureHolds {

    /// Keeps deactivations, as part of the transaction that applies the rest of their events. The organization is locked.
    /// What is approved comes back as observations, with the versions that it has.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param departures the deactivations; one that is kept already is not kept twice
    /// @param why a sentence for the person who decides
    /// @return the id of the run that keeps them
    long hold(String organizationId, List<HeldDeparture> departures, String why);
}
