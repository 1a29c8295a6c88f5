/// Accounts, directory users, groups, roles, their history and the change feed, and the only code that writes them. The
/// inbox calls its event handler; `admin` reads users and changes, and changes by hand what people decide: roles and their
/// mappings, protection, and that somebody is erased. Every fact reaches it as an observation with the instant at which it
/// was true, and the newer observation wins. Deactivations that its safeguard for webhooks holds back, `reconcile` keeps for
/// a person to decide about, see [dev.rollcall.users.DepartureHolds]. It never deletes an account, and never calls Scalekit.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "scalekit" })
package dev.rollcall.users;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
