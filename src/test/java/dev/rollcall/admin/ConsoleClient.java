package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser without a window: it keeps cookies, follows no redirect and runs no script.
public final class ConsoleClient {

    static final String SESSION = "rollcall-console";

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private static final Pattern HIDDEN = Pattern
            .compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"");

    private static final Pattern FILE_FORM = Pattern
            .compile("<form[^>]*enctype=\"multipart/form-data\"[^>]*action=\"([^\"]+)\"");

    private RollcallClient client;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    public ConsoleClient(int port) {
        this(new RollcallClient(port));
    }

    ConsoleClient(RollcallClient client) {
        this.client = client;
    }

    /// Goes on with another node.
    void onPort(int port) {
        client = new RollcallClient(port);
    }

    /// Sends a header with each request from now on.
    ConsoleClient with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public ConsoleClient signedIn() {
        Answer answer = signIn(RollcallTest.ADMIN_TOKEN);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(302);
        return this;
    }

    Answer signIn(String token) {
        return submit("/console/sign-in", "/console/sign-in", Map.of("token", token));
    }

    /// Signs in at an issuer, as whoever that one says it is.
    ///
    /// @return the answer to whoever comes back from there
    Answer signInAtTheIssuer() {
        return comeBackFrom(get("/console/sign-in/oidc").header("Location"));
    }

    /// {@return the answer to whoever comes back from an issuer}
    Answer comeBackFrom(String authorization) {
        return get(pathOf(client.send(client.request(authorization).build()).header("Location")));
    }

    /// {@return a URL without whom it leads to: a proxy that is none leads here, too}
    static String pathOf(String url) {
        URI uri = URI.create(url);
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    public Answer get(String path) {
        return send(client.request(path).GET());
    }

    /// Fills in the form on a page and sends it off, with the CSRF token that is in it.
    public Answer submit(String page, String path, Map<String, String> fields) {
        Matcher csrf = CSRF.matcher(get(page).http().body());
        assertThat(csrf.find()).as("a form on %s", page).isTrue();
        Map<String, String> form = new LinkedHashMap<>(fields);
        form.put("_csrf", csrf.group(1));
        return post(path, form);
    }

    /// Sends a form as it is.
    Answer post(String path, Map<String, String> form) {
        return send(client.request(path).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.entrySet().stream().map(
                        field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")))));
    }

    /// Sends off the form of a page that leads elsewhere, with nothing but what is in it.
    ///
    /// @param to where it leads to
    Answer leave(Answer page, String to) {
        assertThat(page.http().body()).contains("method=\"post\" action=\"%s\"".formatted(to));
        String form = HIDDEN.matcher(page.http().body()).results()
                .map(field -> field.group(1) + "=" + URLEncoder.encode(field.group(2), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return client.send(client.request(to).header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)).build());
    }

    /// Chooses a file in the form on a page and sends it off, to where the form goes.
    Answer upload(String page, String fileName, String file) {
        Matcher form = FILE_FORM.matcher(get(page).http().body());
        assertThat(form.find()).as("a form with a file on %s", page).isTrue();
        return upload(form.group(1).replace("&amp;", "&"), "", fileName, file);
    }

    /// Sends a file as it is.
    ///
    /// @param checked the name of a box that is ticked; empty for none
    Answer upload(String path, String checked, String fileName, String file) {
        String box = checked.isEmpty() ? ""
                : "--part\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\ntrue\r\n".formatted(checked);
        return send(
                client.request(path).header("Content-Type", "multipart/form-data; boundary=part")
                        .POST(BodyPublishers.ofString(box
                                + "--part\r\nContent-Disposition: form-data; name=\"list\"; filename=\"" + fileName
                                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + file + "\r\n--part--\r\n")));
    }

    String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    void setCookie(String name, String value) {
        cookies.put(name, value);
    }

    private Answer send(HttpRequest.Builder request) {
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies.entrySet().stream()
                    .map(cookie -> cookie.getKey() + "=" + cookie.getValue()).collect(Collectors.joining("; ")));
        }
        Answer answer = client.send(request.build());
        answer.http().headers().allValues("Set-Cookie").stream().flatMap(header -> HttpCookie.parse(header).stream())
                .forEach(cookie -> {
                    if (cookie.getMaxAge() == 0) {
                        cookies.remove(cookie.getName());
                    } else {
                        cookies.put(cookie.getName(), cookie.getValue());
                    }
                });
        return answer;
    }
}
