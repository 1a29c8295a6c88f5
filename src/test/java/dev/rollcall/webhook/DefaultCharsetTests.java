package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.ScalekitEvent.UserCreated;
import dev.rollcall.scalekit.UnreadableEventException;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.WebhookSigner;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Verifies and reads names that are not ASCII in a Java whose default charset cannot write them.
class DefaultCharsetTests {

    private static final String SECRET = "whsec_dGVzdC1vbmx5LW5vdC1hLXNlY3JldC1vZi1hbnlvbmU=";
    private static final String NAME = "Łukasz 山田 🦊";

    @Test
    void verifiesAndReadsTheSameWhateverTheDefaultCharset() throws IOException, InterruptedException {
        byte[] body = ScalekitEvents.userCreated("diruser_1").email("l@example.com").name(NAME).bytes();
        Process java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=ISO-8859-1", "-cp", System.getProperty("java.class.path"), Latin1.class.getName(),
                new WebhookSigner(SECRET).sign("msg_1", 0, body), HexFormat.of().formatHex(body))
                        .redirectErrorStream(true).start();
        String output = new String(java.getInputStream().readAllBytes(), UTF_8);

        assertThat(java.waitFor()).as(output).isZero();
        assertThat(output.strip())
                .isEqualTo("ISO-8859-1 Verified[webhookId=msg_1] " + HexFormat.of().formatHex(NAME.getBytes(UTF_8)));
    }

    /// What the other Java runs: says its default charset, what the verifier says, and the name that it read, in hexadecimal.
    static final class Latin1 {

        public static void main(String[] args) throws UnreadableEventException {
            byte[] body = HexFormat.of().parseHex(args[1]);
            Verification verification = new SignatureVerifier(List.of(SECRET),
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)).verify(
                            Map.of("webhook-id", "msg_1", "webhook-timestamp", "0", "webhook-signature", args[0])::get,
                            body);
            String name = ((UserCreated) Objects.requireNonNull(new EventReader().read(body).event())).user().name();
            System.out.println(Charset.defaultCharset() + " " + verification + " "
                    + HexFormat.of().formatHex(name.getBytes(UTF_8)));
        }
    }
}
