package dev.rollcall;

import java.util.Base64;
import java.util.List;

/// The form of secrets that Standard Webhooks are signed with: `whsec_` and the key in Base64.
public final class SigningSecrets {

    private static final String PREFIX = "whsec_";

    // Standard Webhooks says 24 to 64 bytes. A longer one is no weaker.
    private static final int LEAST_BYTES = 24;

    private SigningSecrets() {
    }

    /// @param secrets secrets as they were set
    /// @return those that are not empty, without blanks
    public static List<String> set(List<String> secrets) {
        return secrets.stream().map(String::strip).filter(secret -> !secret.isEmpty()).toList();
    }

    /// @param secrets secrets
    /// @return whether each is `whsec_` followed by Base64
    public static boolean areWellFormed(List<String> secrets) {
        return secrets.stream().allMatch(secret -> bytes(secret) > 0);
    }

    /// @param secrets secrets
    /// @return whether each that is well-formed is long enough
    public static boolean areLongEnough(List<String> secrets) {
        return secrets.stream().mapToInt(SigningSecrets::bytes).filter(bytes -> bytes > 0)
                .allMatch(bytes -> bytes >= LEAST_BYTES);
    }

    /// {@return how many bytes a secret has; 0 if it is none}
    private static int bytes(String secret) {
        try {
            return secret.startsWith(PREFIX) ? Base64.getDecoder().decode(secret.substring(PREFIX.length())).length : 0;
        } catch (IllegalArgumentException notBase64) {
            return 0;
        }
    }
}
