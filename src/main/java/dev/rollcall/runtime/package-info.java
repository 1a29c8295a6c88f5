/// What Rollcall runs on: it reads the settings and checks them before anything is begun with one, gives migrations their
/// connections, says where traces go, and makes every error a problem detail. Spring calls it, and the container's health
/// check does; no module does. It never looks at what Rollcall is about: users, events, runs.
@NullMarked
@ApplicationModule(allowedDependencies = {})
package dev.rollcall.runtime;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
