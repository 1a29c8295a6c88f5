package dev.rollcall.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.util.WebUtils;

/// What the browser keeps for a while, so that nothing has to be kept here of whoever is not signed in. No script gets it,
/// and no other path.
final class ConsoleCookies {

    /// A browser need not keep more in one.
    private static final int LONGEST = 4000;

    private ConsoleCookies() {
    }

    /// @param path where it comes back to
    /// @param value any text; one that is too long is not kept
    static void keep(String name, String path, String value, Duration time, HttpServletRequest request,
            HttpServletResponse response) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        if (encoded.length() <= LONGEST) {
            write(name, path, encoded, time, request, response);
        }
    }

    /// {@return what was kept, for the last time}
    static Optional<String> take(String name, String path, HttpServletRequest request, HttpServletResponse response) {
        return Optional.ofNullable(WebUtils.getCookie(request, name)).flatMap(cookie -> {
            write(name, path, "", Duration.ZERO, request, response);
            try {
                return Optional
                        .of(new String(Base64.getUrlDecoder().decode(cookie.getValue()), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException madeUp) { // by whoever sent it
                return Optional.empty();
            }
        });
    }

    private static void write(String name, String path, String value, Duration time, HttpServletRequest request,
            HttpServletResponse response) {
        response.addHeader(HttpHeaders.SET_COOKIE,
                ResponseCookie.from(name, value).path(ConsolePath.outside(path, request)).httpOnly(true)
                        .secure(request.isSecure()).sameSite("Lax").maxAge(time).build().toString());
    }
}
