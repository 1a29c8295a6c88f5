/// Scalekit in Java: its events and the pages of its Directory API, read by the same code into the same records, which say
/// what was seen of an organization, a directory, a group or a user. `accounts` calls the reader of events, `reconcile` the
/// client, which keeps to one rate budget and shares one access token. It keeps nothing else and never touches the
/// database.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.rollcall.scalekit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
