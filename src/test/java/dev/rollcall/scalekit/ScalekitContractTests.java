package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

/// Holds what the client asks and what the simulator answers to Scalekit's own document, where that lies beside the
/// project.
class ScalekitContractTests {

    private final ScalekitSimulator simulator = ScalekitSimulator.start(RollcallTest.SECRET);
    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final DirectoryApi api = ScalekitConfiguration.client(
            new ScalekitProperties(simulator.url().toString(), ScalekitProperties.Client.REST, "skc_test", "test",
                    Duration.ofSeconds(5), Duration.ofSeconds(30), DataSize.ofMegabytes(16), 10_000, 5,
                    Duration.ofMillis(10), Duration.ofSeconds(1)),
            new SimpleMeterRegistry(), Clock.systemUTC(), new Timepiece());

    private SimulatedDirectory directory;

    @BeforeEach
    void fill() {
        directory = simulator.createOrganization().createDirectory();
        directory.generate(65, 3);
        directory.createGroup("dirgroup_writers", "Writers");
        directory.assignRole("dirgroup_writers", "writer");
        directory.join(user -> user.groups("dirgroup_writers"));
        directory.join();
        directory.deactivate(directory.users().getFirst().id());
        for (int i = 0; i < 101; i++) {
            simulator.createOrganization();
        }
        simulator.onRequest(asked::add);
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void asksForNothingThatTheDocumentDoesNotDescribe() {
        ScalekitDocument document = document();
        readEverything();

        assertThat(calls()).hasSizeGreaterThanOrEqualTo(10)
                .allSatisfy(target -> assertThat(document.objectionsToRequest(target)).isEmpty());
        assertThat(document.objectionsToRequest("/api/v1/organizations?page_size=101&limit=1")).hasSize(2);
        assertThat(document.objectionsToRequest("/api/v1/users")).hasSize(1);
    }

    @Test
    void isAnsweredAsTheDocumentDescribes() throws IOException, InterruptedException {
        ScalekitDocument document = document();
        readEverything();
        directory.tellActiveAndRoles(false);
        api.users(api.directory(directory.organizationId(), directory.id()).orElseThrow(), DirectoryQuery.ALL);

        for (String target : calls()) {
            assertThat(document.objectionsToAnswer(target, get(target))).as(target).isEmpty();
        }
        assertThat(document.objectionsToAnswer("/api/v1/organizations", """
                {"total_size":"1","organizations":[{"id":1,"create_time":"yesterday"},{}]}""")).hasSize(4);
    }

    @Test
    void hasALinkToThePortalMadeAsTheDocumentDescribes() throws IOException, InterruptedException {
        ScalekitDocument document = document();
        assertThat(api.portalLink(directory.organizationId())).isPresent();
        assertThat(api.portalLink("org_none")).isEmpty();

        String target = asked.stream().filter(one -> one.contains("portal_links") && !one.contains("org_none"))
                .findFirst().orElseThrow();
        assertThat(document.objectionsToRequest("put", target)).isEmpty();
        assertThat(document.objectionsToAnswer("put", target, send("PUT", target))).isEmpty();
        assertThat(document.objectionsToRequest("put", target.replace("dir_sync", "directories"))).hasSize(1);
    }

    @Test
    void readsNumbersThatAreWrittenAsTexts() {
        ListedDirectory listed = readEverything();
        List<ListedUser> users = users(listed);

        simulator.numbersAsStrings(true);

        assertThat(users(listed)).isEqualTo(users).hasSameSizeAs(directory.users());
        assertThat(api.directory(directory.organizationId(), directory.id())).get().usingRecursiveComparison()
                .ignoringFields("fetchedAt").isEqualTo(listed);
    }

    /// Makes every call there is, with everything that it can be asked with.
    private ListedDirectory readEverything() {
        List<ScalekitOrganization> organizations = new ArrayList<>();
        for (String token = null; organizations.isEmpty() || token != null;) {
            Listing<ScalekitOrganization> page = api.organizations(token);
            organizations.addAll(page.items());
            token = page.nextPageToken();
        }
        assertThat(organizations).hasSize(102);
        assertThat(api.organization(directory.organizationId())).isPresent();
        assertThat(api.organization("org_none")).isEmpty();
        assertThat(api.directories("org_none")).isEmpty();
        assertThat(api.roles()).contains("viewer", "editor");
        ListedDirectory listed = api.directories(directory.organizationId()).getFirst();
        assertThat(api.directory(directory.organizationId(), directory.id())).contains(listed);
        users(listed);
        DirectoryQuery recent = new DirectoryQuery(null, Instant.EPOCH, directory.groups().getFirst().id());
        assertThat(api.users(listed, recent).items()).isNotNull();
        assertThat(api.groups(listed, recent).items()).hasSize(directory.groups().size());
        return listed;
    }

    private List<ListedUser> users(ListedDirectory listed) {
        List<ListedUser> users = new ArrayList<>();
        String token = null;
        do {
            Listing<ListedUser> page = api.users(listed, DirectoryQuery.ALL.page(token));
            users.addAll(page.items());
            token = page.nextPageToken();
        } while (token != null);
        return users;
    }

    private List<String> calls() {
        return asked.stream().filter(target -> target.startsWith("/api/") && !target.contains("org_none")).toList();
    }

    private String get(String target) throws IOException, InterruptedException {
        return send("GET", target);
    }

    private String send(String method, String target) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String token = http.send(HttpRequest.newBuilder(URI.create(simulator.url() + "/oauth/token"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers
                            .ofString("grant_type=client_credentials&client_id=skc_test&client_secret=test"))
                    .build(), BodyHandlers.ofString()).body();
            return http
                    .send(HttpRequest.newBuilder(URI.create(simulator.url() + target))
                            .header("Authorization",
                                    "Bearer " + JsonMapper.shared().readTree(token).path("access_token").asString())
                            .method(method, HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static ScalekitDocument document() {
        assumeTrue(Files.exists(ScalekitDocument.FILE), "Scalekit's document lies beside the project");
        return new ScalekitDocument();
    }
}
