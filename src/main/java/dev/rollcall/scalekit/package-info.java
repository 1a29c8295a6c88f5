/// Scalekit in Java: its events, read from their bytes into records that say what was seen of an organization, a
/// directory, a group or a user, and the settings to reach it. `users` calls the reader. It keeps no state and never
/// touches the database.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.rollcall.scalekit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
