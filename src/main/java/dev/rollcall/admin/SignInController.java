package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Signing in to the console with the admin token, and the way to where people sign in without.
@ConsolePages
class SignInController {

    static final String PATH = "/console/sign-in";

    private static final String FORM = "console/sign-in";

    private final ApiTokens tokens;
    private final ConsoleDoors doors;
    private final ConsoleIssuer issuer;
    private final SignInThrottle throttle;
    private final ConsoleSessions sessions;
    private final AuditLog audit;

    SignInController(ApiTokens tokens, ConsoleDoors doors, ConsoleIssuer issuer, SignInThrottle throttle,
            ConsoleSessions sessions, AuditLog audit) {
        this.tokens = tokens;
        this.doors = doors;
        this.issuer = issuer;
        this.throttle = throttle;
        this.sessions = sessions;
        this.audit = audit;
    }

    @ModelAttribute
    void describe(Model page) {
        page.addAttribute("token", doors.token() != null);
        page.addAttribute("issuer", issuer.host().orElse(null));
    }

    @GetMapping(PATH)
    String form(@Nullable Principal signedIn) {
        return signedIn == null ? FORM : "redirect:/console";
    }

    @PostMapping(PATH)
    @Nullable
    String signIn(@RequestParam(required = false) @Nullable String token, HttpServletRequest request,
            HttpServletResponse response, Model page) throws IOException {
        String door = doors.token();
        if (door == null) {
            return refuse(HttpStatus.FORBIDDEN, "Nobody signs in with a token here.", response, page);
        }
        String address = request.getRemoteAddr();
        Duration wait = throttle.wait(address);
        if (!wait.isZero()) {
            long seconds = SignInThrottle.seconds(wait);
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            return refuse(HttpStatus.TOO_MANY_REQUESTS,
                    "Too many wrong tokens. Wait %d seconds, then try again.".formatted(seconds), response, page);
        }
        String name = tokens.holder(Objects.requireNonNullElse(token, "")).filter("admin"::equals).orElse(null);
        if (name == null) {
            if (throttle.failed(address)) {
                audit.complete(audit.begin(Audit.ANONYMOUS, "POST", PATH, Map.of()), HttpStatus.UNAUTHORIZED.value());
            }
            return refuse(HttpStatus.UNAUTHORIZED, "This is not the admin token.", response, page);
        }
        long entry = audit.begin(name, "POST", PATH, Map.of());
        throttle.succeeded(address);
        sessions.begin(name, door, request, response);
        audit.complete(entry, HttpStatus.FOUND.value());
        response.sendRedirect(ConsoleEntrance.wanted(request, response));
        return null;
    }

    /// What is refused before it comes to a page: by Spring Security a form that another site sent, or that is older than the
    /// session; somebody whom the issuer does not let in; everybody, while the database cannot say who is signed in.
    @RequestMapping(ConsoleErrors.REFUSED)
    String refused(HttpServletRequest request, HttpServletResponse response, Model page) {
        response.setStatus((request.getAttribute(ConsoleErrors.STATUS) instanceof HttpStatus status ? status
                : HttpStatus.FORBIDDEN).value());
        page.addAttribute("why", Objects.requireNonNullElse(request.getAttribute(ConsoleErrors.WHY),
                "This form is out of date. Go back, reload the page and try again."));
        return "console/error";
    }

    private static String refuse(HttpStatus status, String why, HttpServletResponse response, Model page) {
        response.setStatus(status.value());
        page.addAttribute("error", why);
        return FORM;
    }
}
