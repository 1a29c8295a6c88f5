package dev.rollcall.accounts;

import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.inbox.Outcome;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the inbox is told of an event: what its observation came to, as a sentence for people.
final class EventOutcomes {

    private EventOutcomes() {
    }

    /// @param run the run that holds the deactivation back
    static Outcome held(long run) {
        return new Outcome.Held(
                "All but the deactivation is applied: the safeguard for webhooks holds that back in run %d, for somebody to approve or reject."
                        .formatted(run));
    }

    /// {@return what an organization that is locked elsewhere makes of an event}
    static Outcome busy(String organizationId) {
        return new Outcome.Busy("Organization %s is being changed elsewhere.".formatted(organizationId));
    }

    /// @param result what the observation came to
    /// @param leftAside the fields of the event that could not be read
    static Outcome of(Result result, Set<String> leftAside) {
        return switch (result) {
            case Result.Applied() -> new Outcome.Applied(LeftAside.sentence(leftAside));
            case Result.GoesOn() -> new Outcome.GoesOn(
                    with("It holds. What it changes of many users is being written down, a thousand of them at a time.",
                            leftAside));
            case Result.Stale(Version newer) -> new Outcome.Stale(
                    with("Older than %s of %s, which had been applied.".formatted(newer.event(), newer.instant()),
                            leftAside));
            case Result.AddressTaken() -> new Outcome.Applied(with(
                    "All but the e-mail address is applied: that belongs to another active account, and comes to this one as soon as it is free.",
                    leftAside));
            case Result.Erased() -> new Outcome.Erased("The personal data of this user was erased.");
            case Result.Foreign(String owner) ->
                    new Outcome.Rejected("data.id belongs to another organization, %s.".formatted(owner));
        };
    }

    private static String with(String sentence, Set<String> leftAside) {
        @Nullable
        String more = LeftAside.sentence(leftAside);
        return more == null ? sentence : sentence + " " + more;
    }
}
