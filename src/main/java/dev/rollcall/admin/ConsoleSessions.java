package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/// The sessions of people who are signed in to the console, on whichever node they did so. Nobody else has one. What is in
/// it is text: who it is, since when, and which door they came in by; where one of them is missing, too old or shut
/// meanwhile, nobody is signed in.
@Component
class ConsoleSessions implements SecurityContextRepository {

    private static final String NAME = "name";
    private static final String BEGUN = "begun";
    private static final String DOOR = "door";

    private final ConsoleProperties properties;
    private final ConsoleDoors doors;
    private final ConsoleCsrfTokens csrfTokens;
    private final Clock clock;

    ConsoleSessions(ConsoleProperties properties, ConsoleDoors doors, ConsoleCsrfTokens csrfTokens, Clock clock) {
        this.properties = properties;
        this.doors = doors;
        this.csrfTokens = csrfTokens;
        this.clock = clock;
    }

    /// Begins a session, with nothing of one that was there before: neither its id nor its CSRF token.
    ///
    /// @param name whose session it is
    /// @param door which door they came in by, one of [ConsoleDoors]
    void begin(String name, String door, HttpServletRequest request, HttpServletResponse response) {
        end(request, response);
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval((int) properties.idleTimeout().toSeconds());
        session.setAttribute(NAME, name);
        session.setAttribute(BEGUN, clock.instant().toString());
        session.setAttribute(DOOR, door);
        csrfTokens.bind(session);
    }

    /// Ends the session, if there is one.
    void end(HttpServletRequest request, HttpServletResponse response) {
        csrfTokens.saveToken(null, request, response);
        new SecurityContextLogoutHandler().logout(request, response,
                SecurityContextHolder.getContext().getAuthentication());
    }

    /// {@return which door whoever is signed in came in by}
    Optional<String> door(HttpServletRequest request) {
        return Optional.ofNullable(request.getSession(false)).map(session -> text(session, DOOR));
    }

    @Override
    @SuppressWarnings("deprecation") // whoever implements it has to name its parameter
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        HttpSession session = holder.getRequest().getSession(false);
        if (session == null) {
            return SecurityContextHolder.createEmptyContext();
        }
        String name = text(session, NAME);
        if (name == null || isTooOld(text(session, BEGUN)) || !doors.areOpen(text(session, DOOR))) {
            session.invalidate();
            return SecurityContextHolder.createEmptyContext();
        }
        return context(name);
    }

    /// Only [#begin] begins one.
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return request.getSession(false) != null;
    }

    private boolean isTooOld(@Nullable String begun) {
        try {
            return begun == null || !clock.instant().isBefore(Instant.parse(begun).plus(properties.lifetime()));
        } catch (DateTimeException | ArithmeticException unreadable) {
            return true; // whatever it says, it does not say since when
        }
    }

    private static @Nullable String text(HttpSession session, String name) {
        return session.getAttribute(name) instanceof String text ? text : null;
    }

    private static SecurityContext context(String name) {
        return new SecurityContextImpl(UsernamePasswordAuthenticationToken.authenticated(name, null,
                AuthorityUtils.createAuthorityList("admin")));
    }
}
