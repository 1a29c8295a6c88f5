package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Signing in to the console with the admin token, and out.
@ConsolePages
class SignInController {

    static final String PATH = "/console/sign-in";

    private static final String FORM = "console/sign-in";

    private final ApiTokens tokens;
    private final SignInThrottle throttle;
    private final ConsoleSessions sessions;
    private final AuditLog audit;

    SignInController(ApiTokens tokens, SignInThrottle throttle, ConsoleSessions sessions, AuditLog audit) {
        this.tokens = tokens;
        this.throttle = throttle;
        this.sessions = sessions;
        this.audit = audit;
    }

    @GetMapping(PATH)
    String form(@Nullable Principal signedIn, Model page) {
        page.addAttribute("open", tokens.hasAdmin());
        return signedIn == null ? FORM : "redirect:/console";
    }

    @PostMapping(PATH)
    String signIn(@RequestParam(required = false) @Nullable String token, HttpServletRequest request,
            HttpServletResponse response, Model page) {
        page.addAttribute("open", tokens.hasAdmin());
        String address = request.getRemoteAddr();
        Duration wait = throttle.wait(address);
        if (!wait.isZero()) {
            long seconds = wait.plusMillis(999).toSeconds();
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            return refuse(HttpStatus.TOO_MANY_REQUESTS,
                    "Too many wrong tokens. Wait %d seconds, then try again.".formatted(seconds), response, page);
        }
        String name = tokens.holder(Objects.requireNonNullElse(token, "")).filter("admin"::equals).orElse(null);
        long entry = audit.begin(name == null ? Audit.ANONYMOUS : name, "POST", PATH, Map.of());
        if (name == null) {
            throttle.failed(address);
            audit.complete(entry, HttpStatus.UNAUTHORIZED.value());
            return refuse(HttpStatus.UNAUTHORIZED, "This is not the admin token.", response, page);
        }
        throttle.succeeded(address);
        sessions.begin(name, request, response);
        audit.complete(entry, HttpStatus.FOUND.value());
        return "redirect:/console";
    }

    @PostMapping("/console/sign-out")
    String signOut(HttpServletRequest request, HttpServletResponse response) {
        sessions.end(request, response);
        return "redirect:" + PATH;
    }

    /// What Spring Security refuses: a form that another site sent, or that is older than the session.
    @RequestMapping(ConsoleErrors.REFUSED)
    String refused(HttpServletResponse response, Model page) {
        response.setStatus(HttpStatus.FORBIDDEN.value());
        page.addAttribute("why", "This form is out of date. Go back, reload the page and try again.");
        return "console/error";
    }

    private static String refuse(HttpStatus status, String why, HttpServletResponse response, Model page) {
        response.setStatus(status.value());
        page.addAttribute("error", why);
        return FORM;
    }
}
