package dev.rollcall.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The ways into the console that the settings leave open: with the admin token, and by OpenID Connect. Each has a text that
/// is another one as soon as what it depends on is, so that a session ends when its token is replaced or its door is shut.
@Component
class ConsoleDoors {

    private final @Nullable String token;
    private final @Nullable String oidc;

    ConsoleDoors(ConsoleProperties console, AdminProperties tokens, OidcProperties roles) {
        this.token = console.tokenForm() && !tokens.adminToken().isEmpty() ? door("token", tokens.adminToken()) : null;
        this.oidc = console.clientId().isEmpty() ? null
                : door("oidc", console.issuerUri(), console.clientId(), roles.roleClaim(), roles.adminRole());
    }

    /// {@return the door that the admin token opens; null if it opens none}
    @Nullable
    String token() {
        return token;
    }

    /// {@return the door that the issuer opens; null if it opens none}
    @Nullable
    String oidc() {
        return oidc;
    }

    /// {@return whether there is this door}
    boolean areOpen(@Nullable String door) {
        return door != null && (door.equals(token) || door.equals(oidc));
    }

    private static String door(String... dependsOn) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(("rollcall console\n" + String.join("\n", dependsOn)).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }
}
