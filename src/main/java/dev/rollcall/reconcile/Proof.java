package dev.rollcall.reconcile;

import java.time.Instant;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a listing that was read to its end proves: see "Absence needs proof" in the design. A page that is broken or empty
/// never becomes "these users are gone".
///
/// @param verdict whether whoever is on no page is gone
/// @param why it is not the whole directory, as a sentence; null if it is
record Proof(Verdict verdict, @Nullable String why) {

    /// Says nothing.
    static final Proof NONE = new Proof(Verdict.NOTHING, null);

    private static final Count UNKNOWN = new Count(null, null);

    enum Verdict {
        /// Whoever is on no page is not there.
        WHOLE,
        /// It changed while it was listed: whoever the next listing lacks, too, may be gone.
        MOVED,
        /// It proves nothing: it changed and had fewer than it ever said there were, or it was not to be everything.
        NOTHING,
        /// It is not what it says it is: it proves nothing.
        BROKEN
    }

    /// What the pages said.
    ///
    /// @param what is listed, in the plural
    /// @param listed how many were on the pages, each as often as it came
    /// @param seen how many different ones
    /// @param least the least total that a page said; null if none did
    /// @param most the greatest one
    record Pages(String what, long listed, long seen, @Nullable Long least, @Nullable Long most) {
    }

    /// What the directory itself says of how many it has.
    ///
    /// @param total how many; null if it does not say
    /// @param updatedAt when one of them changed last; null if it does not say
    record Count(@Nullable Long total, @Nullable Instant updatedAt) {
    }

    /// {@return what pages of only what was updated prove: whether some may have slipped through}
    static Proof ofSome(Pages pages) {
        return new Proof(Verdict.NOTHING, moved(pages, UNKNOWN, UNKNOWN));
    }

    boolean isBroken() {
        return verdict == Verdict.BROKEN;
    }

    /// {@return what pages prove, between two looks at the directory}
    static Proof of(Pages pages, Count before, Count after) {
        if (pages.least == null && after.total == null) {
            return new Proof(Verdict.BROKEN, "Scalekit does not say how many %s there are.".formatted(pages.what));
        }
        String moved = moved(pages, before, after);
        if (moved != null) {
            boolean isShort = pages.seen < Objects.requireNonNullElse(pages.least,
                    totals(pages, before, after).min().orElse(0));
            return new Proof(isShort ? Verdict.NOTHING : Verdict.MOVED, moved);
        }
        if (totals(pages, before, after).anyMatch(total -> total != pages.seen)) {
            return new Proof(Verdict.BROKEN,
                    "%d %s were listed, of %s according to the listing and %s according to the directory."
                            .formatted(pages.seen, pages.what, pages.least, after.total));
        }
        return new Proof(Verdict.WHOLE, null);
    }

    /// {@return how those changed that were listed meanwhile; null if they did not}
    private static @Nullable String moved(Pages pages, Count before, Count after) {
        if (!Objects.equals(pages.least, pages.most)) {
            return "There were from %d to %d %s while they were listed.".formatted(pages.least, pages.most, pages.what);
        }
        if (!Objects.equals(before.total, after.total)) {
            return "There were %s %s before they were listed, and %s afterwards.".formatted(before.total, pages.what,
                    after.total);
        }
        if (pages.listed > pages.seen) {
            return "The listing of %s had somebody twice.".formatted(pages.what);
        }
        if (!Objects.equals(before.updatedAt, after.updatedAt)) {
            return "Some of the %s changed while they were listed.".formatted(pages.what);
        }
        return null;
    }

    private static LongStream totals(Pages pages, Count before, Count after) {
        return Stream.of(pages.least, before.total, after.total).filter(Objects::nonNull).mapToLong(Long::longValue);
    }
}
