package dev.rollcall.journal;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A part of the users that a filter means.
///
/// @param users the users, newest first
/// @param next before whom to go on; null at the end. As nobody looks at everybody at once, there may be fewer users than were
/// asked for, or none, and still more of them
public record UserPage(List<User> users, @Nullable UUID next) {
}
