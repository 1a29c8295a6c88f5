package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

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
        String url = endOfSession(end.get(), idToken, request);
        // A page, because a form may only lead to what is our own.
        response.setHeader("Refresh", "0;url=" + url);
        page.addAttribute("actor", null);
        page.addAttribute("issuer", issuer.host().orElseThrow());
        page.addAttribute("url", url);
        return "console/signed-out";
    }

    private String endOfSession(String end, Optional<String> idToken, HttpServletRequest request) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("client_id", issuer.registration().getClientId());
        parameters.put("post_logout_redirect_uri",
                ServletUriComponentsBuilder.fromContextPath(request).path(SignInController.PATH).toUriString());
        idToken.ifPresent(token -> parameters.put("id_token_hint", token));
        UriComponentsBuilder url = UriComponentsBuilder.fromUriString(end);
        parameters.keySet().forEach(name -> url.queryParam(name, "{" + name + "}"));
        return url.encode().buildAndExpand(parameters).toUriString();
    }
}
