package dev.rollcall.admin;

import jakarta.validation.constraints.AssertTrue;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// The console in the browser, and how people sign in to it.
///
/// @param idleTimeout whoever does nothing in the console for so long is signed out: 1 min to 24 h
/// @param lifetime whoever signed in to the console so long ago is signed out, whatever they do
/// @param clientId the client at the OpenID Connect issuer that people sign in to the console with; empty if nobody does
/// @param clientSecret that client's secret; empty if it is a public client
/// @param tokenForm whether one can sign in to the console with the admin token, too, for emergencies
@Validated
@ConfigurationProperties("rollcall.console")
record ConsoleProperties(@DefaultValue("30m") Duration idleTimeout, @DefaultValue("12h") Duration lifetime,
        @DefaultValue("") String clientId, @DefaultValue("") String clientSecret,
        @DefaultValue("true") boolean tokenForm) {

    @AssertTrue(message = "rollcall.console.idle-timeout must be from 1m to 24h.")
    boolean isIdleTimeoutUsable() {
        return isWithin(idleTimeout, Duration.ofHours(24));
    }

    @AssertTrue(message = "rollcall.console.lifetime must be from 1m to 7d.")
    boolean isLifetimeUsable() {
        return isWithin(lifetime, Duration.ofDays(7));
    }

    @AssertTrue(message = "ROLLCALL_CONSOLE_CLIENTSECRET is set, but ROLLCALL_CONSOLE_CLIENTID is not: set the client whose secret it is.")
    boolean isSecretOfAClient() {
        return clientSecret.isEmpty() || !clientId.isEmpty();
    }

    @AssertTrue(message = "ROLLCALL_CONSOLE_TOKENFORM is false, but ROLLCALL_CONSOLE_CLIENTID is not set: nobody could sign in.")
    boolean isOpenToAnybody() {
        return tokenForm || !clientId.isEmpty();
    }

    @Override
    public String toString() {
        return "ConsoleProperties[]";
    }

    private static boolean isWithin(Duration time, Duration longest) {
        return time.compareTo(Duration.ofMinutes(1)) >= 0 && time.compareTo(longest) <= 0;
    }
}
