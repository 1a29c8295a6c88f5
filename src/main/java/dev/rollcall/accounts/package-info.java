/// Directory users, groups, who is one person and who is active: only here is decided what becomes of them. Others write no
/// more than when an account changed last (`journal`) and that a directory says its groups (`reconcile`). The inbox calls its
/// event handler and `reconcile` hands it what pages say: every fact arrives as an observation with the instant at which it
/// was true, and the newer observation wins. Admins protect, merge and erase accounts here, and `adoption` gives users the
/// application's own ids. Deactivations that its safeguard for webhooks holds back, `reconcile` keeps for a person to decide
/// about, see [dev.rollcall.accounts.DepartureHolds]. It never deletes an account, and never calls Scalekit.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "scalekit", "journal" })
package dev.rollcall.accounts;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
