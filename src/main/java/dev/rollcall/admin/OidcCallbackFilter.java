package dev.rollcall.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;

/// Takes up whoever comes back from the issuer, unless too many failed who came from there: anybody can make up a code, and
/// the cookie that goes with it, and the issuer is asked each time.
final class OidcCallbackFilter extends OAuth2LoginAuthenticationFilter {

    private final SignInThrottle throttle;
    private final ConsoleEntrance entrance;

    OidcCallbackFilter(ConsoleIssuer issuer, SignInThrottle throttle, ConsoleEntrance entrance) {
        super(id -> issuer.registration(), OidcCalls.KEEPING_NO_TOKENS, OidcSignIn.CALLBACK);
        this.throttle = throttle;
        this.entrance = entrance;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest asked && response instanceof HttpServletResponse answer
                && requiresAuthentication(asked, answer) && hasToWait(asked, answer))) {
            super.doFilter(request, response, chain);
        }
    }

    private boolean hasToWait(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Duration wait = throttle.wait(request.getRemoteAddr());
        if (wait.isZero()) {
            return false;
        }
        long seconds = SignInThrottle.seconds(wait);
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        entrance.refuse(HttpStatus.TOO_MANY_REQUESTS,
                "Signing in failed too often. Wait %d seconds, then try again.".formatted(seconds), request, response);
        return true;
    }
}
