/// How the customers' directories are, in words: which of them works, waits, is quiet or fails, and whose token expires. Runs
/// (`reconcile`) note here what Scalekit says of a directory itself; `admin` shows it to people, with how far the set-up of
/// Rollcall is and which roles Scalekit has, and has links to the portal made in which a customer's IT admin connects a
/// directory. What is known of directories, runs and events it reads in SQL. It decides nothing, and nothing that becomes of
/// users depends on it.
@NullMarked
@ApplicationModule(allowedDependencies = { "scalekit" })
package dev.rollcall.customers;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
