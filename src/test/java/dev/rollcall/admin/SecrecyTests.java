package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.JavaProcess;
import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ApplicationDouble;
import dev.rollcall.simulator.ChannelDouble;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/// Lives through a company's story with a Rollcall that says everything it can, and looks for its people and for secrets in
/// the log, the metrics, the traces and the problems.
class SecrecyTests {

    private static final String CLIENT_SECRET = "s3cret-of-the-client";
    private static final String DATABASE_PASSWORD = "s3cret-of-the-database";
    private static final String MISTYPED_TOKEN = "t0ken-that-somebody-mistyped";

    /// The people of the story: their names, and where their e-mail addresses are.
    private static final List<String> PEOPLE = List.of("Annabel", "Leeward", "Rosalind", "Quayside", "Bartholomew",
            "Ferryman", "Jessamine", "harbour.example", "Seaboard", "annabel.l", "Moorings", "Breakwater");

    private final String database = TestDatabase.createEmpty();
    private final JdbcClient jdbc = JdbcClient
            .create(new DriverManagerDataSource(database, "postgres", DATABASE_PASSWORD));
    private final ScalekitSimulator scalekit = ScalekitSimulator.start(RollcallTest.SECRET).accepting("skc_story",
            CLIENT_SECRET);
    private final ApplicationDouble application = ApplicationDouble.start();
    private final ChannelDouble channel = ChannelDouble.start();
    private final IssuerDouble issuer = new IssuerDouble();
    private final List<String> traces = new CopyOnWriteArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> secrets = new ArrayList<>(List.of(CLIENT_SECRET, DATABASE_PASSWORD, MISTYPED_TOKEN,
            RollcallTest.ADMIN_TOKEN, RollcallTest.READER_TOKEN, RollcallTest.METRICS_TOKEN, IssuersPeople.SECRET,
            RollcallTest.SECRET.substring("whsec_".length()),
            new String(Base64.getDecoder().decode(RollcallTest.SECRET.substring("whsec_".length())), UTF_8),
            ApplicationDouble.SECRET.substring("whsec_".length()), channel.url().getPath()));
    private final int port = JavaProcess.freePort();
    private final RollcallClient client = new RollcallClient(port);
    private HttpServer collector;

    @TempDir
    private Path directory;

    @BeforeEach
    void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            traces.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        channel.answering(body -> 500);
        scalekit.postTo(URI.create("http://localhost:" + port + "/webhooks/scalekit"));
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        issuer.close();
        application.close();
        channel.close();
        scalekit.close();
    }

    @Test
    void keepsPeopleAndSecretsToItselfWhenItSaysAllItCan() throws IOException {
        Path output = directory.resolve("log");
        String metrics;
        try (JavaProcess rollcall = JavaProcess.start(Rollcall.class, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                environment(), output)) {
            await().ignoreException(UncheckedIOException.class)
                    .until(() -> client.get("/actuator/health").status() == 200 || !rollcall.process().isAlive());
            peopleArriveAndChange();
            somebodyCannotBeApplied();
            aRunFindsSomebody();
            theApplicationReads();
            await().until(() -> !application.taken().isEmpty());
            somebodySendsWhatIsNotHttp();
            anAdminWorks();
            anAdminOpensThePortal();
            somebodyUsesTheConsole();
            somebodySignsInAtTheIssuer();
            peopleLeaveAndAreErased();
            metrics = client.get("/actuator/prometheus").http().body();
            await().until(() -> String.join("", traces).contains("apply event"));
            await().until(() -> !channel.posted().isEmpty());
        }
        String log = Files.readString(output, UTF_8);

        assertThat(log.lines().filter(line -> line.contains(" DEBUG "))).hasSizeGreaterThan(1000);
        assertThat(log).contains("Event 1 is PROCESSED", " failed", "oidc:4f1d2c",
                "What is at ROLLCALL_NOTIFY_URL does not take a notification: It answered 500.");
        assertThat(metrics).contains("rollcall_webhooks_accepted_total");
        assertThat(problems).hasSizeGreaterThan(10);
        assertThat(scalekit.tokens()).isNotEmpty();
        secrets.addAll(scalekit.tokens());
        assertThat(secrets).allSatisfy(secret -> assertThat(secret).isNotBlank());
        Map.of("log", log, "channel", String.join("\n", channel.posted()), "metrics", metrics, "traces",
                String.join("\n", traces), "problems", String.join("\n", problems)).forEach(
                        (where, text) -> assertThat(text.lines().filter(this::tellsTooMuch).map(SecrecyTests::abridged))
                                .as(where).isEmpty());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("SERVER_PORT", Integer.toString(port));
        environment.put("LOGGING_LEVEL_ROOT", "debug");
        environment.put("SPRING_DATASOURCE_URL", database);
        environment.put("SPRING_DATASOURCE_USERNAME", "postgres");
        environment.put("SPRING_DATASOURCE_PASSWORD", DATABASE_PASSWORD);
        environment.put("SCALEKIT_ENVIRONMENT_URL", scalekit.url().toString());
        environment.put("SCALEKIT_CLIENT_ID", "skc_story");
        environment.put("SCALEKIT_CLIENT_SECRET", CLIENT_SECRET);
        environment.put("SCALEKIT_WEBHOOK_SECRET", RollcallTest.SECRET);
        environment.put("ROLLCALL_PUSH_URL", application.url().toString());
        environment.put("ROLLCALL_PUSH_SECRET", ApplicationDouble.SECRET);
        environment.put("ROLLCALL_NOTIFY_URL", channel.url().toString());
        environment.put("ROLLCALL_ADMIN_TOKEN", RollcallTest.ADMIN_TOKEN);
        environment.put("ROLLCALL_READER_TOKEN", RollcallTest.READER_TOKEN);
        environment.put("ROLLCALL_RECONCILE_AUTOMATIC", "false");
        environment.put("ROLLCALL_INBOX_FIRSTRETRY", "50ms");
        environment.put("ROLLCALL_INBOX_MAXATTEMPTS", "2");
        environment.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI", issuer.url());
        environment.put("SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_AUDIENCES", "rollcall");
        environment.put("ROLLCALL_CONSOLE_CLIENTID", IssuersPeople.CLIENT);
        environment.put("ROLLCALL_CONSOLE_CLIENTSECRET", IssuersPeople.SECRET);
        environment.put("ROLLCALL_METRICS_TOKEN", RollcallTest.METRICS_TOKEN);
        environment.put("MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                "http://localhost:%d/v1/traces".formatted(collector.getAddress().getPort()));
        return environment;
    }

    private void peopleArriveAndChange() {
        SimulatedEvent joined = annabel(userCreated("diruser_story")).roles("viewer")
                .groups(group("dirgroup_story", "Pilots"));
        client.deliver(organizationCreated("org_story"));
        client.deliver(groupCreated("dirgroup_story").in("org_story").displayName("Pilots"));
        client.deliver(joined);
        assertThat(scalekit.deliver(joined)).isEqualTo(200);
        SimulatedEvent older = annabel(userUpdated("diruser_story")).roles("nothing");
        client.deliver(annabel(userUpdated("diruser_story")).roles("captain"));
        assertThat(client.deliver(older).path("status").asString()).isEqualTo("STALE");
        assertThat(
                client.deliver(annabel(userUpdated("diruser_story")).without("occurred_at")).path("status").asString())
                        .isEqualTo("DEAD");
        client.deliver("{\"data\": {\"email\": \"annabel@harbour.example".getBytes(UTF_8));
        problem(400, client.send(client.request("/webhooks/scalekit?email=annabel@harbour.example")
                .header("webhook-signature", "v1,forged").POST(BodyPublishers.ofString(joined.json())).build()));
    }

    /// PostgreSQL says of what it refuses which values it had.
    private void somebodyCannotBeApplied() {
        jdbc.sql("alter table app_user add constraint nobody check (given_name <> 'Bartholomew')").update();
        assertThat(client.deliver(userCreated("diruser_refused").in("org_story").email("bart@harbour.example")
                .named("Bartholomew", "Ferryman")).path("status").asString()).isEqualTo("DEAD");
        jdbc.sql("alter table app_user drop constraint nobody").update();
    }

    private void aRunFindsSomebody() {
        SimulatedDirectory[] found = new SimulatedDirectory[1];
        scalekit.quietly(() -> {
            found[0] = scalekit.createDirectory();
            found[0].join(user -> user.email("rosalind@harbour.example").named("Rosalind", "Quayside"));
        });
        String run = "/api/v1/sync-runs/"
                + client.post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(found[0].organizationId()))
                        .json().path("id").asString();
        await().until(() -> client.get(run).json().path("status").asString().equals("SUCCEEDED"));
        assertThat(client.get(run + "/changes").http().body()).contains("rosalind@harbour.example");
    }

    private void theApplicationReads() {
        Answer found = as(RollcallTest.READER_TOKEN, "/api/v1/users?email=annabel@harbour.example");
        assertThat(found.http().body()).contains("Annabel Leeward");
        String annabel = "/api/v1/users/" + found.json().path("data").path(0).path("id").asString();
        assertThat(as(RollcallTest.READER_TOKEN, annabel).http().body()).contains("Annabel");
        assertThat(as(RollcallTest.READER_TOKEN, annabel + "/history").status()).isEqualTo(200);
        assertThat(as(RollcallTest.READER_TOKEN, "/api/v1/changes?limit=100").http().body()).contains("Leeward");
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?email=annabel@harbour.example&limit=0"));
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?email=annabel@harbour.example&status=GONE"));
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?cursor=annabel@harbour.example"));
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?status=annabel@harbour.example"));
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?email=annabel@harbour.example%00"));
        problem(400, as(RollcallTest.READER_TOKEN, "/api/v1/users?email=annabel@harbour.example%ff"));
        problem(403, as(RollcallTest.READER_TOKEN, "/api/v1/events?organization_id=annabel@harbour.example"));
        problem(401, as(MISTYPED_TOKEN, "/api/v1/users?email=annabel@harbour.example"));
    }

    private void somebodySendsWhatIsNotHttp() throws IOException {
        for (String request : List.of("GET /api/v1/users?email=annabel@harbour.example<b> HTTP/1.1\r\nHost: localhost",
                "GET /annabel@harbour.example HTTP/1.1\r\nHost: localhost\r\nto ken: " + RollcallTest.ADMIN_TOKEN)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write((request + "\r\n\r\n").getBytes(UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 400 ");
                problems.add(answer);
            }
        }
    }

    private void anAdminWorks() {
        String jwt = issuer.token(claims -> claims.claim("roles", List.of("rollcall-admin"))
                .claim("email", "jessamine@harbour.example").claim("name", "Jessamine"));
        String expired = issuer.token(claims -> claims.claim("name", "Jessamine")
                .expirationTime(Date.from(Instant.now().minusSeconds(3600))));
        Stream.of(jwt, expired).map(token -> token.substring(token.lastIndexOf('.') + 1)).forEach(secrets::add);
        assertThat(as(jwt, "/api/v1/events?limit=100").status()).isEqualTo(200);
        problem(401, as(expired, "/api/v1/users?email=annabel@harbour.example"));
        JsonNode events = client.get("/api/v1/events?organization_id=org_story&status=PROCESSED").json().path("data");
        String event = "/api/v1/events/" + events.path(0).path("id").asString();
        assertThat(client.get(event).http().body()).contains("Annabel");
        assertThat(client.send(client.request(event + "/replay").header("Authorization", "Bearer " + jwt)
                .POST(BodyPublishers.noBody()).build()).status()).isEqualTo(202);
        problem(400, client.post("/api/v1/events/replay", "{\"type\": \"annabel@harbour.example"));
        problem(400, client.post("/api/v1/events/replay", "{\"status\": \"annabel@harbour.example\"}"));
        problem(400, client.post("/api/v1/events/replay", "{\"since\": \"annabel@harbour.example\"}"));
        String rule = "{\"match\":\"NAME\",\"value\":\"Pilots\",\"role\":\"pilot\"}";
        assertThat(client.post("/api/v1/role-mappings/preview", "{\"mapping\":%s}".formatted(rule)).http().body())
                .contains("Annabel Leeward");
        assertThat(client.post("/api/v1/role-mappings", rule).status()).isEqualTo(201);
        problem(409, client.post("/api/v1/role-mappings", rule));
        problem(404, client.get("/api/v1/events/9223372036854775807"));
        problem(405, client.call("POST", "/api/v1/users?email=annabel@harbour.example"));
        assertThat(client.send(client.request("/api/v1/users?email=annabel@harbour.example")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Accept", "text/csv").build())
                .http().body()).contains("Annabel Leeward");
        problem(406, client.send(client.request("/api/v1/users?email=annabel@harbour.example")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Accept", "text/plain").build()));
        problem(415, client.send(client.request("/api/v1/events/replay")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("annabel@harbour.example")).build()));
    }

    /// Whoever has a link to the portal may connect a directory.
    private void anAdminOpensThePortal() {
        scalekit.quietly(() -> scalekit.createOrganization("org_portal", "Acme"));
        Answer link = client.call("POST", "/api/v1/organizations/org_portal/portal-link");
        assertThat(link.status()).as(link.http().body()).isEqualTo(201);
        secrets.add(link.json().path("location").asString().replaceAll(".*/", ""));
        problem(404, client.call("POST", "/api/v1/organizations/org_nobody/portal-link"));
        client.deliver(organizationCreated("org_portal"));
        ConsoleClient browser = new ConsoleClient(port).signedIn();
        Answer page = browser.submit("/console/customers/org_portal", "/console/customers/org_portal/portal-link",
                Map.of("provider", "OKTA"));
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        secrets.add(browser.cookie(ConsoleClient.SESSION));
        secrets.add(page.http().body().replaceAll("(?s).*/portal/(lnk_[\\w-]+).*", "$1"));
        assertThat(secrets.getLast()).startsWith("lnk_");
    }

    private void somebodyUsesTheConsole() {
        ConsoleClient browser = new ConsoleClient(port);
        assertThat(browser.signIn(MISTYPED_TOKEN).status()).isEqualTo(401);
        problem(400,
                client.send(
                        client.request("/console/sign-in").header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("token=" + MISTYPED_TOKEN + "%ff")).build()));
        browser.signedIn();
        secrets.add(browser.cookie(ConsoleClient.SESSION));
        String people = browser.get("/console/people?q=annabel").http().body();
        String person = people.replaceAll("(?s).*(/console/people/[\\da-f-]{36}).*", "$1");
        assertThat(browser.get(person).http().body()).contains("Annabel Leeward has access");
        assertThat(browser.submit(person, person + "/roles", Map.of("role", "mate")).status()).isEqualTo(302);
        assertThat(browser.get(person).http().body()).contains("The role mate is granted.");
        assertThat(browser.get("/console/people?q=annabel%00leeward").status()).isEqualTo(400);
        assertThat(browser.get("/console/events?since=annabel@harbour.example").status()).isEqualTo(400);
        assertThat(browser.post("/console/people/annabel@harbour.example/protect", Map.of()).status()).isEqualTo(403);
        assertThat(browser.get("/console/events/3").http().body()).contains("annabel@harbour.example");
        assertThat(browser.cookie("rollcall-csrf")).isEmpty();
        assertThat(browser.submit("/console/audit", "/console/sign-out", Map.of()).status()).isEqualTo(302);
    }

    private void somebodySignsInAtTheIssuer() {
        issuer.people().are(claims -> claims.claim("roles", List.of("rollcall-admin"))
                .claim("preferred_username", "jessamine.q").claim("email", "jessamine@harbour.example"));
        ConsoleClient browser = new ConsoleClient(port);
        assertThat(browser.signInAtTheIssuer().status()).isEqualTo(302);
        assertThat(browser.get("/console").http().body()).contains("Signed in as jessamine.q (oidc:4f1d2c)");
        secrets.add(browser.cookie(ConsoleClient.SESSION));
        assertThat(browser.submit("/console/events/1", "/console/events/1/replay", Map.of()).status()).isEqualTo(302);
        assertThat(browser.get("/console/sign-in/callback?code=jessamine&state=jessamine").status()).isEqualTo(401);
        issuer.people().are(claims -> claims.claim("preferred_username", "jessamine.q"));
        assertThat(new ConsoleClient(port).signInAtTheIssuer().http().body()).contains("jessamine.q (oidc:4f1d2c)");
        Answer left = browser.submit("/console/audit", "/console/sign-out", Map.of());
        assertThat(browser.leave(left, issuer.url() + "/logout").status()).isEqualTo(302);
        secrets.addAll(issuer.people().secrets());
    }

    private void peopleLeaveAndAreErased() {
        client.deliver(annabel(userDeleted("diruser_story")));
        String annabel = "/api/v1/users/" + client.get("/api/v1/users?email=annabel@harbour.example").json()
                .path("data").path(0).path("id").asString();
        assertThat(client.call("DELETE", annabel + "/personal-data").status()).isEqualTo(200);
    }

    private static SimulatedEvent annabel(SimulatedEvent event) {
        return event.in("org_story").email("annabel@harbour.example").named("Annabel", "Leeward")
                .withData("department", "Seaboard").withData("preferred_username", "annabel.l")
                .withData("custom_attributes", Map.of("Moorings", "Breakwater"));
    }

    private Answer as(String token, String path) {
        return client.send(client.request(path).header("Authorization", "Bearer " + token).build());
    }

    private void problem(int status, Answer answer) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        problems.add(answer.http().headers().map() + "\n" + answer.http().body());
    }

    /// Bytes are written in hexadecimal digits, if at all.
    private boolean tellsTooMuch(String line) {
        String text = line.toLowerCase(Locale.ROOT);
        return Stream.of(PEOPLE, secrets).flatMap(List::stream)
                .anyMatch(word -> text.contains(word.toLowerCase(Locale.ROOT))
                        || text.contains(HexFormat.of().formatHex(word.getBytes(UTF_8))));
    }

    private static String abridged(String line) {
        return line.length() <= 500 ? line : line.substring(0, 500) + "…";
    }
}
