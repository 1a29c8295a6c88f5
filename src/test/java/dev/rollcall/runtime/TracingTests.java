package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Follows an event from its webhook to the worker that applies it, as a receiver of OpenTelemetry's OTLP over HTTP sees
/// it.
@ExtendWith(OutputCaptureExtension.class)
@Isolated // reads what is printed
class TracingTests {

    private final String database = TestDatabase.create();
    private final List<byte[]> exported = new CopyOnWriteArrayList<>();
    private final List<ConfigurableApplicationContext> nodes = new ArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/v1/traces", exchange -> {
            exported.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        nodes.forEach(ConfigurableApplicationContext::close);
        receiver.stop(0);
    }

    /// A span as OTLP's protobuf has it.
    private record SpanSeen(String traceId, String id, String parentId, String name) {

        static SpanSeen read(byte[] span) {
            return new SpanSeen(hex(span, 1), hex(span, 2), hex(span, 4),
                    new String(Protobuf.fields(span, 5).getFirst(), StandardCharsets.UTF_8));
        }

        private static String hex(byte[] span, int field) {
            return Protobuf.fields(span, field).stream().findFirst().map(HexFormat.of()::formatHex).orElse("");
        }
    }

    @Test
    void leadFromTheWebhookToTheNodeThatAppliesIt() {
        RollcallClient receiving = node("--rollcall.inbox.workers=0", endpoint());
        SimulatedEvent event = ScalekitEvents.userCreated("diruser_1").email("ann.lee@example.com")
                .named("Annabel", "Leeward").roles("chief-surgeon");
        Answer accepted = receiving.send(event);
        node(endpoint());

        await().until(() -> spans().size() == 2);

        SpanSeen webhook = span("http post /webhooks/scalekit");
        SpanSeen applied = span("apply event");
        assertThat(applied.traceId()).isEqualTo(webhook.traceId()).hasSize(32);
        assertThat(applied.parentId()).isEqualTo(webhook.id());
        assertThat(webhook.parentId()).isEmpty();
        receiving.get("/api/v1/users?email=ann.lee@example.com");
        assertThat(text()).contains("rollcall.event.id", "rollcall.webhook.id", event.webhookId(),
                "organization.directory.user_created", "processed");
        assertThat(accepted.status()).isEqualTo(201);
    }

    @Test
    void nameNoPersonAndNoSecret() {
        RollcallClient client = node(endpoint());
        client.deliver(ScalekitEvents.userCreated("diruser_1").email("ann.lee@example.com").named("Annabel", "Leeward")
                .roles("chief-surgeon"));
        client.deliver(ScalekitEvents.userUpdated("diruser_1").with("occurred_at", "never").email("bob@example.com"));
        client.send(client.request("/webhooks/scalekit?email=ann.lee@example.com")
                .header("webhook-signature", "v1,forged").POST(BodyPublishers.noBody()).build());
        client.get("/api/v1/users?email=ann.lee@example.com");

        await().until(() -> spans().size() == 5);

        assertThat(spans()).extracting(SpanSeen::name).containsOnly("http post /webhooks/scalekit", "apply event");
        assertThat(text()).doesNotContain("ann.lee", "bob@", "Annabel", "Leeward", "chief-surgeon", "forged",
                RollcallTest.SECRET, RollcallTest.ADMIN_TOKEN, "postgres");
    }

    @Test
    void areNotMadeWithoutAnEndpoint(CapturedOutput output) {
        RollcallClient client = node();
        assertThat(client.deliver(ScalekitEvents.userCreated("diruser_1")).path("status").asString())
                .isEqualTo("PROCESSED");
        assertThat(nodes.getFirst().getBean(JdbcClient.class)
                .sql("select count(*) from webhook_event where traceparent is null").query(Long.class).single())
                        .isEqualTo(1);
        assertThat(exported).isEmpty();
        assertThat(output).doesNotContain(" WARN ");
        assertThat(nodes.getFirst().getEnvironment().getProperty("logging.expect-correlation-id")).isEqualTo("false");
    }

    private RollcallClient node(String... arguments) {
        ConfigurableApplicationContext node = new SpringApplication(Rollcall.class).run(Stream
                .concat(Stream.of("--server.port=0", "--SPRING_DATASOURCE_URL=" + database,
                        "--SPRING_DATASOURCE_USERNAME=postgres", "--SPRING_DATASOURCE_PASSWORD=postgres",
                        "--SCALEKIT_ENVIRONMENT_URL=http://localhost:1", "--SCALEKIT_CLIENT_ID=skc_test",
                        "--SCALEKIT_CLIENT_SECRET=test", "--SCALEKIT_WEBHOOK_SECRET=" + RollcallTest.SECRET,
                        "--ROLLCALL_ADMIN_TOKEN=" + RollcallTest.ADMIN_TOKEN, "--rollcall.reconcile.automatic=false",
                        "--management.opentelemetry.tracing.export.schedule-delay=100ms"), Stream.of(arguments))
                .toArray(String[]::new));
        nodes.add(node);
        return new RollcallClient(Integer.parseInt(node.getEnvironment().getRequiredProperty("local.server.port")));
    }

    private String endpoint() {
        return "--management.opentelemetry.tracing.export.otlp.endpoint=http://localhost:%d/v1/traces"
                .formatted(receiver.getAddress().getPort());
    }

    private SpanSeen span(String name) {
        return spans().stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
    }

    private List<SpanSeen> spans() {
        return exported.stream().flatMap(request -> Protobuf.fields(request, 1).stream())
                .flatMap(resource -> Protobuf.fields(resource, 2).stream())
                .flatMap(scope -> Protobuf.fields(scope, 2).stream()).map(SpanSeen::read).toList();
    }

    private String text() {
        return String.join("\n",
                exported.stream().map(request -> new String(request, StandardCharsets.ISO_8859_1)).toList());
    }

    /// As much of the protobuf wire format as spans need.
    private static final class Protobuf {

        private final byte[] message;
        private int at;

        private Protobuf(byte[] message) {
            this.message = message;
        }

        /// {@return the values of a field that is a text, bytes or a message}
        static List<byte[]> fields(byte[] message, int number) {
            var reader = new Protobuf(message);
            List<byte[]> found = new ArrayList<>();
            while (reader.at < message.length) {
                long key = reader.varint();
                byte[] value = reader.value((int) (key & 7));
                if (key >>> 3 == number) {
                    found.add(value);
                }
            }
            return found;
        }

        private byte[] value(int wireType) {
            int from = at;
            switch (wireType) {
                case 0 -> varint();
                case 1 -> at += 8;
                case 2 -> {
                    int length = (int) varint();
                    from = at;
                    at += length;
                }
                case 5 -> at += 4;
                default -> throw new IllegalStateException("Wire type " + wireType);
            }
            return Arrays.copyOfRange(message, from, at);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0;; shift += 7) {
                byte next = message[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }
    }
}
