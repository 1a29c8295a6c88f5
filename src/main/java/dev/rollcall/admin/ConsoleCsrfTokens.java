package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.stereotype.Component;

/// What every form of the console has to bring along. That of whoever is signed in is bound to the session; of whoever is
/// not it is kept in a cookie, so that the form to sign in with needs no session.
@Component
class ConsoleCsrfTokens implements CsrfTokenRepository {

    private static final String TOKEN = "csrf";

    /// Gives a session its token.
    void bind(HttpSession session) {
        session.setAttribute(TOKEN, UUID.randomUUID().toString());
    }

    @Override
    public CsrfToken generateToken(HttpServletRequest request) {
        return cookies(request).generateToken(request);
    }

    @Override
    public void saveToken(@Nullable CsrfToken token, HttpServletRequest request, HttpServletResponse response) {
        cookies(request).saveToken(token, request, response);
    }

    @Override
    public @Nullable CsrfToken loadToken(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            return cookies(request).loadToken(request);
        }
        return session.getAttribute(TOKEN) instanceof String token
                ? new DefaultCsrfToken("X-XSRF-TOKEN", "_csrf", token)
                : null;
    }

    private static CookieCsrfTokenRepository cookies(HttpServletRequest request) {
        CookieCsrfTokenRepository cookies = new CookieCsrfTokenRepository();
        cookies.setCookieName("rollcall-csrf");
        cookies.setCookiePath(ConsolePath.outside(ConsolePath.ROOT, request));
        cookies.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return cookies;
    }
}
