/// Breaks what Rollcall stands on while directories change, and shows that nothing is lost: `./mvnw -Pfaults verify`.
@NullMarked
package dev.rollcall.faults;

import org.jspecify.annotations.NullMarked;
