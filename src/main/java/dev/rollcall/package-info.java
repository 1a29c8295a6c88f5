/// Rollcall keeps an application's users and roles in step with its customers' directories, through Scalekit. This package
/// starts it and gives every module the same clock, the same form in which texts are compared, the same way of handing
/// instants and lists to PostgreSQL, of keeping figures for meters, and of calling whoever acts; the modules are its sub-packages, and
/// what they run on is `runtime`.
@NullMarked
package dev.rollcall;

import org.jspecify.annotations.NullMarked;
