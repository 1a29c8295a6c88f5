package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.stereotype.Component;

/// The sessions of people who are signed in to the console. Nobody else has one.
@Component
class ConsoleSessions {

    private final ConsoleProperties properties;
    private final CsrfTokenRepository csrfTokens;
    private final HttpSessionSecurityContextRepository contexts = new HttpSessionSecurityContextRepository();

    ConsoleSessions(ConsoleProperties properties, CsrfTokenRepository csrfTokens) {
        this.properties = properties;
        this.csrfTokens = csrfTokens;
    }

    /// Begins a session, with nothing of one that was there before: neither its id nor its CSRF token.
    ///
    /// @param name whose session it is
    void begin(String name, HttpServletRequest request, HttpServletResponse response) {
        end(request, response);
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval((int) properties.idleTimeout().toSeconds());
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(name, null,
                AuthorityUtils.createAuthorityList("admin")));
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }

    /// Ends the session, if there is one.
    void end(HttpServletRequest request, HttpServletResponse response) {
        csrfTokens.saveToken(null, request, response);
        new SecurityContextLogoutHandler().logout(request, response,
                SecurityContextHolder.getContext().getAuthentication());
    }
}
