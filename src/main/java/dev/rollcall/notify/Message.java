package dev.rollcall.notify;

import java.util.List;
import java.util.stream.Collectors;

/// What is posted: of one condition, or of many of the same kind at once, that they are there or that they are resolved.
///
/// @param notices the ids of what it is about, at least one
/// @param isResolved whether it says that they are resolved
/// @param text what it says
record Message(List<String> notices, boolean isResolved, String text) {

    /// So many sentences are one message at most; more are counted.
    static final int MOST = 5;

    /// @param notices all of one kind, all resolved or none, at least one
    /// @param links where the console is
    static Message of(List<Notice> notices, PublicUrl links) {
        boolean isResolved = notices.getFirst().isMissing();
        String sentences = notices.stream().limit(MOST).map(Notice::sentence).collect(Collectors.joining("\n"));
        String more = notices.size() > MOST ? "\nAnd %d more like these.".formatted(notices.size() - MOST) : "";
        String path = notices.size() == 1 ? notices.getFirst().path() : "/console";
        return new Message(notices.stream().map(Notice::id).toList(), isResolved, "%s%s%s %s"
                .formatted(isResolved ? "Rollcall, resolved: " : "Rollcall: ", sentences, more, links.to(path)));
    }
}
