package dev.rollcall.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.FuzzCorpus;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.WebhookSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/// A signed request and what chance makes of it: first what another sender might do as well, and then, in three of four
/// cases, what nobody should. The same seed and time make the same request.
final class HostileRequest {

    private static final WebhookSigner STRANGER = new WebhookSigner(
            "whsec_c3RyYW5nZXItc3RyYW5nZXItc3RyYW5nZXItMDAwMDE=");
    private static final int LARGEST_BODY = 1024 * 1024;
    private static final String CHUNKED = "chunked";
    private static final List<String> ODD = List.of("", " ", "\t", "\0", "\r", "\n", "\r\n", "\r\n ", ",", ", ", ";",
            "=", "é", "\u00a0", "\u007f", "%0d%0a", "x".repeat(300), "-1", "+1", "00", "1e9", "99999999999999999999");
    private static final List<String> METHODS = List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
            "CONNECT", "post", "POST\t", "PO ST", "PROPFIND", "", "P\0ST");
    private static final List<String> TARGETS = List.of("/webhooks/scalekit/", "//webhooks/scalekit",
            "/webhooks//scalekit", "/webhooks/./scalekit", "/webhooks/../webhooks/scalekit", "/webhooks/scalekit;a=b",
            "/webhooks/scaleki%74", "/webhooks%2Fscalekit", "/webhooks/scalekit%00", "/webhooks/scalekit?%zz",
            "/WEBHOOKS/scalekit", "*", "", "/", "webhooks/scalekit", "http://", "/webhooks/scalekit#a",
            "/webhooks\\scalekit", "/webhooks/scalekit?a[]={}");
    private static final List<String> VERSIONS = List.of("HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/9.9", "HTTP/1.1 ",
            "http/1.1", "HTTP", "");
    private static final List<String> CODINGS = List.of("gzip", "gzip, chunked", "chunked, chunked", "identity",
            "xchunked", "chunked;q=1", "", "\u000bchunked", "chunked\t", "CHUNKED");
    private static final List<String> LENGTHS = List.of("-1", "+7", "7 ", "7, 7", "7,8", "0x7", "7.0", "", "abc",
            "99999999999999999999", "9223372036854775807", "2147483648", "٧");

    private record Header(String name, String value) {
    }

    /// What is done to a request.
    private record Mutation(String name, Act act) {

        interface Act {
            void on(HostileRequest request);
        }
    }

    private static final List<Mutation> HARMLESS = List.of(
            new Mutation("names in any case", HostileRequest::changeCase),
            new Mutation("headers in any order", request -> Collections.shuffle(request.headers, request.random)),
            new Mutation("svix-", HostileRequest::nameAsSvixDoes),
            new Mutation("chunked", request -> request.chunk(false)),
            new Mutation("more signatures",
                    request -> request.edit("webhook-signature", value -> "v1a,x v2,y  " + value + " v1,AAAA")),
            new Mutation("more headers", request -> request.addHeaders(request.random.nextInt(20))),
            new Mutation("spaces around values",
                    request -> request.headers
                            .replaceAll(header -> new Header(header.name(), " \t" + header.value() + " \t "))),
            new Mutation("query", request -> request.target += "?a=b&a=%C3%A9"),
            new Mutation("the other family, not signed", HostileRequest::addTheOtherFamily),
            new Mutation("content type",
                    request -> request.set("Content-Type",
                            request.any("text/html", "application/x-www-form-urlencoded",
                                    "multipart/form-data; boundary=x", "application/json;charset=utf-16"))),
            new Mutation("expectation", request -> request.set("Expect", "100-continue")),
            new Mutation("another request behind it",
                    request -> request.behind = "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n"));

    private static final List<Mutation> HARMFUL = List.of(
            new Mutation("body edited", request -> request.body = FuzzCorpus.mutated(request.body, request.random)),
            new Mutation("body cut off",
                    request -> request.body = Arrays.copyOf(request.body,
                            request.random.nextInt(request.body.length + 1))),
            new Mutation("body longer",
                    request -> request.body = Arrays.copyOf(request.body,
                            request.body.length + 1 + request.random.nextInt(3))),
            new Mutation("body of another",
                    request -> request.body = "{\"type\":\"organization.deleted\"}".getBytes(UTF_8)),
            new Mutation("body compressed", HostileRequest::compress),
            new Mutation("body too large", request -> request.enlarge()),
            new Mutation("length", request -> request.set("Content-Length", request.any(LENGTHS))),
            new Mutation("length wrong",
                    request -> request.set("Content-Length",
                            "" + Math.max(0, request.body.length + request.random.nextInt(-20, 20)))),
            new Mutation("length twice",
                    request -> request.headers.add(new Header("Content-Length", "" + request.random.nextInt(100)))),
            new Mutation("length and chunks", request -> {
                request.chunk(false);
                request.set("Content-Length", "" + request.body.length);
            }), new Mutation("chunks broken", request -> request.chunk(true)),
            new Mutation("coding", request -> request.set("Transfer-Encoding", request.any(CODINGS))),
            new Mutation("coding twice", request -> {
                request.chunk(false);
                request.headers.add(new Header("Transfer-Encoding", request.any(CODINGS)));
            }),
            new Mutation("header dropped",
                    request -> request.headers.remove(request.random.nextInt(request.headers.size()))),
            new Mutation("header twice", HostileRequest::repeat),
            new Mutation("header's value", request -> request.editAny(
                    value -> new String(FuzzCorpus.mutated(value.getBytes(ISO_8859_1), request.random), ISO_8859_1))),
            new Mutation("header's end", request -> request.editAny(value -> value + request.any(ODD))),
            new Mutation("header's beginning", request -> request.editAny(value -> request.any(ODD) + value)),
            new Mutation("header's name", HostileRequest::misname),
            new Mutation("too old", request -> request.signAt(-request.random.nextLong(400, 1_000_000))),
            new Mutation("too new", request -> request.signAt(request.random.nextLong(400, 1_000_000))),
            new Mutation("timestamp",
                    request -> request.edit("webhook-timestamp",
                            value -> request.any("+" + value, "0" + value, value + ".0", "-" + value, value + "000",
                                    value + "," + value, value.replaceFirst(".", ""), ""))),
            new Mutation("signed by a stranger",
                    request -> request.set("webhook-signature",
                            STRANGER.sign(request.id, request.seconds, request.body))),
            new Mutation("signed under another id",
                    request -> request.set("webhook-signature",
                            RollcallTest.SIGNER.sign("msg_other", request.seconds, request.body))),
            new Mutation("signature",
                    request -> request.edit("webhook-signature",
                            value -> request.any(value.replace("v1,", ""), value.replace("v1,", "v2,"),
                                    value.toLowerCase(Locale.ROOT), value.replace("=", ""), "v1," + value,
                                    value + "," + value, value.replace(',', '='), ""))),
            new Mutation("a flood of signatures",
                    request -> request.set("webhook-signature", "v1,AAAA ".repeat(request.random.nextInt(2000)))),
            new Mutation("a flood of headers", request -> request.addHeaders(request.random.nextInt(60, 400))),
            new Mutation("a long header",
                    request -> request.set("X-Long", "x".repeat(request.random.nextInt(4_000, 100_000)))),
            new Mutation("method", request -> request.method = request.any(METHODS)),
            new Mutation("target", request -> request.target = request.any(TARGETS)),
            new Mutation("long target", request -> request.target += "?" + "x".repeat(request.random.nextInt(20_000))),
            new Mutation("version", request -> request.version = request.any(VERSIONS)),
            new Mutation("something before it",
                    request -> request.before = request.any("\r\n", "\r\n\r\n\r\n", "\n", " ", "\0", "x",
                            "\u0016\u0003\u0001", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")),
            new Mutation("something behind it",
                    request -> request.behind = request.any("x", "\0\0", "GET / HTTP/1.1\r\n\r\n", "0\r\n\r\n",
                            "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345")),
            new Mutation("bytes edited", request -> request.edits = 1 + request.random.nextInt(3)),
            new Mutation("cut off", request -> request.cutOff = true));

    private final Random random;
    private final List<String> mutations = new ArrayList<>();
    private final List<Header> headers = new ArrayList<>();
    private final String id;
    private final long now;
    private final boolean harmless;
    private String method = "POST";
    private String target = "/webhooks/scalekit";
    private String version = "HTTP/1.1";
    private String before = "";
    private String behind = "";
    private byte[] body;
    private byte[] chunks;
    private long seconds;
    private int edits;
    private boolean cutOff;

    /// @param seed what is made of it
    /// @param now what time it is, in seconds: signed are timestamps that are less than 200 seconds off or, for those who are too late or too early, more than 400
    HostileRequest(long seed, long now) {
        this.random = new Random(seed);
        this.now = now;
        this.id = any("msg_", "!~", "m".repeat(200)) + seed;
        this.body = switch (random.nextInt(4)) {
            case 0 ->
                    "{\"type\":\"organization.directory.user_updated\",\"id\":\"evt_%d\",\"data\":{\"name\":\"Ann 🦊\"}}"
                            .formatted(seed).getBytes(UTF_8);
            case 1 -> new byte[random.nextInt(3)];
            case 2 -> {
                byte[] bytes = new byte[random.nextInt(20_000)];
                random.nextBytes(bytes);
                yield bytes;
            }
            default -> "{\"type\":\"nothing.special\"}".getBytes(UTF_8);
        };
        headers.add(new Header("Host", "localhost"));
        headers.add(new Header("Content-Length", ""));
        headers.add(new Header("webhook-id", id));
        headers.add(new Header("webhook-timestamp", ""));
        headers.add(new Header("webhook-signature", ""));
        signAt(random.nextLong(-200, 200));
        set("Content-Length", "" + body.length);
        mutate(HARMLESS, random.nextInt(3));
        this.harmless = random.nextInt(4) == 0;
        if (!harmless) {
            mutate(HARMFUL, 1 + random.nextInt(3));
        }
    }

    private void mutate(List<Mutation> among, int times) {
        List<Mutation> shuffled = new ArrayList<>(among);
        Collections.shuffle(shuffled, random);
        for (Mutation mutation : shuffled.subList(0, times)) {
            mutations.add(mutation.name());
            byte[] signed = body;
            mutation.act().on(this);
            // What was edited is sent whole, unless it is the length or the chunks that are edited.
            if (body != signed && chunks == null) {
                set("Content-Length", "" + body.length);
            }
        }
    }

    /// {@return the id that it was signed under}
    String id() {
        return id;
    }

    /// {@return whether it has to be accepted}
    boolean isHarmless() {
        return harmless;
    }

    @Override
    public String toString() {
        return mutations.toString();
    }

    /// {@return what is sent}
    byte[] bytes() {
        StringBuilder head = new StringBuilder(before).append(method).append(' ').append(target).append(' ')
                .append(version).append("\r\n");
        headers.forEach(header -> head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        bytes.writeBytes(chunks == null ? body : chunks);
        bytes.writeBytes(behind.getBytes(ISO_8859_1));
        byte[] sent = bytes.toByteArray();
        for (int i = 0; i < edits; i++) {
            sent = FuzzCorpus.mutated(sent, random);
        }
        return cutOff ? Arrays.copyOf(sent, random.nextInt(sent.length + 1)) : sent;
    }

    private void signAt(long secondsFromNow) {
        seconds = now + secondsFromNow;
        set("webhook-timestamp", "" + seconds);
        set("webhook-signature", RollcallTest.SIGNER.sign(id, seconds, body));
    }

    private void changeCase() {
        headers.replaceAll(header -> new Header(
                random.nextBoolean() ? header.name().toUpperCase(Locale.ROOT) : header.name().toLowerCase(Locale.ROOT),
                header.value()));
    }

    private void nameAsSvixDoes() {
        headers.removeIf(header -> header.name().toLowerCase(Locale.ROOT).startsWith("svix-"));
        headers.replaceAll(header -> new Header(header.name().replaceFirst("(?i)^webhook-", "svix-"), header.value()));
    }

    private void addTheOtherFamily() {
        // Of both, the headers that are called webhook- count.
        if (headers.stream().anyMatch(header -> header.name().equalsIgnoreCase("webhook-id"))) {
            headers.addAll(List.of(new Header("svix-id", "msg_other"), new Header("svix-timestamp", "1"),
                    new Header("svix-signature", "v1,AAAA")));
        }
    }

    private void addHeaders(int number) {
        for (int i = 0; i < number; i++) {
            headers.add(random.nextInt(headers.size() + 1), new Header("X-" + i, "v" + i));
        }
    }

    private void chunk(boolean broken) {
        headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Length"));
        set("Transfer-Encoding", CHUNKED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int from = 0; from < body.length;) {
            int size = Math.min(body.length - from, 1 + random.nextInt(5_000));
            String line = any(Integer.toHexString(size), "000" + Integer.toHexString(size),
                    size < 10 ? "" + size : Integer.toHexString(size).toUpperCase(Locale.ROOT) + ";a=b");
            if (broken && random.nextInt(3) == 0) {
                line = any("", "-1", "g", "ffffffffffffffff", "7fffffff", Integer.toHexString(size + 1), " ", "0");
            }
            bytes.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
            bytes.write(body, from, size);
            bytes.writeBytes(broken && random.nextInt(5) == 0 ? any("", "\n", "\r", "x").getBytes(ISO_8859_1)
                    : new byte[] { '\r', '\n' });
            from += size;
        }
        String end = broken
                ? any("", "0", "0\r\n", "0\r\nwebhook-id: msg_trailer\r\n\r\n",
                        "0\r\n" + "a: b\r\n".repeat(5_000) + "\r\n", "00;x\r\n\r\n")
                : "0\r\n\r\n";
        bytes.writeBytes(end.getBytes(ISO_8859_1));
        chunks = bytes.toByteArray();
    }

    private void compress() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        body = bytes.toByteArray();
        set("Content-Encoding", "gzip");
        if (random.nextBoolean()) {
            set("webhook-signature", RollcallTest.SIGNER.sign(id, seconds, body));
        }
    }

    private void enlarge() {
        // Seldom, because it takes long.
        if (random.nextInt(10) == 0) {
            body = new byte[LARGEST_BODY + random.nextInt(100_000)];
            set("webhook-signature", RollcallTest.SIGNER.sign(id, seconds, body));
        }
    }

    private void repeat() {
        Header header = any(headers);
        headers.add(random.nextInt(headers.size() + 1),
                new Header(header.name(), any(header.value(), header.value() + "1", "", "x")));
    }

    private void misname() {
        int at = random.nextInt(headers.size());
        String name = headers.get(at).name();
        headers.set(at, new Header(any(name.replace('-', '_'), name + " ", " " + name, name + "\0", name + "é", "",
                ":" + name, "x-" + name), headers.get(at).value()));
    }

    private void editAny(UnaryOperator<String> edit) {
        int at = random.nextInt(headers.size());
        headers.set(at, new Header(headers.get(at).name(), edit.apply(headers.get(at).value())));
    }

    private void edit(String name, UnaryOperator<String> edit) {
        headers.replaceAll(
                header -> isNamed(header, name) ? new Header(header.name(), edit.apply(header.value().strip()))
                        : header);
    }

    private void set(String name, String value) {
        if (headers.stream().noneMatch(header -> isNamed(header, name))) {
            headers.add(new Header(name, value));
        }
        edit(name, before -> value);
    }

    private static boolean isNamed(Header header, String name) {
        return header.name().equalsIgnoreCase(name)
                || header.name().equalsIgnoreCase(name.replace("webhook-", "svix-"));
    }

    @SafeVarargs
    private <T> T any(T... among) {
        return among[random.nextInt(among.length)];
    }

    private <T> T any(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }
}
