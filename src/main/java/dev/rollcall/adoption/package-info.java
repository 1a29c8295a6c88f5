/// Takes over the users that the application had before: reads its list of them, says of each who it is, and gives whoever is
/// found the application's own id and roles by hand. `admin` calls it; db-scheduler has a node do the work. It decides no
/// more than who is who: accounts, ids and roles are changed by the modules that own them. It deactivates nobody and opens no
/// account.
@NullMarked
@ApplicationModule(allowedDependencies = { "accounts", "roles", "journal" })
package dev.rollcall.adoption;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
