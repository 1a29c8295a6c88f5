package dev.rollcall.scalekit;

import java.time.Duration;
import java.util.function.Supplier;

/// How long a call can wait, for the access token too: for its turn to fetch one, and for the answer. It goes with the thread,
/// because Spring Security, which has the token fetched, hands nothing of the call on.
///
/// @param call the call
/// @param deadline when it ends, in the timepiece's nanoseconds
record Patience(Call call, long deadline, Timepiece time) {

    private static final ScopedValue<Patience> CURRENT = ScopedValue.newInstance();

    /// {@return what a call comes to that begins now}
    static <T> T within(Call call, Timepiece time, Supplier<T> made) {
        var patience = new Patience(call, time.nanos() + call.patience().toNanos(), time);
        return ScopedValue.where(CURRENT, patience).call(made::get);
    }

    /// {@return that of the call which this thread makes}
    static Patience current() {
        return CURRENT.get();
    }

    /// {@return whether a person waits}
    boolean isWaitedFor() {
        return call.isWaitedFor();
    }

    /// {@return how long it is until the deadline; negative after it}
    Duration left() {
        return Duration.ofNanos(deadline - time.nanos());
    }

    /// @param longest how long a whole answer may take at most
    /// @return how long this one may: for a person no longer than until the deadline
    Duration forAnswer(Duration longest) {
        return isWaitedFor() && left().compareTo(longest) < 0 ? left() : longest;
    }

    /// {@return how long it was at the beginning, in words}
    String length() {
        return isWaitedFor() ? call.patience().toSeconds() + " seconds" : call.patience().toMinutes() + " minutes";
    }
}
