package dev.rollcall.admin;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How long is remembered who did what.
///
/// @param retention how long is remembered who did what, 365 days at least
@Validated
@ConfigurationProperties("rollcall.audit")
record AuditProperties(@DefaultValue("730d") Duration retention) {

    @AssertTrue(message = "rollcall.audit.retention must be 365d or longer.")
    boolean isKeptForAYear() {
        return retention.compareTo(Duration.ofDays(365)) >= 0;
    }
}
