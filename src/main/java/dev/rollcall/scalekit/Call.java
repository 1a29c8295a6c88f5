package dev.rollcall.scalekit;

import java.util.Locale;

/// What Scalekit is asked for.
enum Call {
    ORGANIZATIONS, ORGANIZATION, DIRECTORIES, DIRECTORY, USERS, GROUPS, TOKEN;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
