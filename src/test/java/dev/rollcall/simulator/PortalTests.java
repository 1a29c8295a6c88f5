package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Connects a directory in the simulated portal.
class PortalTests {

    private static final Pattern SESSION = Pattern.compile("action=\"(/portal/sessions/[^\"]+)\"");

    private final ScalekitSimulator simulator = ScalekitSimulator
            .start("whsec_cm9sbGNhbGwta25vd24tYW5zd2VyLWtleS0wMDAwMDE=");
    private final SimulatorClient client = new SimulatorClient(simulator);
    private final SimulatedOrganization organization = simulator.createOrganization("org_7", "Harbour & Vine");
    private String token;

    @BeforeEach
    void authorize() {
        token = JsonMapper
                .shared().readTree(client
                        .post("/oauth/token", "grant_type=client_credentials&client_id=skc_1&client_secret=s").body())
                .path("access_token").asString();
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    private HttpResponse<String> link(String path) {
        return client.send(HttpRequest.newBuilder(URI.create(simulator.url() + "/api/v1/organizations/" + path))
                .header("Authorization", "Bearer " + token).PUT(BodyPublishers.noBody()));
    }

    @Test
    void letsADirectoryBeConnectedOnceByALink() {
        JsonNode link = JsonMapper.shared().readTree(link("org_7/portal_links?features=dir_sync").body()).path("link");
        assertThat(link.propertyNames()).containsExactlyInAnyOrder("id", "location", "expire_time");
        assertThat(Instant.parse(link.path("expire_time").asString())).isAfter(Instant.now());
        String path = URI.create(link.path("location").asString()).getPath();

        String page = client.get(path).body();
        assertThat(page).contains("Harbour &amp; Vine", "Okta", "Entra ID");
        assertThat(client.get(path).statusCode()).as("opened before").isEqualTo(410);
        assertThat(organization.directories()).isEmpty();

        Matcher session = SESSION.matcher(page);
        assertThat(session.find()).isTrue();
        assertThat(client.post(session.group(1), "provider=MICROSOFT_AD").statusCode()).isEqualTo(200);
        assertThat(organization.directories()).singleElement().satisfies(directory -> {
            assertThat(directory.provider()).isEqualTo(Provider.MICROSOFT_AD);
            assertThat(directory.enabled()).isTrue();
            assertThat(directory.size()).isPositive();
        });
        assertThat(client.post(session.group(1), "provider=OKTA").statusCode()).as("done before").isEqualTo(400);
    }

    @Test
    void makesNoLinkForAnythingElse() {
        assertThat(link("org_8/portal_links?features=dir_sync").statusCode()).isEqualTo(404);
        assertThat(link("org_7/portal_links?features=sso").statusCode()).isEqualTo(400);
        token = "another";
        assertThat(link("org_7/portal_links").statusCode()).isEqualTo(401);
        assertThat(client.get("/portal/lnk_1").statusCode()).isEqualTo(410);
        assertThat(client.post("/portal/sessions/1", "provider=OKTA").statusCode()).isEqualTo(400);
    }
}
