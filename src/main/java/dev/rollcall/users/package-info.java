/// Accounts, directory users, groups, roles, their history and the change feed, and the only code that writes them. The
/// inbox calls its event handler; `admin` reads users and changes, and changes by hand what people decide: roles and their
/// mappings, protection, and that somebody is erased. Every fact reaches it as an observation with the instant at which it
/// was true, and the newer observation wins. It never deletes an account, and never calls Scalekit.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "scalekit" })
package dev.rollcall.users;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
