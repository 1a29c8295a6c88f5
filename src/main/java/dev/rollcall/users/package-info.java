/// Accounts, directory users, groups, roles and their history, and the only code that writes them. The inbox calls its
/// event handler; `admin` reads users and grants roles. Every fact reaches it as an observation with the instant at which
/// it was true, and the newer observation wins. It never deletes an account, and never calls Scalekit.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "scalekit" })
package dev.rollcall.users;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
