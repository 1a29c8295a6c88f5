package dev.rollcall.runtime;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What is asked of whoever sends a request.
///
/// @param receiveTimeout how long a request, head and body, may take to come in before its connection is cut
@Validated
@ConfigurationProperties("rollcall.http")
record HttpProperties(@DefaultValue("20s") Duration receiveTimeout) {

    @AssertTrue(message = "rollcall.http.receive-timeout must be 1s or longer.")
    boolean isTimeEnoughToSendAnything() {
        return receiveTimeout.compareTo(Duration.ofSeconds(1)) >= 0;
    }
}
