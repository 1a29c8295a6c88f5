package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.webhook.Verification.Reason;
import dev.rollcall.webhook.Verification.Refused;
import dev.rollcall.webhook.Verification.Verified;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Holds the verifier to answers that `openssl dgst -sha256 -mac HMAC` gave, and to what has to be refused.
class SignatureVerifierTests {

    private static final String SECRET = "whsec_dGVzdC1vbmx5LW5vdC1hLXNlY3JldC1vZi1hbnlvbmU=";
    private static final String OTHER = "whsec_c2Vjb25kLXNlY3JldC13aGlsZS1yb3RhdGluZy0wMDE=";
    private static final String ID = "msg_known_1";
    private static final long NOW = 1767225600;
    private static final byte[] BODY = "{\"type\":\"organization.created\",\"id\":\"evt_1\"}".getBytes(UTF_8);
    private static final String SIGNATURE = "v1,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=";
    private static final String OTHER_SIGNATURE = "v1,WO+MKAsfImV+uhZa/8es003bCB3G86RPlNDZjtRXyWY=";

    private final Map<String, String> headers = headers("webhook-", ID, Long.toString(NOW), SIGNATURE);

    static Stream<Arguments> knownAnswers() {
        byte[] nonAscii = "{\"name\":\"Łukasz Ó Brúadair 日本語 🦊\"}".getBytes(UTF_8);
        byte[] notUtf8 = HexFormat.of().parseHex("fffe7b2261223a2280227d");
        return Stream.of(arguments(SECRET, ID, NOW, BODY, SIGNATURE),
                arguments(SECRET, ID, NOW, nonAscii, "v1,BfbRA22gTOCPp94UquSvcYhctLALXioko6gDZ/36bJo="),
                arguments(SECRET, ID, NOW, notUtf8, "v1,7ypku0I/XY8Rqi1P4mW/Qb9SZG3Cai0mR9bktQekJZY="),
                arguments(SECRET, ID, NOW, new byte[0], "v1,ssA8lilnZQ20qdZ278/zp5Ka45FFu/pnKj4Q/8bJE0I="),
                arguments(OTHER, "0", 0, BODY, "v1,FBSNMwrwXWOp5TNB6EgLSjz4coVCFRv32fDSig6+2IQ="),
                arguments("whsec_+/8=", "msg_!~", 1767225601, nonAscii,
                        "v1,wu3olgOJRYmvly8CnZoMNS858eImjrysrHy8bicclac="));
    }

    @ParameterizedTest
    @MethodSource("knownAnswers")
    void acceptsWhatOpensslSigned(String secret, String id, long timestamp, byte[] body, String signature) {
        Map<String, String> signed = headers("webhook-", id, Long.toString(timestamp), signature);

        assertThat(verifier(timestamp, secret).verify(signed::get, body)).isEqualTo(new Verified(id));
    }

    @Test
    void acceptsTheSvixNamesOfTheHeaders() {
        assertThat(verify(headers("svix-", ID, Long.toString(NOW), SIGNATURE))).isEqualTo(new Verified(ID));
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "timestamp", "signature" })
    void refusesARequestThatLacksAHeader(String name) {
        headers.remove("webhook-" + name);

        assertRefused(Reason.HEADER_MISSING);
    }

    @ParameterizedTest
    @ValueSource(strings = { "id", "timestamp", "signature" })
    void refusesHeadersOfTwoFamilies(String name) {
        headers.put("svix-" + name, headers.remove("webhook-" + name));

        assertRefused(Reason.HEADER_MISSING);
    }

    @Test
    void takesTheIdFromTheFamilyThatIsSigned() {
        headers.putAll(headers("svix-", "msg_not_signed", Long.toString(NOW), SIGNATURE));

        assertThat(verify(headers)).isEqualTo(new Verified(ID));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "msg known", "msg_known_1 ", "msg_knówn", "msg\tknown", "msg_\u0000" })
    void refusesAnIdThatIsNotPrintableAscii(String id) {
        assertSignedIsRefused(id, Long.toString(NOW), Reason.ID_UNUSABLE);
    }

    @Test
    void acceptsTheLongestIdAndRefusesALongerOne() {
        String longest = "m".repeat(255);
        headers.putAll(headers("webhook-", longest, Long.toString(NOW), sign(longest, NOW, BODY)));

        assertThat(verify(headers)).isEqualTo(new Verified(longest));
        assertSignedIsRefused(longest + "m", Long.toString(NOW), Reason.ID_UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = { "abc", "", " ", "-1767225600", "+1767225600", "01767225600", "1767225600.0", "1767225600 ",
            "1.7672256e9", "0x69555c00", "99999999999999999999", "1767225600000000", "١٧٦٧٢٢٥٦٠٠", "1767225600,1" })
    void refusesATimestampThatIsNotWrittenAsASignedOneIs(String timestamp) {
        assertSignedIsRefused(ID, timestamp, Reason.TIMESTAMP_UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(longs = { NOW - 300, NOW - 299, NOW + 299, NOW + 300 })
    void acceptsATimestampWithinFiveMinutes(long timestamp) {
        headers.putAll(headers("webhook-", ID, Long.toString(timestamp), sign(ID, timestamp, BODY)));

        assertThat(verify(headers)).isEqualTo(new Verified(ID));
    }

    @ParameterizedTest
    @CsvSource({ (NOW - 301) + ", TIMESTAMP_TOO_OLD", "0, TIMESTAMP_TOO_OLD", (NOW + 301) + ", TIMESTAMP_TOO_NEW",
            "999999999999, TIMESTAMP_TOO_NEW" })
    void refusesATimestampFartherThanFiveMinutes(long timestamp, Reason reason) {
        assertSignedIsRefused(ID, Long.toString(timestamp), reason);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "v1,", "v1", "wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=",
            "v1a,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=", "v2,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=",
            "V1,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=", "v1=wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=",
            "v1,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s", "v1,wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/t=",
            "v1,wE3q", "v1,%%%not-base64%%%", "v1,ÿ", OTHER_SIGNATURE, OTHER_SIGNATURE + " v2,x v1,",
            "v1, wE3qUITRoVUcOqFs3njPqmcF5BIx9glUXv2O365en/s=" })
    void refusesARequestWithoutARightSignature(String signatures) {
        headers.put("webhook-signature", signatures);

        assertRefused(Reason.SIGNATURE_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = { OTHER_SIGNATURE + " " + SIGNATURE, SIGNATURE + " " + OTHER_SIGNATURE,
            "v2,x  " + SIGNATURE + " ", "v1a,x v1,%%% " + SIGNATURE })
    void acceptsOneRightSignatureAmongSeveral(String signatures) {
        headers.put("webhook-signature", signatures);

        assertThat(verify(headers)).isEqualTo(new Verified(ID));
    }

    @Test
    void acceptsEitherSecretWhileRotatingAndOnlyTheNewOneAfterwards() {
        SignatureVerifier rotating = verifier(NOW, SECRET, OTHER);
        Map<String, String> signedWithOther = headers("webhook-", ID, Long.toString(NOW), OTHER_SIGNATURE);

        assertThat(rotating.verify(headers::get, BODY)).isEqualTo(new Verified(ID));
        assertThat(rotating.verify(signedWithOther::get, BODY)).isEqualTo(new Verified(ID));
        assertThat(verifier(NOW, OTHER).verify(headers::get, BODY)).isEqualTo(new Refused(Reason.SIGNATURE_MISMATCH));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"type\": \"organization.created\", \"id\": \"evt_1\"}",
            "{\"id\":\"evt_1\",\"type\":\"organization.created\"}",
            "{\"type\":\"organization.created\",\"id\":\"evt_1\"}\n", "" })
    void refusesABodyThatWasWrittenAnewAfterSigning(String rewritten) {
        assertThat(verifier(NOW, SECRET).verify(headers::get, rewritten.getBytes(UTF_8)))
                .isEqualTo(new Refused(Reason.SIGNATURE_MISMATCH));
    }

    @Test
    void refusesEveryBodyWithAFlippedBit() {
        for (int bit = 0; bit < BODY.length * 8; bit++) {
            byte[] flipped = BODY.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(verifier(NOW, SECRET).verify(headers::get, flipped)).as("bit %d flipped", bit)
                    .isEqualTo(new Refused(Reason.SIGNATURE_MISMATCH));
        }
    }

    @Test
    void tellsApartBodiesThatDecodeToTheSameTextWhenReadLeniently() {
        byte[] replacement = "{\"a\":\"\uFFFD\"}".getBytes(UTF_8);
        byte[] invalid = "{\"a\":\"ÿ\"}".getBytes(ISO_8859_1);
        byte[] alsoInvalid = "{\"a\":\"þ\"}".getBytes(ISO_8859_1);
        assertThat(new String(invalid, UTF_8)).isEqualTo(new String(replacement, UTF_8));

        for (byte[] signed : List.of(replacement, invalid, alsoInvalid)) {
            headers.put("webhook-signature", sign(ID, NOW, signed));
            for (byte[] sent : List.of(replacement, invalid, alsoInvalid)) {
                assertThat(verifier(NOW, SECRET).verify(headers::get, sent))
                        .isEqualTo(sent == signed ? new Verified(ID) : new Refused(Reason.SIGNATURE_MISMATCH));
            }
        }
    }

    private void assertSignedIsRefused(String id, String timestamp, Reason reason) {
        // Signed as it stands, so that nothing but the check in question can refuse it.
        headers.putAll(headers("webhook-", id, timestamp, sign(id, timestamp, BODY)));
        assertRefused(reason);
    }

    private void assertRefused(Reason reason) {
        assertThat(verify(headers)).isEqualTo(new Refused(reason));
    }

    private static Verification verify(Map<String, String> headers) {
        return verifier(NOW, SECRET).verify(headers::get, BODY);
    }

    private static SignatureVerifier verifier(long now, String... secrets) {
        return new SignatureVerifier(List.of(secrets),
                Clock.fixed(Instant.ofEpochSecond(now, 999_999_999), ZoneOffset.UTC));
    }

    private static Map<String, String> headers(String family, String id, String timestamp, String signatures) {
        return new HashMap<>(
                Map.of(family + "id", id, family + "timestamp", timestamp, family + "signature", signatures));
    }

    private static String sign(String id, Object timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET.substring("whsec_".length())), "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
