package dev.rollcall.reconcile;

import org.jspecify.annotations.Nullable;

/// Follows the pages of a listing and notices when they would never end. However many there are, one token is remembered:
/// it is the one of a page whose number is a power of two, so that a circle comes back to it (R. P. Brent, "An improved
/// Monte Carlo factorization algorithm", 1980, section 2).
final class PageTrail {

    /// No directory and no environment has more pages than this.
    private static final long MOST_PAGES = 1_000_000;

    /// So many pages are believed whatever the total.
    private static final long FEW_PAGES = 100;

    private final String what;
    private @Nullable String remembered;
    private long pages;
    private long nextToRemember = 1;

    /// @param what is listed, in the plural
    PageTrail(String what) {
        this.what = what;
    }

    /// Goes to the next page.
    ///
    /// @param token the next page's
    /// @param total how many there are on all pages, as far as is said
    /// @return why this would never end; null if nothing speaks for it
    @Nullable
    String follow(String token, @Nullable Long total) {
        pages++;
        if (token.equals(remembered)) {
            return "The listing of %s gave the same page token twice.".formatted(what);
        }
        if (pages > Math.min(MOST_PAGES, total == null ? MOST_PAGES : FEW_PAGES + 2 * Math.max(0, total))) {
            return "The listing of %s does not end: there are more than %d pages.".formatted(what, pages);
        }
        if (pages == nextToRemember) {
            remembered = token;
            nextToRemember *= 2;
        }
        return null;
    }
}
