package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Posts to the endpoint what Scalekit posts, and what anybody else might.
@RollcallTest
class WebhookControllerTests {

    private static final byte[] BODY = ScalekitEvents.organizationCreated("org_1").bytes();

    private final String id = "msg_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MeterRegistry meters;

    @Test
    void acceptsAWebhookOnceAndAnswersThatItIsADuplicateFromThenOn() {
        double duplicates = meters.counter("rollcall.webhooks.duplicates").count();
        Answer first = client.send(client.webhook(id, BODY));
        Answer second = client.send(client.webhook(id, "another body under the same id".getBytes(UTF_8)));

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().path("status").asString()).isEqualTo("accepted");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("status").asString()).isEqualTo("duplicate");
        assertThat(second.json().path("id").asLong()).isPositive().isEqualTo(first.json().path("id").asLong());
        assertThat(payload()).isEqualTo(BODY);
        assertThat(meters.counter("rollcall.webhooks.duplicates").count()).isEqualTo(duplicates + 1);
    }

    @Test
    void acceptsOneOfSixteenDeliveriesThatArriveTogether() {
        HttpRequest delivery = client.webhook(id, BODY);
        List<Answer> answers;
        try (var threads = Executors.newFixedThreadPool(16)) {
            List<CompletableFuture<Answer>> deliveries = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> client.send(delivery), threads)).toList();
            answers = deliveries.stream().map(CompletableFuture::join).toList();
        }

        assertThat(answers).extracting(Answer::status).filteredOn(status -> status == 201).hasSize(1);
        assertThat(answers).extracting(Answer::status).filteredOn(status -> status == 200).hasSize(15);
        assertThat(answers).extracting(answer -> answer.json().path("id").asLong())
                .containsOnly(answers.getFirst().json().path("id").asLong());
        assertThat(jdbc.sql("select count(*) from webhook_event where webhook_id = ?").param(id).query(Long.class)
                .single()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "application/json", "application/json;charset=utf-16", "text/plain", "text/html",
            "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
            "application/octet-stream", "no media type at all" })
    void acceptsAnyContentType(String contentType) {
        byte[] body = "a=1&b=2 Zoë".getBytes(UTF_8);
        HttpRequest.Builder request = signed("webhook-id", "webhook-timestamp", "webhook-signature", body);
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }

        assertThat(client.send(request.build()).status()).isEqualTo(201);
        assertThat(payload()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "application/xml", "nonsense" })
    void acceptsWhateverTheSenderWouldLikeToRead(String accept) {
        Answer answer = client.send(
                signed("webhook-id", "webhook-timestamp", "webhook-signature", BODY).header("Accept", accept).build());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource({ "Webhook-Id, Webhook-Timestamp, Webhook-Signature", "WEBHOOK-ID, webhook-TIMESTAMP, wEbHoOk-SiGnAtUrE",
            "svix-id, svix-timestamp, svix-signature", "Svix-Id, SVIX-TIMESTAMP, Svix-Signature" })
    void acceptsHeadersInAnyCase(String idName, String timestampName, String signatureName) {
        assertThat(client.send(signed(idName, timestampName, signatureName, BODY).build()).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "''|DEAD|The payload is not a JSON object.",
            "{\"type\":|DEAD|The payload is not JSON.", "[]|DEAD|The payload is not a JSON object.",
            "\"x\"|DEAD|The payload is not a JSON object.", "null|DEAD|The payload is not a JSON object.",
            "{}|DEAD|type is missing.", "{\"data\":[]}|DEAD|type is missing.",
            "{\"type\":7}|DEAD|type is not a string of 1 to 255 characters.",
            "{\"type\":\"organization.created\",\"id\":\"e\",\"occurred_at\":\"2026-01-01T00:00:00Z\",\"data\":[]}|DEAD|data is not an object.",
            "{\"type\":\"organization.directory.user_created\",\"id\":\"e\",\"occurred_at\":\"2026-01-01T00:00:00Z\",\"organization_id\":\"o\",\"data\":{}}|DEAD|data.id is missing.",
            "{\"type\":\"user.signed_up\"}|IGNORED|Rollcall has no use for events of this type." })
    void acceptsAndKeepsWhateverIsSigned(String body, String status, String reason) {
        assertKept(body.getBytes(UTF_8), status, reason);
    }

    @Test
    void acceptsAndKeepsBytesThatAreNoText() {
        assertKept(HexFormat.of().parseHex("ff00fe7b228022"), "DEAD", "The payload is not UTF-8.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET", "HEAD", "PUT", "DELETE", "PATCH" })
    void answersAnyOtherMethodThatOnlyPostIsAllowed(String method) {
        Answer answer = client
                .send(client.request("/webhooks/scalekit").method(method, BodyPublishers.ofByteArray(BODY)).build());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void refusesWhatIsNotSignedWithAReasonAndCountsIt() {
        double before = refused("signature_mismatch");
        Answer answer = client.send(client.request("/webhooks/scalekit").header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(Instant.now().getEpochSecond()))
                .header("webhook-signature", "v1,AAAA").POST(BodyPublishers.ofByteArray(BODY)).build());

        assertProblem(answer, 400, "No signature in webhook-signature is a v1 signature of this request.");
        assertThat(refused("signature_mismatch")).isEqualTo(before + 1);
        assertThat(jdbc.sql("select count(*) from webhook_event where webhook_id = ?").param(id).query(Long.class)
                .single()).isZero();
    }

    @Test
    void refusesAPlainPostWithAReasonAndCountsIt() {
        double before = refused("header_missing");
        Answer answer = client.send(client.request("/webhooks/scalekit").POST(BodyPublishers.noBody()).build());

        assertProblem(answer, 400,
                "One of the headers webhook-id, webhook-timestamp and webhook-signature is missing.");
        assertThat(refused("header_missing")).isEqualTo(before + 1);
    }

    private void assertKept(byte[] body, String status, String reason) {
        JsonNode event = client.deliver(body);

        assertThat(event.path("status").asString()).isEqualTo(status);
        assertThat(event.path("reason").asString()).isEqualTo(reason);
        assertThat(jdbc.sql("select payload from webhook_event where id = ?").param(event.path("id").asLong())
                .query(byte[].class).single()).isEqualTo(body);
    }

    private static void assertProblem(Answer answer, int status, String detail) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.detail()).isEqualTo(detail);
    }

    private double refused(String reason) {
        return meters.counter("rollcall.webhooks.refused", "reason", reason).count();
    }

    private byte[] payload() {
        return jdbc.sql("select payload from webhook_event where webhook_id = ?").param(id).query(byte[].class)
                .single();
    }

    private HttpRequest.Builder signed(String idName, String timestampName, String signatureName, byte[] body) {
        long now = Instant.now().getEpochSecond();
        return client.request("/webhooks/scalekit").header(idName, id).header(timestampName, Long.toString(now))
                .header(signatureName, RollcallTest.SIGNER.sign(id, now, body)).POST(BodyPublishers.ofByteArray(body));
    }
}
