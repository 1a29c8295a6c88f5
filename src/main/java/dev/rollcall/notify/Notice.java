package dev.rollcall.notify;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/// What is known of one condition: whether it is there, and what somebody has been told of it.
@Entity
@Table(name = "notice")
@DynamicUpdate
class Notice {

    /// How long it waits after the first failed attempt to tell, and after the further ones.
    private static final List<Duration> LATER = List.of(Duration.ofSeconds(30), Duration.ofMinutes(1),
            Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1));

    /// What came back once has to be away for so long before it is resolved; each further time for twice as long.
    private static final Duration CALM = Duration.ofMinutes(5);
    private static final int MOST_DOUBLED = 5;

    private static final Duration REMEMBERED = Duration.ofDays(1);

    @Id
    private String id;
    private String kind;
    private String sentence;
    private String path;
    private @Nullable Instant toldAt;
    private @Nullable Instant missingSince;
    private @Nullable Instant resolvedAt;
    private int returns;
    private int attempts;
    private Instant nextAttemptAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Notice() {
    }

    Notice(Condition condition, Instant now) {
        this.id = condition.id();
        this.kind = condition.kind();
        this.sentence = condition.sentence();
        this.path = condition.path();
        this.nextAttemptAt = now;
    }

    /// The condition is there.
    void observe(Condition condition, Instant now) {
        if (resolvedAt != null) {
            returns++;
            resolvedAt = null;
            toldAt = null;
        }
        if (missingSince != null) {
            missingSince = null;
            attemptAt(now);
        }
        if (toldAt == null) {
            sentence = condition.sentence();
            path = condition.path();
        }
    }

    /// The condition is not there. Of what nobody was told, nobody has to be told that it is resolved.
    void miss(Instant now) {
        if (missingSince == null) {
            missingSince = now;
            attemptAt(now.plus(calm()));
            resolvedAt = toldAt == null ? now : null;
        }
    }

    private Duration calm() {
        return returns == 0 ? Duration.ZERO : CALM.multipliedBy(1L << Math.min(returns, MOST_DOUBLED) - 1);
    }

    private void attemptAt(Instant when) {
        attempts = 0;
        nextAttemptAt = when;
    }

    /// {@return whether somebody is to be told now}
    boolean isDue(Instant now) {
        return !nextAttemptAt.isAfter(now) && (missingSince == null ? toldAt == null : resolvedAt == null);
    }

    /// {@return whether it is over for so long that it need not be remembered, or was never told of}
    boolean isOver(Instant now) {
        return resolvedAt != null && (returns == 0 && toldAt == null || !resolvedAt.plus(REMEMBERED).isAfter(now));
    }

    /// {@return whether what is to be told is that it is resolved}
    boolean isMissing() {
        return missingSince != null;
    }

    /// Somebody has been told, if it is still as it was then.
    ///
    /// @param asMissing whether that it is resolved
    void tell(boolean asMissing, Instant now) {
        if (asMissing && missingSince != null) {
            resolvedAt = now;
        } else if (!asMissing) {
            toldAt = now;
        }
        attempts = 0;
    }

    /// Nobody could be told.
    ///
    /// @param atLeast how long it is not tried again at least
    void putOff(Duration atLeast, Instant now) {
        attempts++;
        Duration wait = LATER.get(Math.min(attempts, LATER.size()) - 1);
        nextAttemptAt = now.plus(wait.compareTo(atLeast) < 0 ? atLeast : wait);
    }

    String id() {
        return id;
    }

    String kind() {
        return kind;
    }

    String sentence() {
        return sentence;
    }

    String path() {
        return path;
    }

    Instant nextAttemptAt() {
        return nextAttemptAt;
    }
}
