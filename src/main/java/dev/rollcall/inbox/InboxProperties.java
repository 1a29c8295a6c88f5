package dev.rollcall.inbox;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the inbox works its events off.
///
/// @param workers how many batches are applied at the same time on this node; 0 leaves the work to other nodes
/// @param batchSize the most events in one transaction
/// @param pollInterval how soon an event is found that another node received. Nobody should need to change it.
/// @param maxAttempts after as many attempts an event becomes a dead letter
/// @param firstRetry the delay after the first failed attempt; it doubles with each further one. Nobody should need to
/// change it.
/// @param longestRetry no delay is longer. Nobody should need to change it.
/// @param retention how long finished events are kept, 7 days at least; dead letters are kept until they are replayed
@Validated
@ConfigurationProperties("rollcall.inbox")
record InboxProperties(
        @DefaultValue("2") @Min(value = 0, message = "rollcall.inbox.workers must be from 0 to 64.") @Max(value = 64, message = "rollcall.inbox.workers must be from 0 to 64.") int workers,
        @DefaultValue("500") @Min(value = 1, message = "rollcall.inbox.batch-size must be from 1 to 1000.") @Max(value = 1000, message = "rollcall.inbox.batch-size must be from 1 to 1000.") int batchSize,
        @DefaultValue("250ms") Duration pollInterval,
        @DefaultValue("12") @Min(value = 1, message = "rollcall.inbox.max-attempts must be at least 1.") int maxAttempts,
        @DefaultValue("1s") Duration firstRetry, @DefaultValue("10m") Duration longestRetry,
        @DefaultValue("30d") Duration retention) {

    @AssertTrue(message = "rollcall.inbox.poll-interval, first-retry and longest-retry must be longer than zero.")
    boolean isEveryWaitPositive() {
        return pollInterval.isPositive() && firstRetry.isPositive() && longestRetry.isPositive();
    }

    @AssertTrue(message = "rollcall.inbox.retention must be at least 7d: for that long Scalekit may deliver an event again, and the row is what makes it a duplicate.")
    boolean isRetentionLongerThanRedelivery() {
        return retention.compareTo(Duration.ofDays(7)) >= 0;
    }

    RetryPolicy retries() {
        return new RetryPolicy(firstRetry, longestRetry, maxAttempts);
    }
}
