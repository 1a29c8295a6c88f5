package dev.rollcall.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.rollcall.SenderNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.util.matcher.InetAddressMatcher;
import org.springframework.security.util.matcher.InetAddressMatchers;
import org.springframework.stereotype.Component;

/// How many requests of one sender may be refused within a minute before nothing more from there is read until that
/// minute is over. Whoever can keep Scalekit out by posting nonsense would do more harm than the nonsense: an address
/// that a signed request came from within a day is never kept out, and neither is a private one, which is that of a
/// proxy that everybody comes through.
@Component
final class RefusalQuota {

    private static final int SENDERS = 10_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final InetAddressMatcher PRIVATE = InetAddressMatchers.matchInternal().build();

    private final int perMinute;
    private final Cache<String, AtomicInteger> refusals;
    private final Cache<String, Boolean> signers;

    @Autowired
    RefusalQuota(WebhookProperties properties) {
        this(properties.refusalsPerMinute(), Ticker.systemTicker());
    }

    /// @param perMinute how many may be refused; 0 for any number
    /// @param ticker tells the time that goes by
    RefusalQuota(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        // Counting up is no write: a sender's minute is over a minute after its first refusal.
        this.refusals = lasting(MINUTE, ticker).build();
        // Apart, so that however many senders are refused, none who signs is forgotten for them.
        this.signers = lasting(DAY, ticker).build();
    }

    private static Caffeine<Object, Object> lasting(Duration time, Ticker ticker) {
        return Caffeine.newBuilder().maximumSize(SENDERS).expireAfterWrite(time).ticker(ticker).executor(Runnable::run);
    }

    /// @param address where a request comes from
    /// @return how long nothing more is read from there; zero if it is
    Duration wait(String address) {
        String sender = sender(address);
        AtomicInteger refused = sender == null ? null : refusals.getIfPresent(sender);
        if (sender == null || refused == null || refused.get() < perMinute || signers.getIfPresent(sender) != null) {
            return Duration.ZERO;
        }
        return refusals.policy().expireAfterWrite().flatMap(expiry -> expiry.ageOf(sender)).map(MINUTE::minus)
                .orElse(Duration.ZERO);
    }

    /// Notes that a request was read and refused.
    ///
    /// @param address where it came from
    void refused(String address) {
        String sender = sender(address);
        if (sender != null) {
            refusals.get(sender, first -> new AtomicInteger()).incrementAndGet();
        }
    }

    /// Notes that a request was signed.
    ///
    /// @param address where it came from
    void signed(String address) {
        String sender = sender(address);
        if (sender != null) {
            signers.put(sender, true);
        }
    }

    /// {@return what tells one sender from another; null for one who is not limited}
    private @Nullable String sender(String address) {
        if (perMinute == 0) {
            return null;
        }
        InetAddress parsed;
        try {
            parsed = InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException said) { // by a proxy, of somebody
            return address;
        }
        return PRIVATE.matches(parsed) ? null : SenderNetwork.of(parsed);
    }
}
