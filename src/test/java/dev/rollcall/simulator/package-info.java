/// Scalekit for tests, benchmarks and the local run: directories that live in memory, a Directory API that answers about
/// them, and events in Scalekit's documented shapes, signed as Scalekit signs them and posted as Scalekit posts them.
/// It shares no code with `src/main`, so that both cannot be wrong together.
@NullMarked
package dev.rollcall.simulator;

import org.jspecify.annotations.NullMarked;
