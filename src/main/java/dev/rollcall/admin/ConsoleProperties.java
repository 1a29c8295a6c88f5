package dev.rollcall.admin;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// The console in the browser.
///
/// @param idleTimeout whoever does nothing in the console for so long is signed out: 1 min to 24 h
@Validated
@ConfigurationProperties("rollcall.console")
record ConsoleProperties(@DefaultValue("30m") Duration idleTimeout) {

    @AssertTrue(message = "rollcall.console.idle-timeout must be from 1m to 24h.")
    boolean isIdleTimeoutUsable() {
        return idleTimeout.compareTo(Duration.ofMinutes(1)) >= 0 && idleTimeout.compareTo(Duration.ofHours(24)) <= 0;
    }
}
