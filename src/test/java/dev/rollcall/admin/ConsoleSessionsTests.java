package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.context.SecurityContextHolder;

class ConsoleSessionsTests {

    private final ConsoleSessions sessions = new ConsoleSessions(new ConsoleProperties(Duration.ofMinutes(20)),
            new ConsoleSecurity().csrfTokens());
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @AfterEach
    void forget() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void beginsASessionThatEndsWhenItIsIdle() {
        sessions.begin("admin", request, response);

        assertThat(request.getSession(false)).isNotNull();
        assertThat(request.getSession(false).getMaxInactiveInterval()).isEqualTo(20 * 60);
    }

    @Test
    void takesNothingOverFromASessionThatWasThereBefore() {
        MockHttpSession planted = (MockHttpSession) request.getSession();
        planted.setAttribute("planted", true);

        sessions.begin("admin", request, response);

        assertThat(planted.isInvalid()).isTrue();
        assertThat(request.getSession(false)).isNotSameAs(planted);
        assertThat(request.getSession(false).getAttribute("planted")).isNull();
    }

    @Test
    void endsASession() {
        sessions.begin("admin", request, response);
        MockHttpSession session = (MockHttpSession) request.getSession(false);

        sessions.end(request, response);

        assertThat(session.isInvalid()).isTrue();
        assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
    }
}
