package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Holds the signer to answers that were computed with `printf '%s.%s.' "$id" "$timestamp" | cat - body` and
/// `openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary | base64`.
class WebhookSignerTests {

    private static final String SECRET = "whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=";

    private final WebhookSigner signer = new WebhookSigner(SECRET);

    @Test
    void matchesASignatureComputedWithOpenssl() {
        assertThat(signer.sign("msg_plain", 1767225600, "{\"type\":\"organization.created\"}".getBytes(UTF_8)))
                .isEqualTo("v1,Yi0vonx2XU01TNHa8PosmZ6BSX5woVTIeK7ibDSXNIo=");
    }

    @Test
    void matchesOneComputedWithOpensslOverNonAsciiText() {
        assertThat(signer.sign("msg_utf8", 1767225601, "{\"name\":\"Zoë Đặng-Ångström 山田\"}".getBytes(UTF_8)))
                .isEqualTo("v1,hemGWtdlAYozS+GzBgZi6Hc0y3tgnbTIF+IEHjgODpw=");
    }

    @Test
    void matchesOneComputedWithOpensslOverBytesThatAreNotUtf8() {
        assertThat(signer.sign("msg_bytes", 1767225602, new byte[] { (byte) 0xff, (byte) 0xfe, 0, '{', (byte) 0x80 }))
                .isEqualTo("v1,XUSZRQbyuE1hatdM5+rVrMDzrMaGs/JWs9PSbDuW1Sk=");
    }

    @Test
    void matchesOneComputedWithOpensslOverNothing() {
        assertThat(signer.sign("msg_plain", 1767225600, new byte[0]))
                .isEqualTo("v1,4n6qZR0C8kz9Hs51nRVoAWmACw8S+QU89rvMhTqlWDQ=");
    }

    @Test
    void buildsARequestThatCarriesWhatWasSigned() {
        var body = "{\"type\":\"organization.created\"}".getBytes(UTF_8);

        var request = signer.request(URI.create("http://127.0.0.1/"), "msg_plain",
                Instant.ofEpochSecond(1767225600, 999_999_999), body);

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.headers().firstValue("webhook-id")).hasValue("msg_plain");
        assertThat(request.headers().firstValue("webhook-timestamp")).hasValue("1767225600");
        assertThat(request.headers().firstValue("webhook-signature"))
                .hasValue("v1,Yi0vonx2XU01TNHa8PosmZ6BSX5woVTIeK7ibDSXNIo=");
        assertThat(request.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void refusesASecretWithoutItsPrefix() {
        assertThatIllegalArgumentException().isThrownBy(() -> new WebhookSigner(SECRET.substring("whsec_".length())))
                .withMessageContaining("whsec_");
    }
}
