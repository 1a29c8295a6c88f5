package dev.rollcall.admin;

import dev.rollcall.SenderNetwork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/// Slows down whoever tries tokens, or comes back from an issuer in vain: after three failed sign-ins an address has to wait,
/// twice as long each time. Nobody else has to: whoever guesses, from however many addresses, keeps no admin out. Nothing is
/// kept of more than a thousand of them, and of failures thirty within a minute are worth writing down.
@Component
class SignInThrottle {

    static final int ADDRESSES = 1000;

    private static final int FREE = 3;
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);
    private static final int WRITTEN_DOWN = 30;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > ADDRESSES;
        }
    };
    private Instant minute = Instant.MIN;
    private int inThisMinute;

    SignInThrottle(Clock clock) {
        this.clock = clock;
    }

    private record Failures(int count, Instant last) {

        private Instant until() {
            Duration wait = count < FREE ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(count - FREE, 10));
            return last.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST);
        }
    }

    /// @param address where somebody wants to sign in from
    /// @return how long they have to wait before they may try; zero if they may
    synchronized Duration wait(String address) {
        Instant now = clock.instant();
        Failures failures = byAddress.get(SenderNetwork.of(address));
        Instant until = failures == null ? now : failures.until();
        return now.isBefore(until) ? Duration.between(now, until) : Duration.ZERO;
    }

    /// {@return how long somebody has to wait, in whole seconds}
    static long seconds(Duration wait) {
        return wait.plusMillis(999).toSeconds();
    }

    /// Notes that a token was wrong, or that whoever came back from the issuer could not be let in.
    ///
    /// @param address where it came from
    /// @return whether to write it down
    synchronized boolean failed(String address) {
        Instant now = clock.instant();
        String sender = SenderNetwork.of(address);
        Failures before = byAddress.get(sender);
        int earlier = before == null || before.last().plus(FORGOTTEN).isBefore(now) ? 0 : before.count();
        byAddress.put(sender, new Failures(earlier + 1, now));
        if (!minute.isAfter(now.minus(MINUTE))) {
            minute = now;
            inThisMinute = 0;
        }
        return ++inThisMinute <= WRITTEN_DOWN;
    }

    /// Notes that an admin was let in.
    ///
    /// @param address where it came from
    synchronized void succeeded(String address) {
        byAddress.remove(SenderNetwork.of(address));
    }
}
