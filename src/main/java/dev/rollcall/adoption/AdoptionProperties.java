package dev.rollcall.adoption;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How much the application may list at once, and how long what became of it is kept.
///
/// @param maxLines the most lines of a list of your application's users
/// @param retention how long adoptions that have ended are kept, with their lines
@Validated
@ConfigurationProperties("rollcall.adoption")
record AdoptionProperties(
        @DefaultValue("100000") @Min(value = 1, message = AdoptionProperties.MAX_LINES) @Max(value = 1_000_000, message = AdoptionProperties.MAX_LINES) int maxLines,
        @DefaultValue("30d") Duration retention) {

    static final String MAX_LINES = "rollcall.adoption.max-lines must be from 1 to 1000000.";

    @AssertTrue(message = "rollcall.adoption.retention must be longer than zero.")
    boolean isRetentionPositive() {
        return retention.isPositive();
    }
}
