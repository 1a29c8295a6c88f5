/// Rollcall keeps an application's users and roles in step with its customers' directories, through Scalekit. This package
/// starts it, checks the settings, gives every module the same clock and makes every error a problem detail; the modules
/// are its sub-packages.
@NullMarked
package dev.rollcall;

import org.jspecify.annotations.NullMarked;
