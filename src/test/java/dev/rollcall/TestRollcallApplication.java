package dev.rollcall;

import dev.rollcall.admin.IssuerDouble;
import dev.rollcall.admin.IssuersPeople;
import dev.rollcall.simulator.Delivery;
import dev.rollcall.simulator.LittleApplication;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.Scenario;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.event.ContextClosedEvent;

/// Rollcall to try out (`./mvnw spring-boot:test-run`): on a PostgreSQL of its own that begins empty, and beside a
/// simulated Scalekit that keeps a company's directory and posts its first days.
public final class TestRollcallApplication {

    private static final int PORT = 8080;
    private static final int SIMULATOR_PORT = 8090;
    private static final int APPLICATION_PORT = 8091;
    private static final int ISSUER_PORT = 8092;
    private static final URI WEBHOOKS = URI.create("http://127.0.0.1:" + PORT + "/webhooks/scalekit");

    // Of use on this machine only: everything listens on 127.0.0.1, and nothing outlives the run.
    private static final String ADMIN_TOKEN = "local-admin-token-0000";
    private static final String READER_TOKEN = "local-reader-token-0000";
    private static final String WEBHOOK_SECRET = "whsec_cm9sbGNhbGwtbG9jYWwtb25seS1ub3QtYS1zZWNyZXQ=";

    /// Has no directory yet: it is for whoever tries things out to connect one.
    private static final String SECOND_CUSTOMER = "org_710002";

    private static final String PUSH_SECRET = "whsec_cm9sbGNhbGwtbG9jYWwtcHVzaC1ub3QtYS1zZWNyZXQ=";

    private TestRollcallApplication() {
    }

    public static void main(String[] args) {
        LoggingSystem.get(TestRollcallApplication.class.getClassLoader()).setLogLevel("io.zonky.test", LogLevel.WARN);
        requireFree(PORT);
        requireFree(SIMULATOR_PORT);
        requireFree(APPLICATION_PORT);
        requireFree(ISSUER_PORT);
        var postgres = startPostgres();
        // Before Rollcall, which calls it as soon as it runs; webhooks begin when Rollcall listens.
        var simulator = ScalekitSimulator.start(SIMULATOR_PORT, WEBHOOKS, WEBHOOK_SECRET);
        var application = LittleApplication.start(APPLICATION_PORT, PUSH_SECRET);
        var issuer = IssuerDouble.forPeople(ISSUER_PORT);
        var context = SpringApplication.from(Rollcall::main).run(with(args, postgres, application, issuer))
                .getApplicationContext();
        context.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent) {
                simulator.close();
                application.close();
                issuer.close();
            }
        });
        Thread.ofVirtual().name("scenario").start(() -> {
            if (simulator.play(Scenario.firstDays(Instant.now()))) {
                simulator.createOrganization(SECOND_CUSTOMER, "Harbour & Vine");
                System.out.println(whatToTry(simulator, postgres));
            }
        });
    }

    private static void requireFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            socket.getLocalPort();
        } catch (IOException e) {
            fail("Port %d is in use: stop what listens there, then start again.".formatted(port));
        }
    }

    private static EmbeddedPostgres startPostgres() {
        var starting = CompletableFuture.supplyAsync(TestRollcallApplication::newPostgres);
        // Spring runs this when the application has closed, for which it needs its database. Ctrl-C may come sooner:
        // then a start that is under way is waited for, or its processes would be left behind.
        SpringApplication.getShutdownHandlers()
                .add(() -> starting.thenAccept(TestRollcallApplication::stop).exceptionally(failure -> null).join());
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw fail("The embedded PostgreSQL does not start: " + e.getCause().getMessage());
        }
    }

    private static EmbeddedPostgres newPostgres() {
        try {
            return EmbeddedPostgres.builder().setRegisterShutdownHook(false).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException fail(String sentence) {
        System.err.println(sentence);
        System.exit(1);
        return new IllegalStateException(sentence);
    }

    /// Command line arguments win over the environment, `.env` and `application.yaml`.
    private static String[] with(String[] args, EmbeddedPostgres postgres, LittleApplication application,
            IssuerDouble issuer) {
        var settings = Stream.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--spring.datasource.username=postgres", "--spring.datasource.password=postgres",
                "--logging.level.io.zonky.test=warn", "--server.address=127.0.0.1", "--server.port=" + PORT,
                "--SCALEKIT_ENVIRONMENT_URL=http://127.0.0.1:" + SIMULATOR_PORT, "--SCALEKIT_CLIENT_ID=skc_local",
                "--SCALEKIT_CLIENT_SECRET=local-client-secret-0000", "--SCALEKIT_WEBHOOK_SECRET=" + WEBHOOK_SECRET,
                "--ROLLCALL_ADMIN_TOKEN=" + ADMIN_TOKEN, "--ROLLCALL_READER_TOKEN=" + READER_TOKEN,
                "--rollcall.push.url=" + application.pushUrl(), "--rollcall.push.secrets=" + PUSH_SECRET,
                "--rollcall.notify.url=" + application.channelUrl(), "--rollcall.public-url=http://localhost:" + PORT,
                "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + issuer.url(),
                "--spring.security.oauth2.resourceserver.jwt.audiences=rollcall",
                "--rollcall.console.client-id=" + IssuersPeople.CLIENT,
                "--rollcall.console.client-secret=" + IssuersPeople.SECRET,
                // A ROLLCALL_ADMIN_TOKEN in the environment would also pass for these two.
                "--rollcall.admin-token=" + ADMIN_TOKEN, "--rollcall.reader-token=" + READER_TOKEN);
        return Stream.concat(Stream.of(args), settings).toArray(String[]::new);
    }

    private static String whatToTry(ScalekitSimulator simulator, EmbeddedPostgres postgres) {
        var deliveries = simulator.deliveries();
        var refused = deliveries.stream().filter(Predicate.not(Delivery::accepted)).count();
        return WHAT_TO_TRY.replace("{deliveries}", Integer.toString(deliveries.size()))
                .replace("{refused}", refused == 0 ? "" : ", of which " + refused + " were not accepted")
                .replace("{simulator}", "http://localhost:" + SIMULATOR_PORT)
                .replace("{database}", "postgresql://postgres@localhost:%d/postgres".formatted(postgres.getPort()))
                .replace("{application}", "http://localhost:" + APPLICATION_PORT)
                .replace("{issuer}", "http://localhost:" + ISSUER_PORT)
                .replace("{rollcall}", "http://localhost:" + PORT)
                .replace("{admin}", "-H 'Authorization: Bearer " + ADMIN_TOKEN + "'")
                .replace("{adminToken}", ADMIN_TOKEN).replace("{readerToken}", READER_TOKEN)
                .replace("{rehired}", Scenario.REHIRED).replace("{leaver}", Scenario.LEAVER)
                .replace("{promoted}", Scenario.PROMOTED).replace("{directory}", Scenario.DIRECTORY)
                .replace("{key}", WEBHOOK_SECRET.substring("whsec_".length()));
    }

    private static final String WHAT_TO_TRY = """

            ----------------------------------------------------------------------------------------------------
            The console is on {rollcall}/console. Sign in as somebody of your company, whom its identity provider on
            {issuer} lets you choose, or with {adminToken}

            A little application is told of every change, by push: {application} shows who may sign in to it,
            and what Rollcall tells your team of.

            The Scalekit simulator has posted {deliveries} webhooks{refused}. They are listed on {simulator}/webhooks
            The rest of this page tries the API.

            A second customer has no directory yet. On {rollcall}/console/customers/org_710002 open the set-up portal, choose a provider
            there, and see the customer become "working"; or by the API, and open what it answers within a minute:

              curl -s -X POST {admin} '{rollcall}/api/v1/organizations/org_710002/portal-link'; echo
              curl -s {admin} '{rollcall}/api/v1/directories'; echo

            Everyone (100 of them at most):

              curl -s {admin} '{rollcall}/api/v1/users?limit=100'; echo

            Who left, and who left and was hired again (two directory users, one account):

              curl -s {admin} '{rollcall}/api/v1/users?email={leaver}'; echo
              curl -s {admin} '{rollcall}/api/v1/users?email={rehired}'; echo

            One user's history, each change with its cause:

              id=$(curl -s {admin} '{rollcall}/api/v1/users?email={promoted}' \\
                | grep -oE '"id":"?[^",]+' | head -n 1 | grep -oE '[^":]+$')
              curl -s {admin} "{rollcall}/api/v1/users/$id/history"; echo

            What came in and what became of it; one event was overtaken by a newer one:

              curl -s {admin} '{rollcall}/api/v1/events?limit=100'; echo
              curl -s {admin} '{rollcall}/api/v1/events?status=STALE'; echo

            Users that the application had before: who they are in the directory, who is in none, then for real:

              curl -s {admin} -H 'Content-Type: text/csv' --data-binary @examples/users.csv '{rollcall}/api/v1/adoptions?dry_run=true'; echo
              curl -s {admin} '{rollcall}/api/v1/adoptions/1/lines?result=ORPHAN'; echo
              curl -s {admin} -H 'Content-Type: text/csv' --data-binary @examples/users.csv '{rollcall}/api/v1/adoptions'; echo
              curl -s {admin} '{rollcall}/api/v1/users?external_id=1001'; echo

            Everybody with their roles and where these come from, as a table; and by SQL (psql 15 or newer, the password is postgres):

              curl -s {admin} -H 'Accept: text/csv' '{rollcall}/api/v1/users'; echo
              psql '{database}' -c 'select email, status, roles, external_id from rollcall_api.users'

            A webhook signed by hand (paste it twice: the second one is a duplicate):

              id=msg_by_hand_1
              timestamp=$(date +%s)
              body='{"spec_version":"1","id":"evt_by_hand_1","type":"organization.directory.user_created",
              "object":"DirectoryUser","occurred_at":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","environment_id":"env_1",
              "organization_id":"org_710001","data":{"id":"diruser_by_hand_1","organization_id":"org_710001",
              "email":"by.hand@example.com","name":"By Hand","active":true,"groups":[],
              "roles":[{"role_name":"viewer"}]},"display_name":"Directory User Created"}'
              key=$(printf %s '{key}' | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')
              signature=$(printf '%s.%s.%s' "$id" "$timestamp" "$body" \\
                | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
              curl -si {rollcall}/webhooks/scalekit -H 'Content-Type: application/json' -H "webhook-id: $id" \\
                -H "webhook-timestamp: $timestamp" -H "webhook-signature: v1,$signature" --data-binary "$body"; echo

            and what it has become:

              curl -s {admin} '{rollcall}/api/v1/users?email=by.hand@example.com'; echo

            What a webhook missed is read from the directory. Lose 30 % of the webhooks while 200 join and 20 leave:

              curl -s -d lost=30 {simulator}/control/webhooks; echo
              curl -s -d 'count=200&roles=viewer' {simulator}/control/directories/{directory}/join > /dev/null
              curl -s -d count=20 {simulator}/control/directories/{directory}/leave > /dev/null
              curl -s -X POST {simulator}/control/webhooks/mend; echo

            What a run would put right, without doing it (ask again while it is RUNNING):

              run=$(curl -s {admin} -H 'Content-Type: application/json' -d '{"mode":"FULL","dry_run":true}' \\
                {rollcall}/api/v1/sync-runs | grep -oE '"id":"?[^",]+' | head -n 1 | grep -oE '[^":]+$')
              curl -s {admin} "{rollcall}/api/v1/sync-runs/$run"; echo
              curl -s {admin} "{rollcall}/api/v1/sync-runs/$run/changes"; echo

            and now for real:

              run=$(curl -s {admin} -H 'Content-Type: application/json' -d '{"mode":"FULL"}' \\
                {rollcall}/api/v1/sync-runs | grep -oE '"id":"?[^",]+' | head -n 1 | grep -oE '[^":]+$')
              curl -s {admin} "{rollcall}/api/v1/sync-runs/$run"; echo

            40 % leave and no webhook tells of it. A run that finds them gone waits for you to approve it (some seconds
            after what is above: of whom webhooks have just told it cannot tell yet, says so, and Rollcall looks again):

              curl -s -d lost=100 {simulator}/control/webhooks; echo
              curl -s -d percent=40 {simulator}/control/directories/{directory}/leave > /dev/null
              curl -s -X POST {simulator}/control/webhooks/mend; echo
              run=$(curl -s {admin} -H 'Content-Type: application/json' -d '{"mode":"FULL"}' \\
                {rollcall}/api/v1/sync-runs | grep -oE '"id":"?[^",]+' | head -n 1 | grep -oE '[^":]+$')
              curl -s {admin} "{rollcall}/api/v1/sync-runs/$run"; echo
              seen=$(curl -s -o /dev/null -D - {admin} "{rollcall}/api/v1/sync-runs/$run" | tr -d '\\r' | sed -n 's/^[Ee][Tt]ag: //p')
              curl -s -X POST {admin} -H "If-Match: $seen" "{rollcall}/api/v1/sync-runs/$run/approve"; echo
              curl -s {admin} "{rollcall}/api/v1/sync-runs/$run"; echo

            60 % leave, and webhooks tell of it. Once more than a fifth have left, the others keep their access until you approve:
            within some seconds your team's channel hears of it, here and on {application}, with a link to decide:

              curl -s -d percent=60 {simulator}/control/directories/{directory}/leave > /dev/null

            Everything else that the simulator can be told, faults of its API included: {simulator}

            The token above may do everything; {readerToken} may read users, groups and changes.
            Ctrl-C stops everything, and nothing is kept.
            ----------------------------------------------------------------------------------------------------
            """;
}
