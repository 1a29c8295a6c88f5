package dev.rollcall.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Something that goes wrong with the Directory API, until it is switched off or has hit often enough. Unless it is told
/// which paths, it hits the whole Directory API, but not `/oauth/token`; what spoils pages hits pages of users.
public final class Fault {

    private final Kind kind;
    private final long amount;
    private @Nullable String path;
    private int after;
    private int times = Integer.MAX_VALUE;
    private int seen;
    private int hits;

    /// What goes wrong, and what it is called over HTTP.
    enum Kind {
        // @formatter:off
        LATENCY("latency", "ms", 200, "every answer takes so much longer"),
        TOO_MANY_REQUESTS("429", "seconds", 1, "429 with Retry-After in seconds"),
        TOO_MANY_REQUESTS_UNTIL("429-date", "seconds", 1, "429 with Retry-After as a date"),
        SERVER_ERROR("500", "", 0, "500"),
        UNAVAILABLE("503", "seconds", 1, "503 with Retry-After in seconds"),
        DROPPED("dropped", "", 0, "the connection is closed without an answer"),
        TRUNCATED("truncated", "", 0, "JSON that ends halfway"),
        ENDLESS("endless", "megabytes", 0, "JSON that goes on for so long, 0 for as long as it is read"),
        EMPTY_PAGE("empty-page", "", 0, "a page that says there is nobody"),
        REPEATED_TOKEN("repeated-token", "", 0, "a page whose next one is itself; not the first"),
        REPEATED_USER("repeated-user", "", 0, "a page that begins with the last user of the one before; not the first"),
        WRONG_TOTAL("wrong-total", "difference", 1, "a total_size that is so much too large");
        // @formatter:on

        private final String label;
        private final String unit;
        private final long amount;
        private final String about;

        Kind(String label, String unit, long amount, String about) {
            this.label = label;
            this.unit = unit;
            this.amount = amount;
            this.about = about;
        }

        String label() {
            return label;
        }

        String about() {
            return about;
        }

        /// The name of the parameter that says how much, empty if there is none.
        String unit() {
            return unit;
        }

        /// How much, unless it is said.
        long amount() {
            return amount;
        }

        boolean spoilsPages() {
            return compareTo(EMPTY_PAGE) >= 0;
        }

        boolean needsPageToken() {
            return this == REPEATED_TOKEN || this == REPEATED_USER;
        }
    }

    Fault(Kind kind, long amount) {
        this.kind = kind;
        this.amount = amount;
        this.path = kind.spoilsPages() ? "users" : null;
    }

    /// Every answer takes so much longer.
    public static Fault latency(Duration length) {
        return new Fault(Kind.LATENCY, length.toMillis());
    }

    /// 429, with `Retry-After` in seconds.
    public static Fault tooManyRequests(Duration retryAfter) {
        return new Fault(Kind.TOO_MANY_REQUESTS, retryAfter.toSeconds());
    }

    /// 429, with `Retry-After` as a date: so much after the answer's own `Date`.
    public static Fault tooManyRequestsUntil(Duration retryAfter) {
        return new Fault(Kind.TOO_MANY_REQUESTS_UNTIL, retryAfter.toSeconds());
    }

    /// 500.
    public static Fault serverError() {
        return new Fault(Kind.SERVER_ERROR, 0);
    }

    /// 503, with `Retry-After` in seconds.
    public static Fault unavailable(Duration retryAfter) {
        return new Fault(Kind.UNAVAILABLE, retryAfter.toSeconds());
    }

    /// The connection is closed without an answer. Some clients, the JDK's among them, ask again by themselves.
    public static Fault dropped() {
        return new Fault(Kind.DROPPED, 0);
    }

    /// A 200 whose JSON ends halfway.
    public static Fault truncated() {
        return new Fault(Kind.TRUNCATED, 0);
    }

    /// A 200 whose JSON goes on for so many megabytes, 0 for as long as the client reads.
    public static Fault endless(int megabytes) {
        return new Fault(Kind.ENDLESS, megabytes);
    }

    /// A page without users and without a next one, that says there are none.
    public static Fault emptyPage() {
        return new Fault(Kind.EMPTY_PAGE, 0);
    }

    /// A page whose next one is itself; never the first page.
    public static Fault repeatedToken() {
        return new Fault(Kind.REPEATED_TOKEN, 0);
    }

    /// A page that begins with the last user of the page before; never the first page.
    public static Fault repeatedUser() {
        return new Fault(Kind.REPEATED_USER, 0);
    }

    /// A `total_size` that is so much too large.
    public static Fault wrongTotal(int difference) {
        return new Fault(Kind.WRONG_TOTAL, difference);
    }

    /// Limits it to `users`, `groups`, `directories`, `organizations`, `roles` or `token`.
    public Fault on(String path) {
        this.path = path;
        return this;
    }

    /// Spares the first so many requests.
    public Fault after(int requests) {
        this.after = requests;
        return this;
    }

    /// Ends it after it has hit so many requests.
    public Fault times(int requests) {
        this.times = requests;
        return this;
    }

    /// How many requests it has hit.
    public synchronized int hits() {
        return hits;
    }

    synchronized boolean hits(String requested, boolean hasPageToken) {
        var concerned = (path == null ? !requested.equals("token") : requested.equals(path))
                && (hasPageToken || !kind.needsPageToken());
        if (!concerned || hits >= times || ++seen <= after) {
            return false;
        }
        hits++;
        return true;
    }

    Kind kind() {
        return kind;
    }

    long amount() {
        return amount;
    }

    @Override
    public synchronized String toString() {
        return kind.label + (path == null ? "" : " on " + path) + ", hits " + hits
                + (times == Integer.MAX_VALUE ? "" : " of " + times);
    }
}
