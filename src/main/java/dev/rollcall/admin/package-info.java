/// The REST API for operators, admins and the application, the console in the browser, who may use them, and the log of who
/// did what. It decides nothing about users, events or runs: it asks the modules that do.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "accounts", "roles", "journal", "push", "reconcile", "adoption",
        "customers" })
package dev.rollcall.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
