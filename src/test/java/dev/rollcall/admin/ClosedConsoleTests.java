package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/// Shows that the console is closed, not open, while no admin token is configured.
@RollcallTest
@TestPropertySource(properties = "rollcall.admin-token=")
class ClosedConsoleTests {

    @Test
    void saysThatItIsClosed(@LocalServerPort int port) {
        ConsoleClient browser = new ConsoleClient(port);

        assertThat(browser.get("/console").status()).isEqualTo(302);
        assertThat(browser.get("/console/sign-in").http().body()).contains("The console is closed")
                .doesNotContain("<form");
        assertThat(browser.post("/console/sign-in", Map.of("token", "")).status()).isEqualTo(403);
    }
}
