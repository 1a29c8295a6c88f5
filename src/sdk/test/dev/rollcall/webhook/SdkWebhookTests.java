package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.scalekit.exceptions.WebHookException;
import com.scalekit.webhooks.ScalekitWebhook;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.WebhookSigner;
import dev.rollcall.webhook.Verification.Refused;
import dev.rollcall.webhook.Verification.Verified;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the SDK's own verification says of the requests that Rollcall takes and refuses. It goes by the system's clock.
class SdkWebhookTests {

    private static final String ID = "msg_1";
    private static final byte[] BODY = "{\"type\":\"organization.created\",\"id\":\"evt_1\"}".getBytes(UTF_8);
    private static final WebhookSigner STRANGER = new WebhookSigner(
            "whsec_c2Vjb25kLXNlY3JldC13aGlsZS1yb3RhdGluZy0wMDE=");

    private final ScalekitWebhook sdk = new ScalekitWebhook();
    private final SignatureVerifier ours = new SignatureVerifier(List.of(RollcallTest.SECRET), Clock.systemUTC());

    @ParameterizedTest
    @ValueSource(strings = { "{}", "", "{\"name\":\"Łukasz Ó Brúadair 日本語 🦊\"}", "{\"a\":\"\\u0000 \n\"}" })
    void bothTakeWhatOurSignerSigns(String text) {
        byte[] body = text.getBytes(UTF_8);

        assertBothTake(signed(RollcallTest.SIGNER, Instant.now(), body), body);
    }

    @ParameterizedTest
    @ValueSource(longs = { -290, -1, 1, 290 })
    void bothTakeWhatIsSignedWithinFiveMinutes(long seconds) {
        assertBothTake(signed(RollcallTest.SIGNER, Instant.now().plusSeconds(seconds), BODY), BODY);
    }

    @Test
    void bothTakeOneRightSignatureAmongSeveral() {
        Map<String, String> headers = signed(RollcallTest.SIGNER, Instant.now(), BODY);
        headers.compute("webhook-signature", (name, right) -> "v2,x v1 "
                + signed(STRANGER, Instant.now(), BODY).get("webhook-signature") + " " + right);

        assertBothTake(headers, BODY);
    }

    static Stream<Arguments> refused() {
        return Stream.of(change("no id", "webhook-id", id -> null),
                change("no timestamp", "webhook-timestamp", timestamp -> null),
                change("no signature", "webhook-signature", signature -> null),
                change("another id", "webhook-id", id -> "msg_2"),
                change("another timestamp", "webhook-timestamp",
                        timestamp -> Long.toString(Long.parseLong(timestamp) - 1)),
                change("too old", "webhook-timestamp", timestamp -> Long.toString(Long.parseLong(timestamp) - 400)),
                change("too new", "webhook-timestamp", timestamp -> Long.toString(Long.parseLong(timestamp) + 400)),
                change("an empty signature", "webhook-signature", signature -> ""),
                change("no version", "webhook-signature", signature -> signature.substring(3)),
                change("another version", "webhook-signature", signature -> "v2" + signature.substring(2)),
                change("a signature cut off", "webhook-signature",
                        signature -> signature.substring(0, signature.length() - 1)),
                change("a stranger's signature", "webhook-signature",
                        signature -> signed(STRANGER, Instant.now(), BODY).get("webhook-signature")));
    }

    private static Arguments change(String what, String header, UnaryOperator<String> change) {
        return arguments(what, header, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void bothRefuseAChangedHeader(String what, String header, UnaryOperator<String> change) {
        Map<String, String> headers = signed(RollcallTest.SIGNER, Instant.now(), BODY);
        headers.compute(header, (name, value) -> change.apply(value));

        assertBothRefuse(headers, BODY);
    }

    @ParameterizedTest
    @ValueSource(longs = { -310, 310 })
    void bothRefuseWhatWasSignedFartherAwayThanFiveMinutes(long seconds) {
        assertBothRefuse(signed(RollcallTest.SIGNER, Instant.now().plusSeconds(seconds), BODY), BODY);
    }

    @Test
    void bothRefuseEveryBodyWithAFlippedBit() {
        Map<String, String> headers = signed(RollcallTest.SIGNER, Instant.now(), BODY);
        for (int bit = 0; bit < BODY.length * 8; bit++) {
            byte[] flipped = BODY.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertBothRefuse(headers, flipped);
        }
    }

    @Test
    void theSdkTakesABodyForAnotherOneWhereNeitherIsUtf8() {
        byte[] replacement = "{\"a\":\"\uFFFD\"}".getBytes(UTF_8);
        byte[] notUtf8 = "{\"a\":\"ÿ\"}".getBytes(ISO_8859_1);
        Map<String, String> headers = signed(RollcallTest.SIGNER, Instant.now(), replacement);

        assertThat(sdk.verifyWebhookPayload(RollcallTest.SECRET, headers, notUtf8)).isTrue();
        assertThat(ours.verify(headers::get, notUtf8)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = { "+", "0" })
    void theSdkTakesATimestampThatIsWrittenOtherwiseThanItWasSigned(String prefix) {
        Map<String, String> headers = signed(RollcallTest.SIGNER, Instant.now(), BODY);
        headers.compute("webhook-timestamp", (name, timestamp) -> prefix + timestamp);

        assertThat(sdk.verifyWebhookPayload(RollcallTest.SECRET, headers, BODY)).isTrue();
        assertThat(ours.verify(headers::get, BODY)).isInstanceOf(Refused.class);
    }

    @Test
    void theSdkKnowsNoOtherNamesOfTheHeaders() {
        Map<String, String> headers = new HashMap<>();
        signed(RollcallTest.SIGNER, Instant.now(), BODY)
                .forEach((name, value) -> headers.put(name.replace("webhook-", "svix-"), value));

        assertThat(ours.verify(headers::get, BODY)).isEqualTo(new Verified(ID));
        assertSdkRefuses(headers, BODY);
    }

    private void assertBothTake(Map<String, String> headers, byte[] body) {
        assertThat(sdk.verifyWebhookPayload(RollcallTest.SECRET, headers, body)).isTrue();
        assertThat(ours.verify(headers::get, body)).isEqualTo(new Verified(ID));
    }

    private void assertBothRefuse(Map<String, String> headers, byte[] body) {
        assertSdkRefuses(headers, body);
        assertThat(ours.verify(headers::get, body)).isInstanceOf(Refused.class);
    }

    private void assertSdkRefuses(Map<String, String> headers, byte[] body) {
        assertThatExceptionOfType(WebHookException.class)
                .isThrownBy(() -> sdk.verifyWebhookPayload(RollcallTest.SECRET, headers, body));
    }

    private static Map<String, String> signed(WebhookSigner signer, Instant at, byte[] body) {
        return new HashMap<>(Map.of("webhook-id", ID, "webhook-timestamp", Long.toString(at.getEpochSecond()),
                "webhook-signature", signer.sign(ID, at.getEpochSecond(), body)));
    }
}
