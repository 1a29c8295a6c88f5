package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedOrganization;
import dev.rollcall.simulator.SimulatedUser;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Runs about one person, who is meant by an e-mail address, known or not.
class AddressRunsTests extends RunTest {

    @BeforeEach
    void beginAnew() {
        SCALEKIT.reset();
        SCALEKIT.postToNobody();
    }

    @AfterEach
    void mend() {
        SCALEKIT.mend();
    }

    private static String unique(String local) {
        return local + "." + UUID.randomUUID() + "@X.example";
    }

    private JsonNode check(String email) {
        return rollcall.run("{\"email\":\"%s\",\"dry_run\":true}".formatted(email));
    }

    private JsonNode check(String email, SimulatedDirectory directory) {
        return rollcall.run("{\"email\":\"%s\",\"organization_id\":\"%s\",\"dry_run\":true}".formatted(email,
                directory.organizationId()));
    }

    private JsonNode repair(String email, SimulatedDirectory directory) {
        return rollcall
                .run("{\"email\":\"%s\",\"organization_id\":\"%s\"}".formatted(email, directory.organizationId()));
    }

    private List<String> kinds(JsonNode run) {
        return rollcall.changes(run).stream().map(change -> change.path("kind").asString()).toList();
    }

    private static SimulatedUser joins(SimulatedDirectory directory, String email, String... groups) {
        SimulatedUser[] joined = new SimulatedUser[1];
        quietly(() -> joined[0] = directory.join(as -> as.email(email).groups(groups)));
        return joined[0];
    }

    private Set<String> addresses(SimulatedDirectory directory) {
        return rollcall.users(directory).stream().map(user -> user.path("email").asString(""))
                .collect(Collectors.toSet());
    }

    @Test
    void saysWhatItWouldDoForSomebodyOfWhomNothingIsKnown() {
        SimulatedDirectory directory = known(40, 2);
        String email = unique("Ann");
        SimulatedUser ann = joins(directory, email, directory.groups().getFirst().id());
        joins(directory, unique("other"));

        JsonNode run = check(email.toLowerCase(), directory);

        assertStatus(run, "SUCCEEDED");
        assertThat(run.path("email").asString()).isEqualTo(email.toLowerCase());
        assertThat(run.path("directory_user_id").isNull()).isTrue();
        assertThat(run.path("users_seen").asInt()).isEqualTo(42);
        assertThat(run.path("created").asInt()).isEqualTo(1);
        assertThat(rollcall.changes(run)).singleElement().satisfies(change -> {
            assertThat(change.path("kind").asString()).isEqualTo("user.created");
            assertThat(change.path("subject_id").asString()).isEqualTo(ann.id());
            assertThat(change.path("email").asString()).isEqualTo(email);
        });
        assertThat(rollcall.users(directory)).hasSize(40);
    }

    @Test
    void doesItForNobodyElse() {
        SimulatedDirectory directory = known(10, 1);
        String email = unique("Ann");
        joins(directory, email, directory.groups().getFirst().id());
        String other = unique("other");
        joins(directory, other);
        SimulatedUser leaver = directory.users().getFirst();
        quietly(() -> directory.leave(leaver.id()));

        assertStatus(repair(email, directory), "SUCCEEDED");

        assertThat(addresses(directory)).contains(email).doesNotContain(other);
        assertThat(status(leaver)).isEqualTo("ACTIVE");
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        rollcall.assertInStep(directory);
    }

    @Test
    void namesTheGroupsOfThePersonAndNoOthers() {
        SimulatedDirectory directory = unknown(10, 2);
        SimulatedGroup[] made = new SimulatedGroup[1];
        quietly(() -> made[0] = directory.createGroup("Sales"));
        String email = unique("Ann");
        joins(directory, email, made[0].id());

        assertThat(kinds(check(email, directory))).containsExactlyInAnyOrder("group.created", "user.created");
        assertStatus(repair(email, directory), "SUCCEEDED");

        JsonNode ann = rollcall.users(directory).getFirst();
        assertThat(ann.path("groups").path(0).path("display_name").asString()).isEqualTo("Sales");
        assertThat(client.get("/api/v1/groups?organization_id=" + directory.organizationId()).json().path("data"))
                .hasSize(1);
    }

    @Test
    void looksWhereTheAddressIsKnownIfNothingElseIsSaid() {
        SimulatedDirectory directory = known(10, 1);
        SimulatedDirectory elsewhere = known(5, 0);
        String email = unique("ada");
        SimulatedUser person = joins(directory, email);
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        quietly(() -> directory.change(person.id(), as -> as.named("Ada", "King")));

        JsonNode run = check(" " + email.toUpperCase());

        assertStatus(run, "SUCCEEDED");
        assertThat(run.path("organization_id").asString()).isEqualTo(directory.organizationId());
        assertThat(run.path("users_seen").asInt()).isEqualTo(11);
        assertThat(kinds(run)).containsExactly("user.updated");
        assertThat(rollcall.users(elsewhere)).hasSize(5);
    }

    @Test
    void looksEverywhereForAnAddressThatNobodyIsKnownBy() {
        SimulatedDirectory directory = known(10, 1);
        SimulatedDirectory second = known(5, 0);
        String email = unique("ann");
        joins(second, email);

        JsonNode run = check(email);

        assertThat(run.path("organization_id").isNull()).isTrue();
        assertThat(run.path("users_seen").asInt()).isEqualTo(16);
        assertThat(rollcall.changes(run)).singleElement().satisfies(
                change -> assertThat(change.path("organization_id").asString()).isEqualTo(second.organizationId()));
        assertThat(rollcall.users(directory)).hasSize(10);
    }

    @Test
    void looksIntoEachOrganizationThatKnowsTheAddress() {
        SimulatedDirectory one = known(3, 0);
        SimulatedDirectory two = known(3, 0);
        known(3, 0);
        String email = unique("both");
        joins(one, email);
        joins(two, email);
        List.of(one, two).forEach(directory -> assertStatus(rollcall.run(directory), "SUCCEEDED"));
        SCALEKIT.advance(Duration.ofMinutes(1));
        quietly(() -> List.of(one, two).forEach(directory -> directory.users().stream()
                .filter(user -> user.email().equals(email)).forEach(user -> directory.deactivate(user.id()))));

        JsonNode run = rollcall.run("{\"email\":\"%s\"}".formatted(email));

        assertStatus(run, "SUCCEEDED");
        assertThat(run.path("users_seen").asInt()).isEqualTo(8);
        assertThat(run.path("deactivated").asInt()).isEqualTo(2);
        assertThat(rollcall.active(one) + rollcall.active(two)).isEqualTo(6);
    }

    @Test
    void saysWhichDirectoryItCouldNotLookInto() {
        SimulatedOrganization[] made = new SimulatedOrganization[1];
        quietly(() -> {
            made[0] = SCALEKIT.createOrganization();
            made[0].createDirectory().generate(10);
            made[0].createDirectory().generate(10);
        });
        SCALEKIT.fail(Fault.serverError().on("users").after(1));

        JsonNode run = check(unique("nobody"), made[0].directories().getFirst());

        assertStatus(run, "INCOMPLETE");
        assertThat(run.path("error").asString())
                .containsAnyOf(made[0].directories().stream().map(SimulatedDirectory::id).toArray(String[]::new));
        assertThat(rollcall.changes(run)).isEmpty();
        assertThat(run.path("users_seen").asInt()).isEqualTo(10);
    }

    @Test
    void findsNobodyWhereNobodyHasTheAddress() {
        SimulatedDirectory directory = known(10, 1);

        JsonNode run = repair(unique("nobody"), directory);

        assertStatus(run, "SUCCEEDED");
        assertThat(run.path("users_seen").asInt()).isEqualTo(10);
        assertThat(run.path("unchanged").asInt()).isZero();
        assertThat(rollcall.changes(run)).isEmpty();
        assertThat(rollcall.users(directory)).hasSize(10);
    }

    @Test
    void deactivatesWhoIsProvenToBeGoneAndNobodyElse() {
        SimulatedDirectory directory = known(10, 1);
        List<SimulatedUser> gone = directory.users().subList(0, 2);
        quietly(() -> gone.forEach(user -> directory.leave(user.id())));

        SCALEKIT.fail(Fault.wrongTotal(1));
        JsonNode unproven = repair(gone.getFirst().email(), directory);
        assertStatus(unproven, "INCOMPLETE");
        assertThat(status(gone.getFirst())).isEqualTo("ACTIVE");
        SCALEKIT.mend();
        assertThat(kinds(check(gone.getFirst().email(), directory))).containsExactly("user.deactivated");
        assertStatus(repair(gone.getFirst().email(), directory), "SUCCEEDED");

        assertThat(status(gone.getFirst())).isEqualTo("DEACTIVATED");
        assertThat(status(gone.getLast())).isEqualTo("ACTIVE");
    }

    @Test
    void leavesTheOthersOfADirectoryThatIsGoneToLaterRuns() {
        SimulatedDirectory directory = known(10, 0);
        SimulatedUser left = directory.users().getFirst();
        quietly(() -> directory.deactivate(left.id()));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        quietly(() -> SCALEKIT.organization(directory.organizationId()).delete());

        assertStatus(repair(left.email(), directory), "SUCCEEDED");
        assertStatus(rollcall.run("{\"directory_user_id\":\"%s\"}".formatted(left.id())), "SUCCEEDED");

        JsonNode later = rollcall.run(directory);
        assertStatus(later, "AWAITING_APPROVAL");
        assertThat(later.path("held").asInt()).isEqualTo(9);
    }

    /// A node of the version before takes a directory for dealt with once it was asked about one person.
    @Test
    void looksAgainAtADirectoryThatIsGoneAndHasActiveUsers() {
        SimulatedDirectory directory = known(10, 0);
        quietly(() -> SCALEKIT.organization(directory.organizationId()).delete());
        jdbc.sql("update directory_baseline set gone_at = now() where directory_id = ?").param(directory.id()).update();

        JsonNode later = rollcall.run(directory);

        assertStatus(later, "AWAITING_APPROVAL");
        assertThat(later.path("held").asInt()).isEqualTo(10);
        String run = "/api/v1/sync-runs/" + later.path("id").asLong();
        assertThat(client.send(client.request(run + "/reject").header("If-Match", client.get(run).header("ETag"))
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).POST(BodyPublishers.noBody()).build())
                .status()).isEqualTo(202);
        assertThat(rollcall.run(directory).path("held").asInt()).as("somebody has decided to keep them").isZero();
    }

    @Test
    void looksAtADirectoryThatMovesNoMoreForAnAddressThatNobodyHas() {
        SimulatedDirectory directory = known(10, 0);
        SCALEKIT.fail(Fault.wrongTotal(1));
        rollcall.run("{\"email\":\"%s\",\"organization_id\":\"%s\"}".formatted(unique("nobody"),
                directory.organizationId()));

        assertThat(jdbc.sql("select count(*) from directory_look where directory_id = ?").param(directory.id())
                .query(Long.class).single()).isZero();
    }

    @Test
    void readsNotTheDirectoriesOfAllForAnAddressThatNobodyIsKnownBy() {
        SimulatedDirectory directory = known(3, 0);
        String email = unique("ann");
        joins(directory, email);
        UUID account = UUID.randomUUID();
        jdbc.sql("""
                insert into app_user (id, organization_id, status, created_at, updated_at, search)
                values (?, 'org_many', 'DEACTIVATED', now(), now(), '')""").param(account).update();
        try {
            jdbc.sql("""
                    insert into directory_user (id, organization_id, account_id, active, observed_at, observed_event)
                    select 'diruser_many_' || i, 'org_many', ?, false, now(), '' from generate_series(1, 30001) i""")
                    .param(account).update();

            client.post("/api/v1/sync-runs", "{\"email\":\"%s\",\"dry_run\":true}".formatted(email)).assertProblem(400,
                    "Nobody is known by this email, and all directories have too many users to be read for it: give organization_id.");
            assertThat(check(email, directory).path("created").asInt()).isEqualTo(1);
        } finally {
            jdbc.sql("delete from directory_user where organization_id = 'org_many'").update();
            jdbc.sql("delete from app_user where id = ?").param(account).update();
        }
    }

    @Test
    void looksForThoseWhoGaveTheAddressUp() {
        SimulatedDirectory directory = known(5, 0);
        String former = unique("miss");
        SimulatedUser person = joins(directory, former);
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        quietly(() -> directory.change(person.id(), as -> as.email(unique("mrs"))));
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        quietly(() -> directory.deactivate(person.id()));

        assertStatus(rollcall.run("{\"email\":\"%s\"}".formatted(former)), "SUCCEEDED");

        assertThat(status(person)).isEqualTo("DEACTIVATED");
    }

    @Test
    void findsWhomTheDirectoryListsAsDeactivated() {
        SimulatedDirectory directory = known(5, 0);
        String email = unique("ann");
        quietly(() -> directory.join(as -> as.email(email).active(false)));
        String deleted = unique("ben");
        quietly(() -> directory.join(as -> as.email("0123456789abcdef0123456789ABCDEF" + deleted).active(false)));

        for (String address : List.of(email, deleted)) {
            JsonNode run = check(address, directory);

            assertThat(rollcall.changes(run)).singleElement().satisfies(change -> {
                assertThat(change.path("kind").asString()).isEqualTo("user.created");
                assertThat(change.path("changes").toString()).contains("DEACTIVATED");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({ "Jörg@Bücherk.example, JÖRG@xn--bcherk-3ya.example, 1", "ann@k.example, ann@\u212A.example, 0" })
    void comparesAddressesInTheirNormalForm(String listed, String asked, int found) {
        SimulatedDirectory directory = known(3, 0);
        joins(directory, listed);

        JsonNode run = check(asked, directory);

        assertThat(run.path("created").asInt()).as(run.toString()).isEqualTo(found);
    }

    @Test
    void keepsWhoIsProtected() {
        SimulatedDirectory directory = known(10, 0);
        SimulatedUser person = directory.users().getFirst();
        String id = rollcall.users(directory).stream()
                .filter(user -> user.path("email").asString().equals(person.email())).findFirst().orElseThrow()
                .path("id").asString();
        assertThat(client.call("PUT", "/api/v1/users/" + id + "/protection").status()).isEqualTo(200);
        quietly(() -> directory.leave(person.id()));

        assertStatus(repair(person.email(), directory), "SUCCEEDED");

        assertThat(status(person)).isEqualTo("ACTIVE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{'email':'ann'} | 400 | email must be an e-mail address.",
            "{'email':'@x.example'} | 400 | email must be an e-mail address.", "{'email':''} | 400 | email must be",
            "{'email':'ann@x.example\\u0000'} | 400 | email must be",
            "{'e_mail':'a@x.example'} | 400 | e_mail is none of",
            "{'email':'ann@x.example','directory_user_id':'diruser_1'} | 400 | email and directory_user_id both say",
            "{'email':'ann@x.example','organization_id':'org_none'} | 404 | There is no organization org_none.",
            "{'email':'ann@x.example','directory_id':'dir_none'} | 404 | There is no directory dir_none." })
    void saysWhatIsWrongWithAScope(String request, int status, String why) {
        Answer answer = client.post("/api/v1/sync-runs", request.replace('\'', '"'));

        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("detail").asString()).contains(why);
    }

    @Test
    void isInNobodysWayButThatOfTheSameScope() {
        SimulatedDirectory directory = known(10, 0);
        String request = "{\"email\":\"%s\",\"organization_id\":\"" + directory.organizationId() + "\"}";
        SCALEKIT.fail(Fault.latency(Duration.ofSeconds(1)));

        Answer first = client.post("/api/v1/sync-runs", request.formatted("Ann@x.example"));
        Answer same = client.post("/api/v1/sync-runs", request.formatted("ann@X.example"));
        Answer another = client.post("/api/v1/sync-runs", request.formatted("ben@x.example"));
        Answer all = client.post("/api/v1/sync-runs",
                "{\"organization_id\":\"%s\"}".formatted(directory.organizationId()));

        assertThat(List.of(first.status(), same.status(), another.status(), all.status())).containsExactly(202, 409,
                202, 202);
        SCALEKIT.mend();
        List.of(first, another, all).forEach(run -> rollcall.ended(run.json().path("id").asLong()));
    }

    @Test
    void isNoReasonToLookAtLessLater() {
        SimulatedDirectory directory = known(5, 0);
        SimulatedUser leaver = directory.users().getFirst();
        quietly(() -> directory.leave(leaver.id()));

        repair(directory.users().getLast().email(), directory);

        assertStatus(
                rollcall.run(
                        "{\"organization_id\":\"%s\",\"mode\":\"INCREMENTAL\"}".formatted(directory.organizationId())),
                "SUCCEEDED");
        assertThat(status(leaver)).isEqualTo("DEACTIVATED");
    }

    @Test
    void forgetsTheAddressOfWhoeverIsErased() {
        SimulatedDirectory directory = known(10, 0);
        SimulatedUser person = directory.users().getFirst();
        quietly(() -> directory.leave(person.id()));
        JsonNode run = repair(person.email(), directory);
        String id = rollcall.users(directory).stream()
                .filter(user -> user.path("email").asString().equals(person.email())).findFirst().orElseThrow()
                .path("id").asString();

        assertThat(client.call("DELETE", "/api/v1/users/" + id + "/personal-data").status()).isEqualTo(200);

        JsonNode later = client.get("/api/v1/sync-runs/" + run.path("id").asLong()).json();
        assertThat(later.path("email").asString("?")).isEmpty();
        assertThat(jdbc.sql("select count(*) from sync_run where directory_user_id like ?")
                .param("%" + person.email().toLowerCase() + "%").query(Long.class).single()).isZero();
    }
}
