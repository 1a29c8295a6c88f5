/// Mappings from groups and attributes to roles, default roles, what editing one would do, roles that are granted by hand, and
/// why somebody has the access that they have. Roles are derived on every read, by views of the database, so nothing here has
/// to recalculate anything. `admin` and `adoption` call it. It never writes an account or a group; `accounts` takes what was
/// granted by hand along when people are parted, joined or erased.
@NullMarked
@ApplicationModule(allowedDependencies = { "journal" })
package dev.rollcall.roles;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
