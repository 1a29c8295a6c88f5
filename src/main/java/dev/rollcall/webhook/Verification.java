package dev.rollcall.webhook;

import java.util.Locale;

/// What the check of a request's signature came to.
sealed interface Verification {

    /// The request was signed with one of our secrets within the tolerance.
    ///
    /// @param webhookId the idempotency key
    record Verified(String webhookId) implements Verification {
    }

    /// The request is none of ours.
    ///
    /// @param reason why
    record Refused(Reason reason) implements Verification {
    }

    /// Why a request is refused.
    enum Reason {
        HEADER_MISSING("One of the headers webhook-id, webhook-timestamp and webhook-signature is missing."),
        HEADER_UNUSABLE("A header has characters that no header may have."),
        ID_UNUSABLE("webhook-id is not 1 to 255 printable ASCII characters."),
        TIMESTAMP_UNUSABLE("webhook-timestamp is not a number of seconds since 1970."),
        TIMESTAMP_TOO_OLD("webhook-timestamp is more than 5 minutes ago."),
        TIMESTAMP_TOO_NEW("webhook-timestamp is more than 5 minutes ahead."),
        SIGNATURE_MISMATCH("No signature in webhook-signature is a v1 signature of this request."),
        BODY_UNREADABLE("The body did not arrive whole."), TOO_LARGE("The body is larger than 1 MiB.");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        String sentence() {
            return sentence;
        }

        /// {@return the reason as it is in metrics and logs}
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
