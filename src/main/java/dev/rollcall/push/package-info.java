/// Delivers the change feed to the application's one URL, signed, in order, until each change is confirmed. One node of the
/// cluster does so. `admin` asks how far it is and sets the place. It never decides what is in the feed, and leaves nothing
/// out without listing it.
@NullMarked
@ApplicationModule(allowedDependencies = { "journal", "inbox" })
package dev.rollcall.push;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
