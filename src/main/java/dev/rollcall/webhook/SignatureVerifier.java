package dev.rollcall.webhook;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.rollcall.webhook.Verification.Reason;
import dev.rollcall.webhook.Verification.Refused;
import dev.rollcall.webhook.Verification.Verified;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Checks the signature of a request over its raw bytes, as the Standard Webhooks specification says under "Verifying
/// webhook authenticity" (symmetric, `v1`).
final class SignatureVerifier {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern ID = Pattern.compile("[!-~]{1,255}");
    // Written as it is signed: a sign or leading zeros would be a second way to write the same timestamp.
    private static final Pattern SECONDS = Pattern.compile("0|[1-9][0-9]{0,11}");

    private final List<Key> keys;
    private final Clock clock;

    /// @param secrets the secrets that are valid now, at least one, each `whsec_` and the Base64 of the key
    /// @param clock tells the time that timestamps are compared with
    SignatureVerifier(List<String> secrets, Clock clock) {
        this.keys = secrets.stream().map(Key::of).toList();
        this.clock = clock;
    }

    /// @param header gives the first value of a header by its name in lower case, or null
    /// @param body the body as it came
    /// @return whether the request is signed
    Verification verify(Function<String, @Nullable String> header, byte[] body) {
        // All three from one family: an id that was not signed must not become the idempotency key.
        String family = header.apply("webhook-id") != null ? "webhook-" : "svix-";
        String id = header.apply(family + "id");
        String timestamp = header.apply(family + "timestamp");
        String signatures = header.apply(family + "signature");
        if (id == null || timestamp == null || signatures == null) {
            return new Refused(Reason.HEADER_MISSING);
        }
        if (!ID.matcher(id).matches()) {
            return new Refused(Reason.ID_UNUSABLE);
        }
        if (!SECONDS.matcher(timestamp).matches()) {
            return new Refused(Reason.TIMESTAMP_UNUSABLE);
        }
        long seconds = Long.parseLong(timestamp);
        long age = clock.instant().getEpochSecond() - seconds;
        if (Math.abs(age) > TOLERANCE.toSeconds()) {
            return new Refused(age > 0 ? Reason.TIMESTAMP_TOO_OLD : Reason.TIMESTAMP_TOO_NEW);
        }
        List<byte[]> presented = Stream.of(signatures.split(" ")).map(one -> one.getBytes(StandardCharsets.UTF_8))
                .toList();
        for (Key key : keys) {
            byte[] expected = key.sign(id, seconds, body).getBytes(StandardCharsets.US_ASCII);
            for (byte[] signature : presented) {
                if (MessageDigest.isEqual(expected, signature)) {
                    return new Verified(id);
                }
            }
        }
        return new Refused(Reason.SIGNATURE_MISMATCH);
    }

    private record Key(Webhook scheme, SecretKeySpec bytes) {

        static Key of(String secret) {
            try {
                byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
                return new Key(new Webhook(key), new SecretKeySpec(key, "HmacSHA256"));
            } catch (EmptyWebhookSecretException empty) {
                throw new IllegalArgumentException("A webhook secret is empty", empty);
            }
        }

        String sign(String id, long timestamp, byte[] body) {
            try {
                String text = text(body);
                return text != null ? scheme.sign(id, timestamp, text) : signBytes(id, timestamp, body);
            } catch (WebhookSigningException | GeneralSecurityException impossible) {
                throw new IllegalStateException("This Java has no HmacSHA256", impossible);
            }
        }

        /// The library signs texts. Bytes that are not UTF-8 are not the encoding of any text: decoded leniently, different
        /// bodies would pass for the same one.
        private String signBytes(String id, long timestamp, byte[] body) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(bytes);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        }

        private static @Nullable String text(byte[] body) {
            try {
                return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            } catch (CharacterCodingException notUtf8) {
                return null;
            }
        }
    }
}
