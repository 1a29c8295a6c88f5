package dev.rollcall.admin;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Takes out access reviews, of an organization of its own for each test.
@RollcallTest
class UserCsvTests {

    private static final String HEAD = head(
            "organization_id,organization_external_id,organization,user_id,external_id,email,name,status,role,source,from,since,resting,department,title");

    private final String mark = UUID.randomUUID().toString().replace("-", "");
    private final String organization = "org_" + mark;

    private static String head(String names) {
        return '"' + names.replace(",", "\",\"") + '"';
    }

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    private SimulatedEvent user(String name) {
        return ScalekitEvents.userCreated("diruser_" + name + "_" + mark).in(organization)
                .email(name + "@" + mark + ".example.com");
    }

    private String id(String name) {
        return client.get("/api/v1/users?email=%s@%s.example.com".formatted(name, mark)).json().path("data").path(0)
                .path("id").asString();
    }

    private Answer csv(String query) {
        return client.send(request(query));
    }

    private HttpRequest request(String query) {
        return client.request("/api/v1/users?" + query).header("Accept", "text/csv")
                .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).build();
    }

    private List<String> lines(String query) {
        Answer answer = csv("organization_id=" + organization + query);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        List<String> lines = List.of(answer.http().body().split("\r\n"));
        assertThat(lines.getFirst()).isEqualTo(HEAD);
        return lines.subList(1, lines.size());
    }

    @Test
    void saysWhereEachRoleComesFromAndSinceWhen() {
        jdbc.sql("""
                insert into organization (id, display_name, external_id, observed_at, observed_event)
                values (?, 'Müller, Söhne & Co', 'tenant 7', now(), 'evt')""").param(organization).update();
        String mapping = client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"NAME","value":"Writers","role":"author"}""".formatted(organization))
                .json().path("id").asString();
        client.deliver(user("ann").name("Ann Lee").roles("editor").groups(group("dirgroup_" + mark, "Writers")));
        client.call("PUT", "/api/v1/users/" + id("ann") + "/roles/owner");
        client.call("PUT", "/api/v1/users/" + id("ann") + "/external-id", "{\"external_id\":\"42\"}");
        jdbc.sql("update app_user set attributes = ? where organization_id = ?")
                .params("{\"department\":\"Sales, Süd\",\"title\":\"=Boss\"}", organization).update();
        String since = jdbc.sql("""
                select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') from account_change
                 where organization_id = ? and kind = 'user.created'""").param(organization).query(String.class)
                .single();

        String begin = """
                "%s","tenant 7","Müller, Söhne & Co","%s","42","ann@%s.example.com","Ann Lee","ACTIVE","""
                .formatted(organization, id("ann"), mark);
        String end = """
                ,"false","Sales, Süd","'=Boss\"""";
        List<String> lines = lines("");
        assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).startsWith(begin).endsWith(end));
        assertThat(lines.get(0)).startsWith(begin + """
                "author","GROUP","Writers with mapping %s","%s""".formatted(mapping, since));
        assertThat(lines.get(1)).startsWith(begin + """
                "editor","DIRECTORY","diruser_ann_%s","%s""".formatted(mark, since));
        assertThat(lines.get(2)).contains("""
                "owner","MANUAL","admin","%s""".formatted(LocalDate.now(ZoneOffset.UTC)));
    }

    @Test
    void saysSinceWhenOfWhatCameLater() {
        client.deliver(user("ann").roles("editor"));
        client.deliver(ScalekitEvents.userUpdated("diruser_ann_" + mark).in(organization).roles("viewer"));
        client.deliver(ScalekitEvents.userUpdated("diruser_ann_" + mark).in(organization).roles("editor", "viewer"));
        List<String> recorded = jdbc.sql("""
                select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS') from account_change
                 where organization_id = ? order by id""").param(organization).query(String.class).list();

        assertThat(recorded).hasSize(3);
        assertThat(lines("").get(0)).contains("""
                "editor","DIRECTORY","diruser_ann_%s","%s""".formatted(mark, recorded.get(2)));
        assertThat(lines("").get(1)).contains("""
                "viewer","DIRECTORY","diruser_ann_%s","%s""".formatted(mark, recorded.get(1)));
    }

    @Test
    void hasALineForWhoHasNoRole() {
        client.deliver(user("ann"));
        client.deliver(user("gone").roles("editor"));
        client.deliver(ScalekitEvents.userDeleted("diruser_gone_" + mark).in(organization));

        assertThat(lines("")).hasSize(2).allMatch(line -> line.endsWith(",\"\"".repeat(7)));
        assertThat(lines("&status=DEACTIVATED")).singleElement().asString().contains("gone@", "DEACTIVATED");
        assertThat(lines("&q=ann")).singleElement().asString().contains("ann@");
        assertThat(lines("&q=nobody")).isEmpty();
    }

    @Test
    void saysWhatRests() {
        client.deliver(user("jo"));
        client.call("PUT", "/api/v1/users/" + id("jo") + "/roles/owner");
        client.deliver(ScalekitEvents.userDeleted("diruser_jo_" + mark).in(organization));
        client.deliver(ScalekitEvents.userCreated("diruser_next_" + mark).in(organization)
                .email("jo@" + mark + ".example.com").at(java.time.Instant.now()));

        assertThat(lines("")).singleElement().asString().contains("\"owner\",\"MANUAL\",\"admin\"")
                .endsWith("\"true\",\"\",\"\"");
    }

    @Test
    void streamsEverybody() {
        many(3000);

        assertThat(lines("")).hasSize(3000).doesNotHaveDuplicates()
                .allMatch(line -> line.contains("\"editor\",\"DIRECTORY\""));
        assertThat(csv("organization_id=" + organization).header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"users-%s.csv\"".formatted(LocalDate.now(ZoneOffset.UTC)));
        assertThat(csv("organization_id=" + organization).header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
    }

    /// What cannot be read in the middle must not look like the end.
    @Test
    void cutsOffWhatItCannotFinish() {
        many(3000);
        jdbc.sql("""
                update app_user set attributes = '[]'
                 where id = (select id from app_user where organization_id = ? order by id limit 1)""")
                .param(organization).update();

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> csv("organization_id=" + organization));
        jdbc.sql("update app_user set attributes = '{}' where organization_id = ?").param(organization).update();
    }

    private void many(int count) {
        jdbc.sql("""
                insert into app_user (id, organization_id, email, status, created_at, updated_at)
                select gen_random_uuid(), :organization, n || '@many.example', 'ACTIVE', now(), now()
                  from generate_series(1, :count) n""").param("organization", organization).param("count", count)
                .update();
        jdbc.sql("""
                insert into directory_user (id, organization_id, account_id, active, roles, observed_at, observed_event)
                select 'diruser_' || id, organization_id, id, true, '{editor}', now(), ''
                  from app_user where organization_id = ?""").param(organization).update();
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=5", "cursor=018f0000-0000-7000-8000-000000000000" })
    void hasNoPages(String parameter) {
        csv(parameter).assertProblem(400, "limit and cursor are for JSON; CSV has everybody.");
    }

    @Test
    void saysWhatIsWrongAsAProblem() {
        csv("role=%00").assertProblem(400, "role must not contain control characters.");
        assertThat(client.send(client.request("/api/v1/users").header("Accept", "text/csv").build()).status())
                .isEqualTo(401);
    }

    @Test
    void answersJsonToWhoeverDoesNotAskForCsv() {
        for (String accept : List.of("*/*", "application/json", "text/html,application/xhtml+xml,*/*;q=0.8",
                "application/json, text/csv;q=0.5")) {
            Answer answer = client.send(client.request("/api/v1/users").header("Accept", accept)
                    .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).build());
            assertThat(answer.header("Content-Type")).as(accept).isEqualTo("application/json");
        }
        assertThat(client.get("/api/v1/users").header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void isAButtonInTheConsole(@LocalServerPort int port) {
        client.deliver(user("ann").name("Ann Wrenfield").roles("editor"));
        ConsoleClient browser = new ConsoleClient(port).signedIn();

        assertThat(browser.get("/console/people?q=ann+" + mark).http().body())
                .contains("href=\"/console/people.csv?q=ann%20" + mark + "&amp;state=&amp;status=&amp;");
        Answer answer = browser.get("/console/people.csv?q=ann%20" + mark);
        assertThat(answer.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(answer.header("Content-Disposition")).startsWith("attachment; ");
        assertThat(answer.http().body().split("\r\n")).hasSize(2).anyMatch(line -> line.contains("\"Ann Wrenfield\""));
        assertThat(browser.get("/console/people.csv?state=SHARED").http().body())
                .as("by the byte order mark a spreadsheet knows that it is UTF-8").isEqualTo("\uFEFF" + HEAD + "\r\n");
        assertThat(csv("q=" + mark).http().body()).as("a program does not expect one").startsWith(HEAD);
        assertThat(browser.get("/console/people.csv?state=NONE").status()).isEqualTo(400);
    }
}
