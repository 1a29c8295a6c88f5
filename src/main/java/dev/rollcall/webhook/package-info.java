/// Signed requests in, nothing else. Scalekit posts here; what is verified goes to the inbox as it came. It never looks
/// into a body.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox" })
package dev.rollcall.webhook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
