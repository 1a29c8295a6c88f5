package dev.rollcall.admin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// The ways into the console that the settings leave open: with the admin token, and by OpenID Connect. Each has a text that
/// is another one as soon as what it depends on is, so that a session ends when its token is replaced or its door is shut.
/// Sessions keep it: that of the admin token takes a while to make, so that whoever has the database cannot try tokens fast.
@Component
class ConsoleDoors {

    /// NIST SP 800-132. A token has at least 16 characters: so many rounds, which whoever signs in first after a start does
    /// not notice, are enough.
    private static final String SLOW = "PBKDF2WithHmacSHA256";
    private static final int ROUNDS = 100_000;
    private static final int BITS = 256;

    private static final String PURPOSE = "rollcall console\n";

    private final @Nullable SingletonSupplier<String> token;
    private final @Nullable String oidc;

    ConsoleDoors(ConsoleProperties console, AdminProperties tokens, OidcProperties roles,
            @Value("${" + ConsoleIssuer.SETTING + ":}") String issuer) {
        this.token = console.tokenForm() && !tokens.adminToken().isEmpty()
                ? SingletonSupplier.of(() -> slowDoor(tokens.adminToken()))
                : null;
        this.oidc = console.clientId().isEmpty() ? null
                : door("oidc", issuer, console.clientId(), roles.roleClaim(), roles.adminRole());
    }

    /// {@return the door that the admin token opens; null if it opens none}
    @Nullable
    String token() {
        return token == null ? null : token.obtain();
    }

    /// {@return the door that the issuer opens; null if it opens none}
    @Nullable
    String oidc() {
        return oidc;
    }

    /// {@return whether there is this door}
    boolean areOpen(@Nullable String door) {
        return door != null && (door.equals(oidc) || door.equals(token()));
    }

    private static String slowDoor(String token) {
        try {
            return HexFormat.of()
                    .formatHex(SecretKeyFactory.getInstance(SLOW).generateSecret(
                            new PBEKeySpec(token.toCharArray(), PURPOSE.getBytes(StandardCharsets.UTF_8), ROUNDS, BITS))
                            .getEncoded());
        } catch (GeneralSecurityException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }

    private static String door(String... dependsOn) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest((PURPOSE + String.join("\n", dependsOn)).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) { // every Java has it
            throw new IllegalStateException(impossible);
        }
    }
}
