/// The REST API for operators, admins and the application, and who may call it. It decides nothing about users or events:
/// it asks `users` and `inbox`.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "users", "reconcile" })
package dev.rollcall.admin;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
