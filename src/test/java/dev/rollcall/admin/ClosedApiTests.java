package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/// Shows that the API is closed, not open, while no token is configured, and that there is no page to try it out if it is
/// switched off.
@RollcallTest
@TestPropertySource(properties = { "rollcall.admin-token=", "rollcall.reader-token=",
        "rollcall.swagger-ui.enabled=false" })
class ClosedApiTests {

    @ParameterizedTest
    @ValueSource(strings = { "", "Bearer", "Bearer ", "Bearer  ", "Bearer =", "Bearer \"\"",
            "Bearer " + RollcallTest.ADMIN_TOKEN })
    void letsNobodyIn(String authorization, @Autowired RollcallClient client) {
        assertThat(client.send(client.request("/api/v1/users").header("Authorization", authorization).build()).status())
                .isEqualTo(401);
        assertThat(client.send(client.request("/actuator/health").build()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/swagger-ui", "/swagger-ui/index.html", "/swagger-ui/swagger-ui-bundle.js" })
    void hasNoPageToTryItOutIfThatIsSwitchedOff(String path, @Autowired RollcallClient client) {
        assertThat(client.send(client.request(path).build()).status()).isEqualTo(404);
        assertThat(client.send(client.request("/v3/api-docs").build()).status()).isEqualTo(200);
    }
}
