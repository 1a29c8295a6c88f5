/// Tells somebody of what wants a person: one post for each condition, and one when it is resolved. It asks the modules that
/// know (`inbox`, `reconcile`, `customers`, `push`) how they are, each through a [dev.rollcall.notify.ConditionSource], and keeps what has been
/// told. One node of the cluster does so. It changes nothing but that, holds nobody up, and names customers, never people.
@NullMarked
@ApplicationModule(allowedDependencies = { "inbox", "reconcile", "customers", "push", "journal" })
package dev.rollcall.notify;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
