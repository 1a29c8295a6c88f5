package dev.rollcall.scalekit;

import java.time.Duration;
import java.util.Locale;

/// What Scalekit is asked for.
enum Call {
    ORGANIZATIONS, ORGANIZATION, DIRECTORIES, DIRECTORY, USERS, GROUPS, ROLES, PORTAL_LINK, TRIAL, TOKEN;

    private static final Duration RUN = Duration.ofMinutes(10);
    private static final Duration PERSON = Duration.ofSeconds(10);

    /// {@return whether a person waits for the answer: then it is tried once, and does not wait for long. A token is fetched
    /// as patiently as the call that needs it waits}
    boolean isWaitedFor() {
        return this == PORTAL_LINK || this == TRIAL;
    }

    /// {@return after how long no further attempt is begun; if a person waits, after how long there has to be an answer}
    Duration patience() {
        return isWaitedFor() ? PERSON : RUN;
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
