package dev.rollcall.admin;

import dev.rollcall.customers.SetUpProgress;
import dev.rollcall.customers.SetUpProgress.Failure;
import dev.rollcall.customers.SetUpProgress.Refused;
import dev.rollcall.push.PushReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A step on the way from nothing to working.
///
/// @param title what is to be done
/// @param state whether it is done
/// @param sentence how it is, and what to do about it
/// @param at since when, or when last; null if there is no time to it
record SetUpStep(String title, State state, String sentence, @Nullable Instant at) {

    /// Whether a step is done.
    enum State {
        /// It is.
        DONE,
        /// It is still to be done.
        OPEN,
        /// It was done, or tried, and something is wrong.
        TROUBLE
    }

    /// {@return all steps in their order}
    static List<SetUpStep> of(SetUpProgress progress, PushReport push) {
        return List.of(environment(progress), credentials(progress),
                new SetUpStep("The webhook secret is set", State.DONE,
                        "SCALEKIT_WEBHOOK_SECRET is set: Rollcall does not start without.", null),
                signed(progress), refused(progress), directory(progress), run(progress), application(progress, push));
    }

    private static SetUpStep environment(SetUpProgress progress) {
        String title = "Scalekit's environment is reached";
        Failure failure = progress.failure();
        if (failure != null && !failure.isAboutCredentials()) {
            return new SetUpStep(title, State.TROUBLE, failure.why() + " Is SCALEKIT_ENVIRONMENT_URL right?", failure.at());
        }
        Instant at = failure != null ? failure.at() : progress.answeredAt();
        return at == null ? new SetUpStep(title, State.OPEN, "Nobody has asked it yet: try it, or start a run.", null)
                : new SetUpStep(title, State.DONE, "It answers.", at);
    }

    private static SetUpStep credentials(SetUpProgress progress) {
        String title = "Its API client is known";
        Failure failure = progress.failure();
        if (failure != null && failure.isAboutCredentials()) {
            return new SetUpStep(title, State.TROUBLE, failure.why(), failure.at());
        }
        return progress.answeredAt() == null
                ? new SetUpStep(title, State.OPEN, "SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET are not tried yet.",
                        null)
                : new SetUpStep(title, State.DONE, "Scalekit has taken SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET.",
                        progress.answeredAt());
    }

    private static SetUpStep signed(SetUpProgress progress) {
        String title = "Webhooks come";
        return progress.signedAt() == null
                ? new SetUpStep(title, State.OPEN,
                        "None has come. Register https://<your host>/webhooks/scalekit in Scalekit's dashboard, and send a test event from there.",
                        null)
                : new SetUpStep(title, State.DONE, "The last signed one came.", progress.signedAt());
    }

    private static SetUpStep refused(SetUpProgress progress) {
        String title = "None is refused";
        if (progress.refusals().isEmpty()) {
            return new SetUpStep(title, State.DONE, "No webhook was refused.", null);
        }
        Refused last = progress.refusals().getFirst();
        boolean trouble = progress.signedAt() == null || last.at().isAfter(progress.signedAt());
        return new SetUpStep(title, trouble ? State.TROUBLE : State.DONE,
                "The last refused one: %s. %s".formatted(last.reason(),
                        trouble ? "If Scalekit sent it, SCALEKIT_WEBHOOK_SECRET is not this endpoint's secret, or a clock is wrong."
                                : "Signed ones have come since: somebody else may post here."),
                last.at());
    }

    private static SetUpStep directory(SetUpProgress progress) {
        String title = "The first directory is there";
        return progress.directories() == 0
                ? new SetUpStep(title, State.OPEN,
                        "None is known. Open the set-up portal on a customer's page, for the customer's IT admin.", null)
                : new SetUpStep(title, State.DONE, progress.directories() == 1 ? "One directory is known."
                        : "%d directories are known.".formatted(progress.directories()), progress.directoryAt());
    }

    private static SetUpStep run(SetUpProgress progress) {
        String title = "A run has seen all of a directory";
        return progress.completeAt() == null
                ? new SetUpStep(title, State.OPEN, "None has. One starts by itself when a directory is enabled.", null)
                : new SetUpStep(title, State.DONE, "The last one to do so ended.", progress.completeAt());
    }

    private static SetUpStep application(SetUpProgress progress, PushReport push) {
        String title = "Your application is connected";
        if (push.confirmedAt() != null) {
            return push.lastError() == null
                    ? new SetUpStep(title, State.DONE, "It confirms what is pushed to it.", push.confirmedAt())
                    : new SetUpStep(title, State.TROUBLE, push.lastError(), push.failingSince());
        }
        if (push.enabled()) {
            return push.lastError() == null
                    ? new SetUpStep(title, State.OPEN, "ROLLCALL_PUSH_URL is set, and nothing is confirmed yet.", null)
                    : new SetUpStep(title, State.TROUBLE, push.lastError(), push.failingSince());
        }
        return progress.feedReadAt() == null
                ? new SetUpStep(title, State.OPEN,
                        "Nobody has read the change feed, and ROLLCALL_PUSH_URL is not set. Who reads by SQL is not seen here.",
                        null)
                : new SetUpStep(title, State.DONE, "The change feed was read.", progress.feedReadAt());
    }
}
