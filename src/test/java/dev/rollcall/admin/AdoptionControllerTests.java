package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.SimulatedEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Lists users of an application, and reads who they are.
@RollcallTest
class AdoptionControllerTests {

    private static final String PATH = "/api/v1/adoptions";
    private static final String HEAD = "organization_id,email,external_id,roles\n";

    private final String number = UUID.randomUUID().toString().substring(0, 8);
    private final String organization = "org_" + number;

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    private static String is(String line, String result, String who, String reason) {
        return "%s %s %s %s".formatted(line, result, who, reason);
    }

    private SimulatedEvent about(SimulatedEvent event, String name) {
        return event.in(organization).email(name + "@example.com");
    }

    private String join(String name) {
        client.deliver(about(userCreated("diruser_" + number + name), name));
        return user(name).path("id").asString();
    }

    private void leave(String name) {
        client.deliver(userDeleted("diruser_" + number + name).in(organization));
    }

    private JsonNode user(String name) {
        return client.get("/api/v1/users?organization_id=" + organization + "&email=" + name + "@example.com").json()
                .path("data").path(0);
    }

    private String line(String name, String externalId, String roles) {
        return "%s,%s,%s,%s%n".formatted(organization, name.isEmpty() ? "" : name + "@example.com", externalId, roles);
    }

    private Answer send(String query, String type, String list) {
        return client.send(client.request(PATH + query).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .header("Content-Type", type).POST(BodyPublishers.ofString(list)).build());
    }

    private JsonNode adopt(String query, String lines) {
        return ended(send(query, "text/csv", HEAD + lines));
    }

    private JsonNode ended(Answer answer) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(202);
        assertThat(answer.header("Location")).isEqualTo(PATH + "/" + answer.json().path("id").asString());
        return await().until(() -> client.get(answer.header("Location")).json(),
                adoption -> adoption.path("status").asString().matches("SUCCEEDED|FAILED"));
    }

    private List<JsonNode> lines(JsonNode adoption) {
        return client.get(PATH + "/" + adoption.path("id").asString() + "/lines?limit=100").json().path("data")
                .valueStream().toList();
    }

    private List<String> said(JsonNode adoption) {
        assertThat(adoption.path("status").asString()).as(adoption.toString()).isEqualTo("SUCCEEDED");
        return lines(adoption).stream()
                .map(line -> is(line.path("line").asString("-"), line.path("result").asString(),
                        line.path("email").asString("-").replace("@example.com", ""), line.path("reason").asString(""))
                                .strip())
                .toList();
    }

    private static String role(JsonNode user) {
        return user.path("roles").valueStream()
                .map(role -> role.path("name").asString() + " " + role.path("source").asString())
                .collect(Collectors.joining(", "));
    }

    private String granted(String user) {
        return jdbc.sql("select cast(granted_at as text) from role_grant where account_id = ?")
                .param(UUID.fromString(user)).query(String.class).single();
    }

    private long entries(String user) {
        return client.get("/api/v1/users/" + user + "/history?limit=100").json().path("data").size();
    }

    @Test
    void saysOfEachLineWhoItIs() {
        String ann = join("ann");
        join("bob");
        String eve = join("eve");
        leave("eve");
        join("zoe");

        JsonNode adoption = adopt("?dry_run=true", line("ANN", "1", "editor") + line("bob", "2", "")
                + line("eve", "3", "") + line("gone", "4", "") + line("", "5", ""));

        assertThat(said(adoption)).containsExactly("2 MATCHED ANN", "3 MATCHED bob",
                "4 MATCHED eve The user is deactivated: no directory gives access.",
                "5 ORPHAN gone Nobody of the organization has the external id or address.",
                "6 ORPHAN - Nobody of the organization has the external id.", "- NOT_IN_APPLICATION zoe");
        assertThat(lines(adoption)).extracting(line -> line.path("user_id").asString("")).startsWith(ann).contains(eve)
                .endsWith(user("zoe").path("id").asString());
        for (String count : List.of("lines 5", "matched 3", "ambiguous 0", "orphans 2", "invalid 0",
                "not_in_application 1")) {
            String[] expected = count.split(" ");
            assertThat(adoption.path(expected[0]).asLong()).as(expected[0]).isEqualTo(Long.parseLong(expected[1]));
        }
    }

    @Test
    void changesNothingInADryRun() {
        String ann = join("ann");
        long before = entries(ann);

        assertThat(adopt("?dry_run", line("ann", "1", "editor")).path("dry_run").asBoolean()).isTrue();
        JsonNode adoption = adopt("?dry_run=true", line("ann", "1", "editor"));

        assertThat(adoption.path("dry_run").asBoolean()).isTrue();
        assertThat(entries(ann)).isEqualTo(before);
        assertThat(user("ann").path("external_id").isNull()).isTrue();
        assertThat(user("ann").path("roles")).isEmpty();
    }

    @Test
    void givesExternalIdsAndRolesByHand() {
        String ann = join("ann");
        join("bob");

        adopt("", line("ann", "1", "editor owner") + line("bob", "2", ""));

        assertThat(user("ann").path("external_id").asString()).isEqualTo("1");
        assertThat(role(user("ann"))).isEqualTo("editor MANUAL, owner MANUAL");
        assertThat(user("bob").path("external_id").asString()).isEqualTo("2");
        assertThat(user("bob").path("roles")).isEmpty();
        JsonNode entry = client.get("/api/v1/users/" + ann + "/history").json().path("data").path(0);
        assertThat(entry.path("cause").path("actor").asString()).isEqualTo("admin");
        assertThat(client.get("/api/v1/users?external_id=2&organization_id=" + organization).json().path("data").path(0)
                .path("email").asString()).isEqualTo("bob@example.com");
    }

    @Test
    void adoptsWhatSomebodyHasLookedAt() {
        String ann = join("ann");
        JsonNode looked = adopt("?dry_run=true", line("ann", "1", "editor") + line("gone", "4", ""));
        String path = PATH + "/" + looked.path("id").asString() + "/adopt";

        Answer answer = client.call("POST", path);
        JsonNode adopted = ended(answer);

        assertThat(adopted.path("dry_run").asBoolean()).isFalse();
        assertThat(said(adopted)).containsExactly("2 MATCHED ann",
                "3 ORPHAN gone Nobody of the organization has the external id or address.");
        assertThat(user("ann").path("external_id").asString()).isEqualTo("1");
        assertThat(role(user("ann"))).isEqualTo("editor MANUAL");
        long before = entries(ann);
        assertThat(said(ended(client.call("POST", path)))).as("twice is like once").isEqualTo(said(adopted));
        assertThat(entries(ann)).isEqualTo(before);
        client.call("POST", answer.header("Location") + "/adopt").assertProblem(409,
                "Adoption %s is not a dry run that succeeded: it is SUCCEEDED and was for real."
                        .formatted(adopted.path("id").asString()));
        client.call("POST", PATH + "/9223372036854775807/adopt").assertProblem(404,
                "There is no adoption 9223372036854775807.");
    }

    @Test
    void deactivatesNobody() {
        join("ann");
        join("bob");

        adopt("", line("gone", "4", ""));

        assertThat(user("ann").path("status").asString()).isEqualTo("ACTIVE");
        assertThat(user("bob").path("status").asString()).isEqualTo("ACTIVE");
    }

    @Test
    void changesNothingTheSecondTime() {
        String ann = join("ann");
        String list = line("ann", "1", "editor") + line("gone", "4", "");
        List<String> first = said(adopt("", list));
        long before = entries(ann);
        JsonNode user = user("ann");
        String granted = granted(ann);

        assertThat(said(adopt("", list))).isEqualTo(first);
        assertThat(entries(ann)).isEqualTo(before);
        assertThat(user("ann")).isEqualTo(user);
        assertThat(granted(ann)).as("since when").isEqualTo(granted);
    }

    @Test
    void findsAUserByTheExternalIdAlthoughTheAddressIsAnotherOne() {
        String ann = join("ann");
        adopt("", line("ann", "1", ""));

        JsonNode adoption = adopt("", line("ann.lee", "1", "editor"));

        assertThat(said(adoption)).containsExactly("2 MATCHED ann.lee");
        assertThat(role(client.get("/api/v1/users/" + ann).json())).isEqualTo("editor MANUAL");
    }

    @Test
    void leavesToAPersonWhoMightBeOneOrAnother() {
        String ann = join("ann");
        String bob = join("bob");
        adopt("", line("ann", "1", ""));

        JsonNode adoption = adopt("",
                line("bob", "1", "editor") + line("ann", "2", "editor") + line("BOB", "", "viewer")
                        + line("bob", "", "editor") + line("zoe", "3", "editor") + line("yan", "3", "editor")
                        + line("cat", "4", "editor") + line("cat", "5", "editor"));

        assertThat(said(adoption)).containsExactly(
                "2 AMBIGUOUS bob User %s has the external id, and user %s the address.".formatted(ann, bob),
                "3 AMBIGUOUS ann User %s has the address and another external id: 1.".formatted(ann), "4 MATCHED BOB",
                "5 AMBIGUOUS bob Line 4 is about the same user.", "6 AMBIGUOUS zoe Line 7 has the same external id.",
                "7 AMBIGUOUS yan Line 6 has the same external id.",
                "8 AMBIGUOUS cat Line 9 has the same address and another external id.",
                "9 AMBIGUOUS cat Line 8 has the same address and another external id.");
        assertThat(user("ann").path("external_id").asString()).isEqualTo("1");
        assertThat(user("ann").path("roles")).isEmpty();
        assertThat(role(user("bob"))).isEqualTo("viewer MANUAL");
    }

    @Test
    void saysInADryRunWhatItWouldSayForReal() {
        join("ann");
        join("bob");
        String list = line("ann", "1", "") + line("bob", "1", "") + line("ann", "2", "") + line("", "1", "");

        assertThat(said(adopt("?dry_run=true", list))).isEqualTo(said(adopt("", list)))
                .contains("3 AMBIGUOUS bob Line 2 has the same external id.");
    }

    @Test
    void leavesToAPersonWhoseAddressSomebodyElseWaitsFor() {
        String ann = join("ann");
        String other = join("ann2");
        client.deliver(userCreated("diruser_" + number + "ann2").in(organization).email("ann@example.com"));

        assertThat(said(adopt("?dry_run=true", line("ann", "1", "")))).first().asString()
                .isEqualTo("2 AMBIGUOUS ann User %s waits for the address, which user %s has.".formatted(other, ann));
    }

    @Test
    void matchesByTheTenantsOwnId() {
        client.deliver(organizationCreated(organization).withData("external_id", "tenant " + number));
        join("ann");

        JsonNode adoption = ended(send("", "application/x-ndjson", """
                {"organization_external_id":"tenant %s","email":"ann@example.com","external_id":1,"roles":["Head of"]}
                {"organization_external_id":"nobody's %s","email":"ann@example.com"}
                {"organization_id":"org_none%s","email":"ann@example.com"}
                """.formatted(number, number, number)));

        assertThat(said(adoption)).containsExactly("1 MATCHED ann",
                "2 ORPHAN ann No organization has the external id nobody's %s.".formatted(number),
                "3 ORPHAN ann There is no organization org_none%s.".formatted(number));
        assertThat(lines(adoption).getFirst().path("organization_id").asString()).isEqualTo(organization);
        assertThat(role(user("ann"))).isEqualTo("Head of MANUAL");
    }

    @Test
    void listsWhoIsInADirectoryAndNotInTheApplicationByTheThousand() {
        client.deliver(organizationCreated(organization));
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, email_key, status, created_at, updated_at, search)
                        select gen_random_uuid(), ?, 'u' || n || '@example.com', 'u' || n || '@example.com', 'ACTIVE', now(), now(), ''
                          from generate_series(1, 2500) as n""")
                .param(organization).update();

        JsonNode adoption = adopt("?dry_run=true", line("u1", "", "") + line("u2500", "", ""));

        assertThat(adoption.path("matched").asLong()).isEqualTo(2);
        assertThat(adoption.path("not_in_application").asLong()).isEqualTo(2498);
        String rest = PATH + "/" + adoption.path("id").asString() + "/lines?result=NOT_IN_APPLICATION&limit=100";
        JsonNode page = client.get(rest).json();
        assertThat(page.path("data").size()).isEqualTo(100);
        assertThat(client.get(rest + "&cursor=" + page.path("next_cursor").asString()).json().path("data").path(0))
                .isNotEqualTo(page.path("data").path(0));
    }

    @Test
    void namesTheFirstBadLineAndKeepsNothing() {
        String list = HEAD + line("ann", "1", "") + "x\n" + line("bob", "2", "") + "y\n";

        send("", "text/csv", list).assertProblem(400, "Line 3: The table has 4 columns, and this row has 1.");

        assertThat(jdbc.sql("select count(*) from adoption_line where organization_id = ?").param(organization)
                .query(Long.class).single()).isZero();
        assertThat(jdbc.sql("select count(*) from adoption where status = 'RECEIVING'").query(Long.class).single())
                .isZero();
    }

    @Test
    void doesTheRestIfAskedTo() {
        join("ann");

        JsonNode adoption = adopt("?skip_invalid=true", "x\n" + line("ann", "1", "editor"));

        assertThat(said(adoption)).containsExactly("2 INVALID - The table has 4 columns, and this row has 1.",
                "3 MATCHED ann");
        assertThat(adoption.path("invalid").asLong()).isEqualTo(1);
        assertThat(user("ann").path("external_id").asString()).isEqualTo("1");
    }

    @Test
    void takesNoLineThatNamesTwoOrganizations() {
        client.deliver(organizationCreated(organization).withData("external_id", "tenant " + number));

        send("", "application/x-ndjson", """
                {"organization_id":"%s","organization_external_id":"tenant %s","email":"a@b.c"}
                {"organization_id":"org_1","organization_external_id":"tenant %s","email":"a@b.c"}
                """.formatted(organization, number, number)).assertProblem(400,
                "Line 2: organization_id and organization_external_id name different organizations.");
        client.deliver(organizationCreated(organization + "_test").withData("external_id", "tenant " + number));
        send("", "application/x-ndjson", """
                {"organization_id":"%s","organization_external_id":"tenant %s","email":"a@b.c"}
                {"organization_external_id":"tenant %s","email":"a@b.c"}
                """.formatted(organization, number, number)).assertProblem(400,
                "Line 2: several organizations have the organization_external_id: say which by organization_id.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            text/csv                    | ''       | 400 | There are no lines.
            text/csv                    | email    | 400 | Line 1: It has neither organization_id nor organization_external_id.
            application/x-ndjson        | hello    | 400 | Line 1: It is not JSON.
            application/json            | {}       | 415 | A list is application/x-ndjson or text/csv.
            text/*                      | {}       | 415 | A list is application/x-ndjson or text/csv.
            nonsense                    | {}       | 415 | A list is application/x-ndjson or text/csv.
            text/csv;charset=nonsense   | {}       | 415 | A list is application/x-ndjson or text/csv.
            text/csv;charset=iso-8859-1 | {}       | 415 | The list has to be in UTF-8.""")
    void saysWhatIsWrongWithAList(String type, String list, int status, String detail) {
        send("", type, list).assertProblem(status, detail);
    }

    @Test
    void saysWhichParametersCannotBeRead() {
        send("?dry_run=maybe", "text/csv", HEAD).assertProblem(400, "dry_run has a value that it cannot have.");
        send("?dryrun=true", "text/csv", HEAD).assertProblem(400, "dryrun is none of dry_run and skip_invalid.");
        assertThat(client.get(PATH + "/1/lines?result=LOST").detail()).startsWith("result must be one of MATCHED,");
        client.get(PATH + "/9223372036854775807").assertProblem(404, "There is no adoption 9223372036854775807.");
        client.get(PATH + "/9223372036854775807/lines").assertProblem(404, "There is no adoption 9223372036854775807.");
        client.send(client.request(PATH + "/9223372036854775807/lines").header("Accept", "text/csv")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).build())
                .assertProblem(404, "There is no adoption 9223372036854775807.");
    }

    @Test
    void refusesMoreLinesThanItHolds() {
        String list = HEAD
                + IntStream.range(0, 100_001).mapToObj(i -> "o,a%d@b.c,,%n".formatted(i)).collect(Collectors.joining());

        send("?dry_run=true", "text/csv", list).assertProblem(413, "The list has more than 100,000 lines: part it.");
        assertThat(
                jdbc.sql("select count(*) from adoption_line where organization_id = 'o'").query(Long.class).single())
                        .isZero();
    }

    @Test
    void writesATableThatASpreadsheetDoesNotRun() {
        join("ann");
        JsonNode adoption = adopt("?dry_run=true", line("ann", "=1+1", "editor owner") + line("gone", "2", ""));

        Answer table = client.send(client.request(PATH + "/" + adoption.path("id").asString() + "/lines")
                .header("Accept", "text/csv").header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).build());

        assertThat(table.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(table.header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"adoption-%s.csv\"".formatted(adoption.path("id").asString()));
        assertThat(table.http().body().split("\r\n")).containsExactly(
                "\"line\",\"result\",\"user_id\",\"organization_id\",\"organization_external_id\",\"email\",\"external_id\",\"roles\",\"reason\"",
                "\"2\",\"MATCHED\",\"%s\",\"%s\",\"\",\"ann@example.com\",\"'=1+1\",\"editor owner\",\"\""
                        .formatted(user("ann").path("id").asString(), organization),
                "\"3\",\"ORPHAN\",\"\",\"%s\",\"\",\"gone@example.com\",\"2\",\"\",\"Nobody of the organization has the external id or address.\""
                        .formatted(organization));
    }

    @Test
    void leavesARoleAsItIsThatTheUserHas() {
        String ann = join("ann");
        client.call("PUT", "/api/v1/users/" + ann + "/roles/editor");
        long before = entries(ann);

        adopt("", line("ann", "", "editor viewer"));

        assertThat(role(user("ann"))).isEqualTo("editor MANUAL, viewer MANUAL");
        assertThat(entries(ann)).isEqualTo(before + 1);
        assertThat(jdbc.sql("select count(*) from role_grant where account_id = ?").param(UUID.fromString(ann))
                .query(Long.class).single()).isEqualTo(2);
    }

    @Test
    void forgetsWhatTheListSaysOfAPersonWhoIsErased() {
        JsonNode early = adopt("?dry_run=true", line("ANN", "0", "viewer") + line("gone", "3", ""));
        assertThat(said(early)).first().asString().startsWith("2 ORPHAN");
        String ann = join("ann");
        JsonNode adoption = adopt("", line("ann", "1", "editor") + line("ANN", "2", "viewer"));
        leave("ann");

        assertThat(client.call("DELETE", "/api/v1/users/" + ann + "/personal-data").status()).isEqualTo(200);

        assertThat(List.of(lines(adoption).getFirst(), lines(adoption).getLast(), lines(early).getFirst()))
                .allSatisfy(line -> {
                    assertThat(line.path("email").isNull()).isTrue();
                    assertThat(line.path("roles")).isEmpty();
                });
        assertThat(lines(early).getLast().path("email").asString()).isEqualTo("gone@example.com");
    }
}
