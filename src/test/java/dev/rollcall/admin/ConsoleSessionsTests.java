package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.inbox.ClockDouble;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

class ConsoleSessionsTests {

    private static final ConsoleProperties PROPERTIES = new ConsoleProperties(Duration.ofMinutes(20),
            Duration.ofHours(9), "rollcall-console", "", true);
    private static final String TOKEN = "an-admin-token-0000";
    private static final OidcProperties ROLES = new OidcProperties("roles", "rollcall-admin", "rollcall-reader", "sub",
            "preferred_username");
    private static final ConsoleDoors DOORS = doors(PROPERTIES, TOKEN);

    private final ClockDouble watch = new ClockDouble(Instant.parse("2026-01-05T09:00:00Z"));
    private final ConsoleCsrfTokens csrfTokens = new ConsoleCsrfTokens();
    private final ConsoleSessions sessions = new ConsoleSessions(PROPERTIES, DOORS, csrfTokens, watch);
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    private static ConsoleDoors doors(ConsoleProperties properties, String token) {
        return new ConsoleDoors(properties, new AdminProperties(token, "", ""), ROLES, "https://issuer.example");
    }

    private void begin() {
        sessions.begin("admin", Objects.requireNonNull(DOORS.token()), request, response);
    }

    private @Nullable String signedIn(ConsoleSessions sessions) {
        Authentication found = sessions.loadDeferredContext(request).get().getAuthentication();
        return found == null ? null : found.getName() + " " + found.getAuthorities();
    }

    @Test
    void beginsASessionThatEndsWhenItIsIdle() {
        begin();

        assertThat(request.getSession(false)).isNotNull();
        assertThat(request.getSession(false).getMaxInactiveInterval()).isEqualTo(20 * 60);
        assertThat(signedIn(sessions)).isEqualTo("admin [admin]");
    }

    @Test
    void endsASessionThatIsTooOldHoweverBusyItIs() {
        begin();
        watch.goOn(Duration.ofHours(9).minusMillis(1));
        assertThat(signedIn(sessions)).isNotNull();
        watch.goOn(Duration.ofMillis(1));

        assertThat(signedIn(sessions)).isNull();
        assertThat(request.getSession(false)).isNull();
    }

    @Test
    void takesNothingOverFromASessionThatWasThereBefore() {
        MockHttpSession planted = (MockHttpSession) request.getSession();
        planted.setAttribute("planted", true);

        begin();

        assertThat(planted.isInvalid()).isTrue();
        assertThat(request.getSession(false)).isNotSameAs(planted);
        assertThat(request.getSession(false).getAttribute("planted")).isNull();
    }

    @Test
    void endsASession() {
        begin();
        MockHttpSession session = (MockHttpSession) request.getSession(false);

        sessions.end(request, response);

        assertThat(session.isInvalid()).isTrue();
        assertThat(SecurityContextHolder.getContext().getAuthentication()).isNull();
    }

    @Test
    void endsASessionWhoseTokenWasReplacedOrWhoseDoorIsShut() {
        begin();
        var shut = new ConsoleProperties(Duration.ofMinutes(20), Duration.ofHours(9), "rollcall-console", "", false);

        assertThat(
                signedIn(new ConsoleSessions(PROPERTIES, doors(PROPERTIES, "an-admin-token-0000"), csrfTokens, watch)))
                        .as("another node").isNotNull();
        assertThat(signedIn(new ConsoleSessions(shut, doors(shut, "an-admin-token-0000"), csrfTokens, watch)))
                .as("without the form").isNull();
        begin();
        assertThat(
                signedIn(new ConsoleSessions(PROPERTIES, doors(PROPERTIES, "an-admin-token-0001"), csrfTokens, watch)))
                        .as("with another token").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "MD5", "SHA-1", "SHA-256", "SHA-512" })
    void keepsNothingThatTokensCanBeTriedOnFast(String algorithm) throws NoSuchAlgorithmException {
        begin();
        MessageDigest fast = MessageDigest.getInstance(algorithm);

        assertThat(Stream.of("", "rollcall console\n", "rollcall console\ntoken\n").map(
                before -> HexFormat.of().formatHex(fast.digest((before + TOKEN).getBytes(StandardCharsets.UTF_8)))))
                        .doesNotContain(sessions.door(request).orElseThrow());
        assertThat(sessions.door(request)).hasValueSatisfying(door -> assertThat(door).hasSize(64));
    }

    @ParameterizedTest
    @CsvSource({ "name,", "begun,", "door,", "begun,yesterday", "begun,-999999999-01-01T00:00:00Z", "door,door" })
    void signsOutWhoseSessionSaysNothingThatCanBeRead(String attribute, String value) {
        begin();
        request.getSession(false).setAttribute(attribute, value);

        assertThat(signedIn(sessions)).isNull();
    }

    @Test
    void givesEachSessionATokenOfItsOwnForForms() {
        begin();
        String first = Objects.requireNonNull(csrfTokens.loadToken(request)).getToken();
        begin();

        assertThat(csrfTokens.loadToken(request)).isNotNull()
                .satisfies(token -> assertThat(token.getToken()).hasSize(36).isNotEqualTo(first));
    }
}
