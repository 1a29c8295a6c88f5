package dev.rollcall.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.springframework.stereotype.Component;

/// Knows whose token a token is. One that is not set is nobody's.
@Component
class ApiTokens {

    private final AdminProperties properties;

    ApiTokens(AdminProperties properties) {
        this.properties = properties;
    }

    /// @param token what somebody sent
    /// @return `admin`, `reader` or `metrics`; empty if it is nobody's
    Optional<String> holder(String token) {
        // All are compared, each in constant time: the answer's time tells nothing about any.
        boolean admin = matches(token, properties.adminToken());
        boolean reader = matches(token, properties.readerToken());
        boolean metrics = matches(token, properties.metricsToken());
        return admin ? Optional.of("admin")
                : reader ? Optional.of("reader") : metrics ? Optional.of("metrics") : Optional.empty();
    }

    /// {@return whether there is a token of the admin}
    boolean hasAdmin() {
        return !properties.adminToken().isEmpty();
    }

    /// {@return whether there is any token that opens the API}
    boolean hasAny() {
        return hasAdmin() || !properties.readerToken().isEmpty();
    }

    private static boolean matches(String token, String expected) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8))
                && !expected.isEmpty();
    }
}
