package dev.rollcall.adoption;

import org.jspecify.annotations.Nullable;

/// The application's list cannot be taken. Nothing of it is kept. The message says why, and which line it is if it is one.
public final class RefusedListException extends RuntimeException {

    private final boolean tooLarge;

    private RefusedListException(String why, boolean tooLarge) {
        super(why);
        this.tooLarge = tooLarge;
    }

    static RefusedListException because(String why) {
        return new RefusedListException(why, false);
    }

    static RefusedListException ofLine(long number, @Nullable String why) {
        return because("Line %d: %s".formatted(number, why));
    }

    static RefusedListException tooLarge(String why) {
        return new RefusedListException(why, true);
    }

    /// {@return whether there is too much of it}
    public boolean isTooLarge() {
        return tooLarge;
    }
}
