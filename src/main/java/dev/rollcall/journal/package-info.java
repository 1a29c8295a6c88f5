/// The user as others see it, every change of it with its cause, and the feed of changes that the application follows.
/// Whoever changes accounts, groups or roles does so within [dev.rollcall.journal.Journal#record], under the lock of the
/// organization; `admin` reads users and changes. It never decides what changes.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.rollcall.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
