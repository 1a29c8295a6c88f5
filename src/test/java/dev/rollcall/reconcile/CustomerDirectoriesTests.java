package dev.rollcall.reconcile;

import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.admin.ConsoleClient;
import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.customers.DirectoryDetails;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedToken;
import dev.rollcall.simulator.SimulatedUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Reads over HTTP what runs find out about the customers' directories, and has links to the portal made.
class CustomerDirectoriesTests extends RunTest {

    private static final String PATH = "/api/v1/directories";

    @Autowired
    private CustomerDirectories directories;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void mend() {
        threads.close();
        SCALEKIT.mend();
        SCALEKIT.postToNobody();
    }

    private JsonNode find(SimulatedDirectory directory) {
        List<JsonNode> found = list("?organization_id=" + directory.organizationId());
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<JsonNode> list(String query) {
        Answer answer = client.get(PATH + query);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.json().path("data").valueStream().toList();
    }

    private String state(SimulatedDirectory directory) {
        return find(directory).path("state").asString();
    }

    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MICROS);
    }

    @Test
    void saysAllThatScalekitSaysOfADirectory() {
        SimulatedDirectory directory = unknown(7, 2);
        Instant expiry = in(Duration.ofDays(100));
        Instant use = in(Duration.ofHours(-3));
        directory.tokens(new SimulatedToken("Nzg5", expiry, use));
        JsonNode run = rollcall.run(directory);

        JsonNode found = find(directory);
        assertThat(found.propertyNames()).containsExactly("id", "organization_id", "organization_name", "provider",
                "type", "enabled", "users", "groups", "last_event_at", "last_synced_at", "last_complete_run_at",
                "token_expires_at", "token_last_used_at", "state", "explanation");
        assertThat(found.path("id").asString()).isEqualTo(directory.id());
        assertThat(found.path("organization_id").asString()).isEqualTo(directory.organizationId());
        assertThat(found.path("organization_name").asString())
                .isEqualTo(SCALEKIT.organization(directory.organizationId()).name());
        assertThat(found.path("provider").asString()).isEqualTo(directory.provider().name());
        assertThat(found.path("type").asString()).isEqualTo("SCIM");
        assertThat(found.path("enabled").asBoolean()).isTrue();
        assertThat(found.path("users").asLong()).isEqualTo(7);
        assertThat(found.path("groups").asLong()).isEqualTo(2);
        assertThat(found.path("last_event_at").isNull()).isTrue();
        assertThat(found.path("last_synced_at").asString()).isNotEmpty();
        assertThat(Instant.parse(found.path("last_complete_run_at").asString()))
                .isBetween(Instant.parse(run.path("started_at").asString()), Instant.now());
        assertThat(found.path("token_expires_at").asString()).isEqualTo(expiry.toString());
        assertThat(found.path("token_last_used_at").asString()).isEqualTo(use.toString());
        assertThat(found.path("state").asString()).isEqualTo("WORKING");
        assertThat(found.path("explanation").asString()).isEqualTo("Nothing is wrong with it.");
        DirectoryDetails details = directories.of(List.of(directory.organizationId()), null, 10).getFirst();
        assertThat(details.tokenSuffix()).isEqualTo("Nzg5");
        assertThat(details.groupsTracked()).isEqualTo("ALL");
        assertThat(details.attributeMappings()).hasSize(2);
        assertThat(details.words()).isEqualTo("working");
    }

    @Test
    void keepsOfATokenNoMoreThanItsEnd() {
        SimulatedDirectory directory = unknown(1, 0);
        directory.tokens(new SimulatedToken("the-whole-token-by-mistake", null, null));
        rollcall.run(directory);

        assertThat(jdbc.sql("select tokens from directory_report where directory_id = ?").param(directory.id())
                .query(String.class).single()).contains("\"take\"").doesNotContain("whole");
        assertThat(find(directory).path("token_expires_at").isNull()).isTrue();
    }

    @Test
    void changesNothingOfItInADryRun() {
        SimulatedDirectory directory = known(3, 0);
        directory.tokens(new SimulatedToken("Nzg5", in(Duration.ofDays(1)), null));
        rollcall.dryRun(directory);
        assertThat(state(directory)).isEqualTo("WORKING");
    }

    @Test
    void saysThatATokenExpiresAndHasExpired() {
        SimulatedDirectory directory = unknown(3, 0);
        directory.tokens(new SimulatedToken("Nzg5", in(Duration.ofDays(12).plusHours(1)), null));
        rollcall.run(directory);
        assertThat(state(directory)).isEqualTo("TOKEN_EXPIRING");
        assertThat(find(directory).path("explanation").asString()).contains("expires in 12 days");

        SCALEKIT.advance(Duration.ofMinutes(1));
        directory.tokens(new SimulatedToken("Nzg5", in(Duration.ofDays(-2)), null));
        rollcall.run(directory);
        assertThat(state(directory)).isEqualTo("TOKEN_EXPIRED");
    }

    @Test
    void failsWithTheRunAndWorksWithTheNext() {
        SimulatedDirectory directory = known(3, 0);
        SCALEKIT.fail(Fault.serverError().on("users"));
        assertStatus(rollcall.run(directory), "INCOMPLETE");
        assertThat(state(directory)).isEqualTo("FAILING");
        assertThat(find(directory).path("explanation").asString()).contains(directory.id(), "500");

        SCALEKIT.mend();
        SCALEKIT.advance(Duration.ofMinutes(1));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(state(directory)).isEqualTo("WORKING");
    }

    @Test
    void waitsWhileADirectoryIsDisabledOrEmpty() {
        SimulatedDirectory directory = known(0, 0);
        assertThat(state(directory)).isEqualTo("WAITING");
        assertThat(find(directory).path("users").asLong()).isZero();
        SimulatedDirectory disabled = known(3, 0);
        quietly(disabled::disable);
        rollcall.run(disabled);
        assertThat(state(disabled)).isEqualTo("WAITING");
        assertThat(find(disabled).path("enabled").asBoolean()).isFalse();
    }

    @Test
    void knowsADirectoryByItsWebhooksAlone() {
        String organization = "org_" + UUID.randomUUID();
        String directory = "dir_" + organization;
        client.deliver(organizationCreated(organization).displayName("Acme").withData("external_id", organization));
        client.deliver(
                directoryEnabled(directory).in(organization).provider("OKTA").withData("directory_type", "SCIM"));
        List<JsonNode> found = list("?organization_external_id=" + organization);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("state").asString()).isEqualTo("WAITING");
        assertThat(found.getFirst().path("type").asString()).isEqualTo("SCIM");
        assertThat(counts(found.getFirst())).isEqualTo("0 people, 0 groups");
        String enabledAt = found.getFirst().path("last_event_at").asString();

        client.deliver(userCreated("diruser_" + organization).in(organization));
        found = list("?organization_id=" + organization);
        assertThat(found.getFirst().path("state").asString()).isEqualTo("WORKING");
        assertThat(counts(found.getFirst())).isEqualTo("1 people, 0 groups");
        assertThat(Instant.parse(found.getFirst().path("last_event_at").asString())).isAfter(Instant.parse(enabledAt));

        client.deliver(organizationDeleted(organization));
        found = list("?organization_id=" + organization);
        assertThat(found.getFirst().path("state").asString()).isEqualTo("GONE");
        assertThat(counts(found.getFirst())).as("of a deleted organization nobody counts")
                .isEqualTo("0 people, 0 groups");
        assertThat(list("?organization_id=nobody")).isEmpty();
        assertThat(list("?organization_external_id=nobody")).isEmpty();
    }

    private static String counts(JsonNode directory) {
        return "%d people, %d groups".formatted(directory.path("users").asLong(), directory.path("groups").asLong());
    }

    @Test
    void countsWhoIsThereAsSoonAsTheyCome(@LocalServerPort int port) {
        SimulatedDirectory directory = unknown(0, 0);
        String organization = directory.organizationId();
        quietly(directory::disable);
        listen();
        directory.enable();
        directory.createGroup("dirgroup_1" + organization, "Weavers");
        directory.join(user -> user.groups("dirgroup_1" + organization));
        directory.join();
        SimulatedUser leaver = directory.join();
        await().until(
                () -> client.get("/api/v1/users?organization_id=" + organization).json().path("data").size() == 3);
        assertThat(counts(find(directory))).isEqualTo("3 people, 1 groups");
        assertThat(new ConsoleClient(port).signedIn().get("/console/customers/" + organization).http().body())
                .contains("3 people, 1 group<");

        SCALEKIT.advance(Duration.ofMinutes(1));
        directory.leave(leaver.id());
        directory.deleteGroup("dirgroup_1" + organization);
        await().until(() -> counts(find(directory)).equals("2 people, 0 groups"));

        SCALEKIT.postToNobody();
        quietly(directory::join);
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        assertThat(counts(find(directory))).as("known by a run").isEqualTo("3 people, 0 groups");
    }

    @Test
    void countsPeopleOfSeveralDirectoriesWhereTheyOrTheirGroupsAre() {
        String organization = "org_" + UUID.randomUUID();
        for (String directory : List.of("dir_1" + organization, "dir_2" + organization)) {
            client.deliver(directoryEnabled(directory).in(organization));
            client.deliver(groupCreated("dirgroup_" + directory).in(organization).withData("directory_id", directory));
        }
        client.deliver(userCreated("diruser_1" + organization).in(organization)
                .groups(group("dirgroup_dir_1" + organization, "A"), group("dirgroup_none" + organization, "B")));
        client.deliver(userCreated("diruser_2" + organization).in(organization));

        assertThat(list("?organization_id=" + organization)).extracting(CustomerDirectoriesTests::counts)
                .containsExactly("1 people, 1 groups", "0 people, 1 groups");
    }

    @Test
    void tellsApartWhoseEventsAreOfWhichDirectory() {
        SimulatedDirectory one = known(3, 0);
        SimulatedDirectory[] other = new SimulatedDirectory[1];
        quietly(() -> {
            other[0] = SCALEKIT.organization(one.organizationId()).createDirectory();
            other[0].generate(3, 0);
        });
        rollcall.run(one);
        client.deliver(userCreated(other[0].users().getFirst().id()).in(one.organizationId()));

        assertThat(list("?organization_id=" + one.organizationId())).hasSize(2)
                .allSatisfy(found -> assertThat(found.path("last_event_at").isNull())
                        .isEqualTo(found.path("id").asString().equals(one.id())));
    }

    @Test
    void saysThatADirectoryIsGoneUntilItIsBack() {
        SimulatedDirectory directory = known(1, 0);
        jdbc.sql("update directory_baseline set gone_at = now() where directory_id = ?").param(directory.id()).update();
        assertThat(state(directory)).isEqualTo("GONE");
        assertThat(find(directory).path("enabled").asBoolean()).isFalse();

        rollcall.run(directory);
        assertThat(state(directory)).isEqualTo("WORKING");
    }

    @Test
    void isQuietOnceNothingComesAnyMore() {
        SimulatedDirectory directory = known(3, 0);
        jdbc.sql("""
                update directory_report set life_at = now() - interval '9 days', life_days = 1023, last_event_at = null
                 where directory_id = ?""").param(directory.id()).update();
        assertThat(state(directory)).isEqualTo("QUIET");
        assertThat(directories.of(List.of(directory.organizationId()), null, 1).getFirst().words())
                .isEqualTo("quiet for 9 days");
        assertThat(directories.having(DirectoryState.QUIET, null, 100)).extracting(one -> one.view().id())
                .contains(directory.id());

        client.deliver(userCreated(directory.users().getFirst().id()).in(directory.organizationId()));
        assertThat(state(directory)).isEqualTo("WORKING");
    }

    @Test
    void remembersOnWhichDaysSomethingCame() {
        SimulatedDirectory directory = known(3, 0);
        int days = 1;
        for (; days < 6; days++) {
            SCALEKIT.advance(Duration.ofDays(1));
            quietly(directory::join);
            rollcall.run(directory);
        }
        assertThat(jdbc.sql("select bit_count(cast(life_days as bit(28))) from directory_report where directory_id = ?")
                .param(directory.id()).query(Integer.class).single()).isEqualTo(days);
    }

    @Test
    void listsPageByPageById() {
        for (int i = 0; i < 3; i++) {
            known(1, 0);
        }
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = client.get(PATH + "?limit=2" + cursor).json();
            page.path("data").forEach(found -> ids.add(found.path("id").asString()));
            cursor = page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(ids).hasSizeGreaterThanOrEqualTo(3).isEqualTo(
                jdbc.sql("select id from directory order by id").query((row, number) -> row.getString(1)).list());
        client.get(PATH + "?limit=101").assertProblem(400, "limit must be less than or equal to 100.");
        List<DirectoryState> all = new ArrayList<>();
        directories.each(some -> some.forEach(one -> all.add(one.view().state())));
        assertThat(all).hasSameSizeAs(ids);
    }

    @Test
    void givesALinkToThePortalToWhomAsksForItAlone() {
        SimulatedDirectory directory = known(1, 0);
        Answer answer = client.call("POST", portal(directory.organizationId()));

        assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.json().propertyNames()).containsExactly("location", "expires_at");
        String location = answer.json().path("location").asString();
        assertThat(location).startsWith(SCALEKIT.url() + "/portal/lnk_");
        assertThat(Instant.parse(answer.json().path("expires_at").asString())).isAfter(Instant.now());
        JsonNode entry = client.get("/api/v1/audit?limit=1").json().path("data").path(0);
        assertThat(entry.path("path").asString()).isEqualTo("/api/v1/organizations/{id}/portal-link");
        assertThat(entry.path("actor").asString()).isEqualTo("admin");
        assertThat(entry.path("details").toString()).isEqualTo("{\"id\":\"%s\"}".formatted(directory.organizationId()));
        assertThat(entry.path("status").asInt()).isEqualTo(201);
    }

    @Test
    void saysWhyThereIsNoLink() {
        SimulatedDirectory directory = known(1, 0);
        client.call("POST", portal("org_nobody")).assertProblem(404, "There is no organization org_nobody.");
        SCALEKIT.fail(Fault.serverError().on("portal_links"));
        int before = SCALEKIT.requests("portal_links");
        Answer answer = client.call("POST", portal(directory.organizationId()));
        answer.assertProblem(503,
                "Scalekit made no link: PUT /api/v1/organizations/%s/portal_links: 500: Something went wrong."
                        .formatted(directory.organizationId()));
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(SCALEKIT.requests("portal_links")).as("a person waits").isEqualTo(before + 1);
        SCALEKIT.mend();
        SCALEKIT.accepting("skc_other", "another").revokeTokens();
        Answer refused = client.call("POST", portal(directory.organizationId()));
        SCALEKIT.reset();
        assertThat(refused.status()).as(refused.http().body()).isEqualTo(502);
        assertThat(refused.detail()).startsWith("Scalekit made no link: POST /oauth/token: 401")
                .endsWith("Check SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET.");
        assertThat(client.send(client.request(portal(directory.organizationId()))
                .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).POST(BodyPublishers.noBody()).build())
                .status()).isEqualTo(403);
    }

    @Test
    void letsNobodyWaitBecauseScalekitWantsToBeLeftAlone(@LocalServerPort int port) {
        SimulatedDirectory directory = known(1, 0);
        ConsoleClient browser = new ConsoleClient(port).signedIn();
        SCALEKIT.revokeTokens();
        Fault fault = SCALEKIT.fail(Fault.unavailable(Duration.ofMinutes(2)).on("token"));

        client.call("POST", portal(directory.organizationId())).assertProblem(503,
                "Scalekit made no link: POST /oauth/token: 503: The service is unavailable.");
        assertThat(fault.hits()).isEqualTo(1);

        assertThat(browser.submit("/console/setup", "/console/setup/try", Map.of()).status()).isEqualTo(302);
        assertThat(fault.hits()).isEqualTo(2);
        assertThat(browser.get("/console/setup").http().body())
                .contains("POST /oauth/token: 503: The service is unavailable.");
    }

    @Test
    void letsNobodyWaitForAnAnswerThatDoesNotCome() {
        SimulatedDirectory directory = known(1, 0);
        SCALEKIT.revokeTokens();
        SCALEKIT.fail(Fault.latency(Duration.ofMinutes(1)).on("token"));

        // One waits for the token's endpoint, the others for that one: what calls this gives up after 20 seconds.
        List<CompletableFuture<Answer>> calls = Stream
                .generate(() -> CompletableFuture
                        .supplyAsync(() -> client.call("POST", portal(directory.organizationId())), threads))
                .limit(3).toList();

        assertThat(calls).map(CompletableFuture::join).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.http().body()).isEqualTo(503);
            assertThat(answer.detail()).startsWith("Scalekit made no link: POST /oauth/token: ");
        });
    }

    private static String portal(String organizationId) {
        return "/api/v1/organizations/%s/portal-link".formatted(organizationId);
    }
}
