package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.FuzzCorpus;
import dev.rollcall.simulator.WebhookSigner;
import dev.rollcall.webhook.Verification.Verified;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Accepts of whatever a fuzzer makes up exactly what is signed, which is found out by other means.
public class SignatureVerifierFuzzTests {

    private static final String SECRET = "whsec_dGVzdC1vbmx5LW5vdC1hLXNlY3JldC1vZi1hbnlvbmU=";
    private static final long NOW = 1767225600;
    private static final List<String> NAMES = List.of("id", "timestamp", "signature");
    private static final WebhookSigner SIGNER = new WebhookSigner(SECRET);
    private static final SignatureVerifier VERIFIER = new SignatureVerifier(
            List.of("whsec_c2Vjb25kLXNlY3JldC13aGlsZS1yb3RhdGluZy0wMDE=", SECRET),
            Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));

    static Stream<Path> inputs() {
        return FuzzCorpus.of(SignatureVerifierFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void acceptsWhatIsSignedAndNothingElse(Path input) throws IOException {
        FuzzCorpus.run(input, SignatureVerifierFuzzTests::fuzzerTestOneInput);
    }

    /// What the fuzzer calls.
    ///
    /// @param input lines with the prefix of the headers' names, the id, the timestamp and the signatures, in which each `@` stands for the right one,
    ///     and then the body
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, ISO_8859_1).split("\n", 5);
        byte[] body = lines.length == 5 ? lines[4].getBytes(ISO_8859_1) : new byte[0];
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < NAMES.size() && i + 1 < lines.length; i++) {
            headers.put(lines[0] + NAMES.get(i), lines[i + 1]);
        }
        String expected = headers.size() == 3 ? signature(lines[1], lines[2], body) : null;
        if (expected != null) {
            headers.put(lines[0] + "signature", lines[3].replace("@", expected));
        }

        Verification verification = VERIFIER.verify(headers::get, body);

        boolean signed = expected != null && List.of("webhook-", "svix-").contains(lines[0])
                && Arrays.asList(headers.get(lines[0] + "signature").split(" ")).contains(expected);
        assertThat(verification.equals(new Verified(lines.length > 1 ? lines[1] : "")))
                .as("%s of %s", verification, headers).isEqualTo(signed);
        if (signed) {
            byte[] longer = Arrays.copyOf(body, body.length + 1);
            assertThat(VERIFIER.verify(headers::get, longer)).as("with a byte more").isNotInstanceOf(Verified.class);
        }
    }

    /// {@return the right signature; null if the id or the timestamp may not be signed}
    private static String signature(String id, String timestamp, byte[] body) {
        if (id.isEmpty() || id.length() > 255 || id.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return null;
        }
        long seconds = NOW - 300;
        while (seconds <= NOW + 300 && !timestamp.equals(Long.toString(seconds))) {
            seconds++;
        }
        return seconds > NOW + 300 ? null : SIGNER.sign(id, seconds, body);
    }
}
