/// The durable inbox of acknowledged webhooks, and the queue that they are worked off from. `webhook` puts events in,
/// `accounts` implements [dev.rollcall.inbox.EventHandler] and applies them, `admin` looks at them and replays them. It
/// never looks into a payload, and never loses one: only when a person is to be erased, `accounts` has it erase payloads.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.rollcall.inbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
