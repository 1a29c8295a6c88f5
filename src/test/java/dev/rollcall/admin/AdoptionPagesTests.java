package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/// Takes users over in the console, as a browser without scripts would.
@RollcallTest
class AdoptionPagesTests {

    private static final String PAGE = "/console/adoptions";

    private final String organization = "org_" + UUID.randomUUID();
    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;

    @BeforeEach
    void signIn(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
    }

    private void join(String name) {
        client.deliver(ScalekitEvents.userCreated("diruser_" + name + organization).in(organization)
                .email(name + "@example.com"));
    }

    private JsonNode user(String name) {
        return client.get("/api/v1/users?organization_id=%s&email=%s@example.com".formatted(organization, name)).json()
                .path("data").path(0);
    }

    private String list(String... names) {
        StringBuilder list = new StringBuilder("organization_id;email;external_id;roles\r\n");
        for (String name : names) {
            list.append("%s;%s@example.com;id of %s;editor%n".formatted(organization, name, name));
        }
        return list.toString();
    }

    /// {@return the page that a form leads to, once what it shows has ended}
    private String ended(Answer answer) {
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(302);
        return await().until(() -> text(answer.header("Location")), page -> !page.matches("(?s).*(PENDING|RUNNING).*"));
    }

    private String text(String path) {
        Answer answer = browser.get(path);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
        return answer.http().body().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @Test
    void showsTheOrphansFirstAndAdoptsWhoWasFound() {
        join("ann");
        join("bob");
        Answer uploaded = browser.upload(PAGE, "users.csv", list("ann", "gone"));
        String looked = ended(uploaded);
        String page = uploaded.header("Location");

        assertThat(looked).contains("only to look", "1 × orphan", "1 × not in application", "1 × matched",
                "gone@example.com", "Adopt 1 user").doesNotContain("bob@example.com");
        assertThat(text(page + "?result=NOT_IN_APPLICATION")).contains("bob@example.com");
        assertThat(user("ann").path("external_id").isNull()).isTrue();
        assertThat(text(PAGE)).contains("only to look");

        String adopted = ended(browser.submit(page, page + "/adopt", Map.of()));

        assertThat(adopted).contains("for real", "1 × orphan").doesNotContain("Adopt 1 user");
        assertThat(user("ann").path("external_id").asString()).isEqualTo("id of ann");
        assertThat(user("ann").path("roles").path(0).path("name").asString()).isEqualTo("editor");
        Answer table = browser.get(page + "/report.csv");
        assertThat(table.header("Content-Type")).isEqualTo("text/csv;charset=UTF-8");
        assertThat(table.http().body()).startsWith("\uFEFF\"line\",");
        assertThat(table.http().body().lines()).hasSize(4);
    }

    @Test
    void callsACustomerByItsName() {
        client.deliver(ScalekitEvents.organizationCreated(organization).displayName("Lantern & Loom"));
        join("ann");

        Answer uploaded = browser.upload(PAGE, "users.csv", list("ann"));

        ended(uploaded);
        assertThat(browser.get(uploaded.header("Location")).http().body()).contains(">Lantern &amp; Loom</bdi>");
    }

    @Test
    void adoptsNobodyWhoWasNotSeen() {
        join("ann");
        Answer uploaded = browser.upload(PAGE, "users.csv", list("ann", "bob"));
        ended(uploaded);
        client.deliver(
                ScalekitEvents.userUpdated("diruser_ann" + organization).in(organization).email("ann.lee@example.com"));
        client.deliver(
                ScalekitEvents.userCreated("diruser_other" + organization).in(organization).email("ann@example.com"));
        join("bob");

        String adopted = ended(
                browser.submit(uploaded.header("Location"), uploaded.header("Location") + "/adopt", Map.of()));

        assertThat(adopted).contains("2 × ambiguous", "when somebody looked");
        assertThat(user("ann").path("external_id").isNull()).isTrue();
        assertThat(user("bob").path("roles")).isEmpty();
    }

    @Test
    void adoptsNothingTwiceFromWhatWasForReal() {
        join("ann");
        Answer uploaded = browser.upload(PAGE, "users.csv", list("ann"));
        ended(uploaded);
        Answer adopted = browser.submit(uploaded.header("Location"), uploaded.header("Location") + "/adopt", Map.of());
        ended(adopted);

        Answer again = browser.submit(PAGE, adopted.header("Location") + "/adopt", Map.of());

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.http().body()).contains("is not a dry run that succeeded: it is SUCCEEDED and was for real.");
    }

    @Test
    void takesJsonOnEachLineAndLeavesAsideWhatIsMalformedIfAskedTo() {
        join("ann");
        String action = action();

        Answer uploaded = browser.upload(action, "skip_invalid", "users.txt",
                "\uFEFF{\"organization_id\":\"%s\",\"email\":\"ann@example.com\"}\n{}\n".formatted(organization));

        assertThat(ended(uploaded)).contains("1 × invalid",
                "It has neither organization_id nor organization_external_id.", "1 × matched");
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertThat(browser.upload(PAGE, "users.csv", list("ann") + "x").http().body())
                .contains("Line 3: The table has 4 columns, and this row has 1.");
        assertThat(browser.upload(PAGE, "users.csv", "").http().body()).contains("There are no lines.");
        Answer none = browser.upload(PAGE, "", "");
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.http().body()).contains("Choose a file.");
        Answer noForm = browser.post(action(), Map.of("list", "x"));
        assertThat(noForm.status()).isEqualTo(400);
        assertThat(noForm.http().body()).contains("That is no form with a file.");
        assertThat(browser.get(PAGE + "/9223372036854775807").status()).isEqualTo(404);
    }

    private String action() {
        Matcher form = Pattern.compile("action=\"(/console/adoptions\\?[^\"]+)\"")
                .matcher(browser.get(PAGE).http().body());
        assertThat(form.find()).isTrue();
        return form.group(1).replace("&amp;", "&");
    }

    @Test
    void takesNoFileFromAnotherSite() {
        assertThat(browser.upload(PAGE, "", "users.csv", list("ann")).status()).isEqualTo(403);
    }
}
