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
    /// @return `admin` or `reader`; empty if it is neither's
    Optional<String> holder(String token) {
        // Both are compared, each in constant time: the answer's time tells nothing about either.
        boolean admin = matches(token, properties.adminToken());
        boolean reader = matches(token, properties.readerToken());
        return admin ? Optional.of("admin") : reader ? Optional.of("reader") : Optional.empty();
    }

    /// {@return whether there is a token of the admin}
    boolean hasAdmin() {
        return !properties.adminToken().isEmpty();
    }

    /// {@return whether there is any token}
    boolean hasAny() {
        return hasAdmin() || !properties.readerToken().isEmpty();
    }

    private static boolean matches(String token, String expected) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8))
                && !expected.isEmpty();
    }
}
