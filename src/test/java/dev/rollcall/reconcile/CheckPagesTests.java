package dev.rollcall.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.admin.ConsoleClient;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedOrganization;
import dev.rollcall.simulator.SimulatedUser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Asks the console why somebody is not there, as a browser without scripts would.
class CheckPagesTests extends RunTest {

    private static final String FORM = "/console/people/check";

    private final String address = "Ann." + UUID.randomUUID() + "@X.example";
    private ConsoleClient browser;

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        SCALEKIT.reset();
        SCALEKIT.postToNobody();
        browser = new ConsoleClient(port).signedIn();
    }

    @AfterEach
    void mend() {
        SCALEKIT.mend();
    }

    /// {@return the page of a check, once it has ended, without markup}
    private String check(String email, String organization) {
        return ended(browser.submit(FORM, FORM, Map.of("email", email, "organization_id", organization)));
    }

    private String check(SimulatedDirectory directory) {
        return check(address, directory.organizationId());
    }

    private String ended(Answer started) {
        assertThat(started.status()).as(started.http().body()).isEqualTo(302);
        String page = started.header("Location");
        rollcall.ended(Long.parseLong(page.substring(page.lastIndexOf('/') + 1)));
        return text(page);
    }

    private String text(String page) {
        Answer answer = browser.get(page);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.http().body().replaceAll("<[^>]*>", " ").replaceAll("&quot;", "\"").replaceAll("[ \n]+", " ");
    }

    private String last() {
        return FORM + "/" + jdbc.sql("select max(id) from sync_run").query(Long.class).single();
    }

    private SimulatedUser joins(SimulatedDirectory directory, String... groups) {
        SimulatedUser[] joined = new SimulatedUser[1];
        quietly(() -> joined[0] = directory.join(as -> as.email(address).named("Ann", "Lee").groups(groups)));
        return joined[0];
    }

    private static SimulatedGroup group(SimulatedDirectory directory, String name) {
        SimulatedGroup[] made = new SimulatedGroup[1];
        quietly(() -> made[0] = directory.createGroup(name));
        return made[0];
    }

    private long mapping(String organization, String match, String value, String role) {
        Answer answer = client.post("/api/v1/role-mappings",
                "{\"organization_id\":%s,\"match\":\"%s\",\"value\":\"%s\",\"role\":\"%s\"}"
                        .formatted(organization.isEmpty() ? "null" : "\"" + organization + "\"", match, value, role));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
        return answer.json().path("id").asLong();
    }

    private SimulatedDirectory known(SimulatedDirectory directory) {
        assertStatus(rollcall.run(directory), "SUCCEEDED");
        SCALEKIT.advance(Duration.ofMinutes(1));
        return directory;
    }

    @Test
    void findsSomebodyUnknownAndLetsThemInOnceItIsTold() {
        SimulatedDirectory directory = known(10, 0);
        SimulatedGroup sales = group(directory, "Sales " + address);
        SimulatedUser ann = joins(directory, sales.id());
        long mapping = mapping(directory.organizationId(), "NAME", sales.name(), "seller");

        assertThat(check(address.toUpperCase(), directory.organizationId())).contains(address.toLowerCase(),
                "does not know this address yet, and a directory lists it as active", directory.id(),
                ann.id() + " active Ann Lee " + address + " not known to Rollcall yet",
                "mapping " + mapping + " from " + sales.name() + " to seller will give the role", "user.created",
                "Do it");
        assertThat(rollcall.users(directory)).hasSize(10);

        String done = ended(browser.submit(last(), last() + "/repair", Map.of()));

        assertThat(done).contains("Somebody who has or had this address has access.", "Ann Lee has access, because",
                "the account was opened for it", "seller by group " + sales.name() + " and mapping " + mapping,
                "What the resync changed").doesNotContain("Do it");
        assertThat(rollcall.users(directory)).hasSize(11);
        assertThat(check(directory)).contains("Nothing: all is as the directories say.").doesNotContain("Do it");
    }

    @Test
    void saysWhichMappingsNearlyMatch() {
        SimulatedDirectory directory = known(3, 0);
        SimulatedGroup mine = group(directory, "Team  " + address);
        SimulatedGroup twin = group(directory, mine.name());
        joins(directory, mine.id());
        known(directory);
        long lower = mapping(directory.organizationId(), "NAME", mine.name().toLowerCase(), "a");
        long blank = mapping("", "NAME", "Team " + address, "b");
        long another = mapping("", "ID", twin.id(), "c");
        long elsewhere = mapping(known(1, 0).organizationId(), "NAME", mine.name(), "d");

        String page = check(directory);

        assertThat(page).contains("Mappings that nearly match")
                .containsPattern("mapping " + lower + " from [^:]*: its letters are in another case")
                .containsPattern("mapping " + blank + " from [^:]*: its blanks are different")
                .containsPattern("mapping " + another + " from [^:]*: it means another group that is called the same")
                .containsPattern("mapping " + elsewhere + " from [^:]*: it is for another customer");
    }

    @Test
    void saysWhichMappingsMeanOrNearlyMeanAnAttribute() {
        SimulatedDirectory directory = known(3, 0);
        SimulatedUser ann = joins(directory);
        known(directory);
        rollcall.client().deliver(ScalekitEvents.userUpdated(ann.id()).in(directory.organizationId())
                .withData("department", "Field Sales " + address));
        long exact = byDepartment(directory, "Field Sales " + address, "a");
        long lower = byDepartment(directory, "field sales " + address, "b");
        long blank = byDepartment(directory, "FieldSales " + address, "c");
        byDepartment(directory, "Support", "d");

        String page = check(directory);

        assertThat(page)
                .contains("mapping %d from department Field Sales %s to a gives the role".formatted(exact, address),
                        "a by attribute department Field Sales %s and mapping %d".formatted(address, exact))
                .containsPattern("mapping " + lower + " from department [^:]*: its letters are in another case")
                .containsPattern("mapping " + blank + " from department [^:]*: its blanks are different")
                .doesNotContain("Support");
        String person = text("/console/people/" + rollcall.users(directory).stream()
                .filter(user -> user.path("directory_user_ids").toString().contains(ann.id())).findFirst().orElseThrow()
                .path("id").asString());
        assertThat(person).contains("attribute department Field Sales %s , by mapping %d".formatted(address, exact));
    }

    private long byDepartment(SimulatedDirectory directory, String department, String role) {
        return rollcall.client().post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"ATTRIBUTE","attribute":"department","value":"%s","role":"%s"}"""
                .formatted(directory.organizationId(), department, role)).json().path("id").asLong();
    }

    @Test
    void saysWhichDirectoryCouldNotBeRead() {
        SimulatedOrganization[] made = new SimulatedOrganization[1];
        quietly(() -> {
            made[0] = SCALEKIT.createOrganization();
            made[0].createDirectory().generate(10);
            made[0].createDirectory().generate(10);
        });
        SCALEKIT.fail(Fault.serverError().on("users").after(1));

        String page = check(made[0].directories().getFirst());

        assertThat(page)
                .contains("Nobody is known by this address. No directory that could be read lists it, and not all",
                        "no ", "cannot be told")
                .contains(made[0].directories().stream().map(SimulatedDirectory::id).toList());
    }

    @Test
    void saysWhoHadTheAddressAndWhereItIsNow() {
        SimulatedDirectory directory = known(3, 0);
        SimulatedUser ann = joins(directory);
        known(directory);
        quietly(() -> directory.change(ann.id(), as -> as.email("mrs." + address)));
        known(directory);

        assertThat(check(address, "")).contains("mrs." + address + " had the address that you asked for earlier",
                ann.id() + " active Ann Lee mrs." + address);
    }

    @Test
    void showsTheAccountsOfTwoCustomers() {
        SimulatedDirectory one = known(2, 0);
        SimulatedDirectory two = known(2, 0);
        List.of(one, two).forEach(this::joins);
        List.of(one, two).forEach(this::known);

        String page = check(address, "");

        List.of(one, two).forEach(directory -> assertThat(page).contains(directory.id(),
                client.get("/api/v1/organizations/" + directory.organizationId()).json().path("name").asString()));
    }

    @Test
    void saysWhatIsHeldBackAndWhatIsProtected() {
        SimulatedDirectory directory = known(9, 0);
        SimulatedUser ann = joins(directory);
        known(directory);
        quietly(() -> directory.users().subList(0, 5).forEach(user -> directory.leave(user.id())));
        quietly(() -> directory.leave(ann.id()));
        JsonNode holding = rollcall.run(directory);
        assertStatus(holding, "AWAITING_APPROVAL");

        assertThat(check(directory)).contains("is held back until somebody decides: run " + holding.path("id").asLong(),
                "Somebody who has or had this address has access.");

        String id = rollcall.users(directory).stream().filter(user -> user.path("email").asString("").equals(address))
                .findFirst().orElseThrow().path("id").asString();
        client.call("PUT", "/api/v1/users/" + id + "/protection");
        rollcall.post(holding, "approve");
        assertThat(check(directory)).contains("PROTECTED",
                "has access only because the account is protected: no directory gives it.", "no");
    }

    @Test
    void saysWhenADirectoryHasThePersonAsDeactivated() {
        SimulatedDirectory directory = known(3, 0);
        quietly(() -> directory.join(as -> as.email(address).active(false)));

        assertThat(check(directory)).contains("the directory lists it as deactivated", "deactivated");
    }

    @Test
    void saysWhenNobodyListsTheAddressAndWhatWasLookedAt() {
        SimulatedDirectory directory = known(3, 0);
        quietly(() -> SCALEKIT.organization(directory.organizationId()).createDirectory().disable());
        known(directory);

        assertThat(check(directory)).contains("no directory that was looked at lists it", directory.id(),
                "It is disabled.");
        SimulatedOrganization[] empty = new SimulatedOrganization[1];
        quietly(() -> empty[0] = SCALEKIT.createOrganization());
        assertThat(check(address, empty[0].id())).contains("there is no enabled directory to look into");
    }

    @Test
    void showsNobodyOnceThePersonIsErased() {
        SimulatedDirectory directory = known(3, 0);
        SimulatedUser ann = joins(directory);
        SimulatedUser other = directory.users().getFirst();
        known(directory);
        quietly(() -> directory.change(other.id(), as -> as.email("")));
        quietly(() -> directory.leave(ann.id()));
        known(directory);
        check(directory);
        String page = last();
        String id = rollcall.users(directory).stream().filter(user -> user.path("email").asString("").equals(address))
                .findFirst().orElseThrow().path("id").asString();

        assertThat(client.call("DELETE", "/api/v1/users/" + id + "/personal-data").status()).isEqualTo(200);

        assertThat(text(page)).contains("An erased address").doesNotContain("has access", "Do it", "Check again")
                .doesNotContainIgnoringCase(address);
        assertThat(browser.submit(FORM, page + "/repair", Map.of()).status()).isEqualTo(409);
    }

    @Test
    void saysWhatIsWrongWithAQuestion() {
        assertThat(browser.submit(FORM, FORM, Map.of("email", "ann")).http().body())
                .contains("email must be an e-mail address.");
        assertThat(browser.submit(FORM, FORM, Map.of("email", address, "organization_id", "org_none")).http().body())
                .contains("There is no organization org_none.");
        assertThat(browser.get(FORM + "/0").http().body()).contains("There is no check 0.");
        assertThat(text("/console/people?q=nobody" + UUID.randomUUID())).contains("Check this person");
        assertThat(text("/console")).contains("Check a person");
    }

    @Test
    void showsHowFarItIsAndWritesTheAddressNowhereElse() {
        SimulatedDirectory directory = known(3, 0);
        SCALEKIT.fail(Fault.latency(Duration.ofSeconds(1)));

        Answer started = browser.submit(FORM, FORM,
                Map.of("email", address, "organization_id", directory.organizationId()));

        assertThat(text(started.header("Location"))).contains("Looking into the directories.");
        SCALEKIT.mend();
        ended(started);
        await().untilAsserted(() -> assertThat(client.get("/api/v1/audit?limit=100").http().body())
                .contains("/console/people/check").doesNotContainIgnoringCase(address));
    }
}
