package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// Signing out of the console, and at the issuer (OpenID Connect RP-Initiated Logout 1.0) of whoever signed in there.
@ConsolePages
class SignOutController {

    static final String PATH = "/console/sign-out";

    private final ConsoleSessions sessions;
    private final ConsoleDoors doors;
    private final ConsoleIssuer issuer;

    SignOutController(ConsoleSessions sessions, ConsoleDoors doors, ConsoleIssuer issuer) {
        this.sessions = sessions;
        this.doors = doors;
        this.issuer = issuer;
    }

    @PostMapping(PATH)
    String signOut(HttpServletRequest request, HttpServletResponse response, Model page) {
        boolean byOidc = sessions.door(request).filter(door -> door.equals(doors.oidc())).isPresent();
        Optional<String> idToken = ConsoleCookies.take(ConsoleEntrance.ID_TOKEN, PATH, request, response);
        sessions.end(request, response);
        Optional<String> end = byOidc ? issuer.endOfSession() : Optional.empty();
        if (end.isEmpty()) {
            return "redirect:" + SignInController.PATH;
        }
        // Its form leads to the issuer, and on to wherever that one sends people.
        response.setHeader("Content-Security-Policy", ConsoleSecurity.LEADING_ELSEWHERE);
        page.addAttribute("actor", null);
        page.addAttribute("issuer", issuer.host().orElseThrow());
        page.addAttribute("url", end.get());
        page.addAttribute("fields", fields(idToken, request));
        return "console/signed-out";
    }

    /// What the issuer is told (section 2), as a form: in a URL the ID token would stay in histories and in the logs of proxies.
    private Map<String, String> fields(Optional<String> idToken, HttpServletRequest request) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("client_id", issuer.registration().getClientId());
        fields.put("post_logout_redirect_uri",
                ServletUriComponentsBuilder.fromContextPath(request).path(SignInController.PATH).toUriString());
        idToken.ifPresent(token -> fields.put("id_token_hint", token));
        return fields;
    }
}
