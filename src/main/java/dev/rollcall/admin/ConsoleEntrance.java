package dev.rollcall.admin;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/// Lets people in whom the issuer knows, or turns them away, and writes down which.
@Component
class ConsoleEntrance {

    /// Where the page is remembered that somebody wanted to see, and the ID token, which ends the issuer's session and which
    /// nobody else needs: both in the browser.
    private static final String WANTED = "rollcall-page";
    static final String ID_TOKEN = "rollcall-id-token";

    private static final Pattern PAGE = Pattern.compile("/console(/[\\w-][^\\p{Cntrl}\\\\]*)?");

    private final ConsoleSessions sessions;
    private final ConsoleDoors doors;
    private final ConsoleProperties properties;
    private final AuditLog audit;

    ConsoleEntrance(ConsoleSessions sessions, ConsoleDoors doors, ConsoleProperties properties, AuditLog audit) {
        this.sessions = sessions;
        this.doors = doors;
        this.properties = properties;
        this.audit = audit;
    }

    /// Remembers which page somebody asked for before they signed in.
    static void remember(HttpServletRequest request, HttpServletResponse response) {
        if ("GET".equals(request.getMethod()) && !ConsolePath.of(request).startsWith(SignInController.PATH)) {
            String query = request.getQueryString();
            ConsoleCookies.keep(WANTED, SignInController.PATH,
                    ConsolePath.of(request) + (query == null ? "" : "?" + query), Duration.ofMinutes(10), request,
                    response);
        }
    }

    /// {@return where somebody wanted to go before they signed in}
    static String wanted(HttpServletRequest request, HttpServletResponse response) {
        String page = ConsoleCookies.take(WANTED, SignInController.PATH, request, response)
                .filter(wanted -> PAGE.matcher(wanted).matches()).orElse(ConsolePath.ROOT);
        return ConsolePath.outside(page, request);
    }

    void letIn(String person, String idToken, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long entry = audit.begin(person, "GET", OidcSignIn.CALLBACK, Map.of());
        sessions.begin(person, Objects.requireNonNull(doors.oidc()), request, response);
        ConsoleCookies.keep(ID_TOKEN, SignOutController.PATH, idToken, properties.lifetime(), request, response);
        audit.complete(entry, HttpStatus.FOUND.value());
        response.sendRedirect(wanted(request, response));
    }

    void turnAway(String person, String why, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        audit.complete(audit.begin(person, "GET", OidcSignIn.CALLBACK, Map.of()), HttpStatus.FORBIDDEN.value());
        refuse(HttpStatus.FORBIDDEN, why, request, response);
    }

    /// Answers with a page that says why, as to somebody who is not signed in: whom the issuer knows need be no admin.
    void refuse(HttpStatus status, String why, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        SecurityContextHolder.clearContext();
        request.setAttribute(ConsoleErrors.WHY, why);
        request.setAttribute(ConsoleErrors.STATUS, status);
        request.getRequestDispatcher(ConsoleErrors.REFUSED).forward(request, response);
    }
}
