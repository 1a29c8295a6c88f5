/// Mappings from groups to roles, what editing one would do, and why somebody has the access that they have. Roles are
/// derived on every read, by views of the database, so nothing here has to recalculate anything. `admin` calls it. It never
/// writes an account or a group.
@NullMarked
@ApplicationModule(allowedDependencies = { "scalekit", "journal" })
package dev.rollcall.roles;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
