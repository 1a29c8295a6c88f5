package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.apache.coyote.AbstractProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/// Sends ten thousand requests of chance over sockets, and those again that it is asked to deliver again. What fails is
/// reported with its seed, which `rollcall.seed` begins with and `rollcall.requests` counts from.
@RollcallTest
@TestPropertySource(properties = { "rollcall.inbox.workers=0", "server.tomcat.connection-timeout=5s" })
@Isolated // counts threads
class HostileRequestsTests {

    private static final long FIRST_SEED = Long.getLong("rollcall.seed", 0);
    private static final int REQUESTS = Integer.getInteger("rollcall.requests", 10_000);
    private static final int WARM_UP = REQUESTS / 5;
    private static final int SENDERS = 8;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    /// What Rollcall says when the database has not taken an event in time.
    private static final Pattern PUT_OFF = Pattern.compile("^HTTP/1\\.1 503 .*^Retry-After: ", DOTALL | MULTILINE);
    private static final int MOST_PUT_OFF = REQUESTS / 100;
    private static final Pattern NUMBER = Pattern.compile("\\d{10}");
    private static final long TOLERANCE = 300;
    private static final int MEBIBYTE = 1024 * 1024;

    private final long now = Instant.now().getEpochSecond();
    private final Map<String, Long> seeds = new ConcurrentHashMap<>();
    private final Map<Integer, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicInteger putOff = new AtomicInteger();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ServletWebServerApplicationContext context;

    @Test
    void acceptsWhatIsSignedAndNothingElseAndKeepsNothingOfTheRest() throws Exception {
        send(FIRST_SEED, WARM_UP);
        long heap = heap();
        int threads = threads();
        send(FIRST_SEED + WARM_UP, REQUESTS - WARM_UP);

        assertEverythingKeptIsSigned();
        assertThat(answered(201)).as("accepted").isBetween(REQUESTS / 4, REQUESTS * 3 / 4);
        assertThat(answered(400)).as("refused").isGreaterThan(REQUESTS / 4);
        await().untilAsserted(() -> assertThat(connections()).as("connections").isLessThanOrEqualTo(1));
        await().untilAsserted(() -> assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + SENDERS));
        await().untilAsserted(() -> assertThat(heap()).as("heap").isLessThan(heap + 32L * MEBIBYTE));
    }

    private void assertEverythingKeptIsSigned() {
        int kept = jdbc.sql("select webhook_id, payload from webhook_event").query(row -> {
            int rows = 0;
            while (row.next()) {
                String id = row.getString("webhook_id");
                Long seed = seeds.get(id);
                assertThat(seed).as("the seed of the request under %s", id).isNotNull();
                byte[] sent = new HostileRequest(seed, now).bytes();
                assertThat(isSigned(sent, id, row.getBytes("payload"))).as("what is kept of seed %d is signed", seed)
                        .isTrue();
                rows++;
            }
            return rows;
        });
        assertThat(kept).isGreaterThanOrEqualTo(answered(201));
    }

    /// {@return whether what was sent has in it the right signature of what was kept, with a time within the tolerance}
    private boolean isSigned(byte[] sent, String id, byte[] payload) {
        String text = new String(sent, ISO_8859_1);
        return NUMBER.matcher(text).results().map(number -> Long.valueOf(number.group()))
                .filter(seconds -> Math.abs(now - seconds) <= TOLERANCE).distinct()
                .anyMatch(seconds -> text.contains(RollcallTest.SIGNER.sign(id, seconds, payload)));
    }

    private void send(long firstSeed, int requests) throws Exception {
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<?>> sent = new ArrayList<>();
            for (long seed = firstSeed; seed < firstSeed + requests; seed++) {
                long one = seed;
                sent.add(senders.submit(() -> check(one)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
    }

    private void check(long seed) {
        HostileRequest request = new HostileRequest(seed, now);
        seeds.put(request.id(), seed);
        byte[] sent = request.bytes();
        int pieces = 1 + (int) (seed % 3);
        String answer = answer(sent, pieces);
        boolean deliveredAgain = false;
        // A collection of all that the tests have on the heap may take as long as an event waits for the database.
        while (PUT_OFF.matcher(answer).find() && putOff.incrementAndGet() <= MOST_PUT_OFF) {
            answer = answer(sent, pieces);
            deliveredAgain = true;
        }
        String what = "seed %d, %s, sent%n%s%nanswered%n%s".formatted(seed, request,
                new String(sent, 0, Math.min(sent.length, 600), ISO_8859_1), answer);
        List<Integer> statuses = STATUS.matcher(answer).results().map(one -> Integer.valueOf(one.group(1))).toList();
        statuses.forEach(status -> answers.computeIfAbsent(status, first -> new LongAdder()).increment());

        assertThat(statuses).as(what).allMatch(status -> status < 500);
        if (request.isHarmless()) {
            assertThat(statuses).as(what)
                    .containsAnyOf(deliveredAgain ? new Integer[] { 200, 201 } : new Integer[] { 201 })
                    .allMatch(status -> status < 300);
        }
    }

    private String answer(byte[] sent, int pieces) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(30_000);
            socket.setTcpNoDelay(true);
            for (int piece = 0; piece < pieces; piece++) {
                int from = sent.length * piece / pieces;
                socket.getOutputStream().write(sent, from, sent.length * (piece + 1) / pieces - from);
            }
            socket.shutdownOutput();
            socket.getInputStream().transferTo(answer);
        } catch (IOException reset) {
            // Whoever is refused before everything is sent may not see the answer.
            return answer.toString(ISO_8859_1) + reset;
        }
        return answer.toString(ISO_8859_1);
    }

    private int answered(int status) {
        LongAdder number = answers.get(status);
        return number == null ? 0 : number.intValue();
    }

    private long connections() {
        TomcatWebServer server = (TomcatWebServer) context.getWebServer();
        return ((AbstractProtocol<?>) server.getTomcat().getConnector().getProtocolHandler()).getConnectionCount();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
