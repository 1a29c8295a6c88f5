package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An application that Rollcall pushes changes to, as small as one can be: a table of users, and a page that shows it, beside
/// what Rollcall tells a channel of people.
public final class LittleApplication implements AutoCloseable {

    private static final int CHANGES_SHOWN = 10;
    private static final int MESSAGES_SHOWN = 5;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="1">
            <title>%2$d people · your application</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            p { max-width: 46rem; }
            .sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 3rem; }
            table { border-collapse: collapse; width: 100%%; font-size: 0.875rem; }
            th, td { text-align: left; padding: 0.375rem 0.75rem 0.375rem 0; }
            th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%%, transparent); }
            .gone { opacity: 0.55; text-decoration: line-through; }
            code { font-size: 0.9em; }
            </style>
            </head>
            <body>
            <main>
            <h1>Your application</h1>
            <p>It knows what Rollcall pushes to <code>%1$s</code>, and nothing else.</p>
            <section>
            <h2>Your team's channel</h2>
            <ul>
            %5$s
            </ul>
            </section>
            <div class="sides">
            <section>
            <h2>%2$d people who may sign in</h2>
            <table>
            <thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Roles</th></tr></thead>
            <tbody>
            %3$s
            </tbody>
            </table>
            </section>
            <section>
            <h2>Newest changes</h2>
            <table>
            <thead><tr><th scope="col">Cursor</th><th scope="col">Kind</th><th scope="col">Whom</th></tr></thead>
            <tbody>
            %4$s
            </tbody>
            </table>
            </section>
            </div>
            </main>
            </body>
            </html>
            """;

    private final Map<String, JsonNode> users = new HashMap<>(); // the last change of each
    private final Deque<JsonNode> newest = new ArrayDeque<>();
    private final Deque<String> messages = new ArrayDeque<>();
    private final JsonMapper json = JsonMapper.shared();
    private final Webhook webhook;
    private final HttpListener listener;

    private LittleApplication(int port, String secret) {
        try {
            this.webhook = new Webhook(secret);
        } catch (EmptyWebhookSecretException empty) {
            throw new IllegalArgumentException(empty);
        }
        var routes = new Routes();
        routes.add("POST", "/push", (request, _) -> take(request));
        routes.add("POST", "/channel", (request, _) -> tell(request));
        routes.add("GET", "/", (_, _) -> Answer.html(page()));
        this.listener = HttpListener.start(port, InstantSource.system(), routes::answer);
    }

    /// Starts to listen.
    ///
    /// @param port 0 for any that is free
    /// @param secret `whsec_…`, that pushes are signed with
    /// @throws java.io.UncheckedIOException if the port is taken
    public static LittleApplication start(int port, String secret) {
        return new LittleApplication(port, secret);
    }

    /// {@return where Rollcall pushes to}
    public URI pushUrl() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/push");
    }

    /// {@return where Rollcall tells people of what wants them}
    public URI channelUrl() {
        return URI.create("http://127.0.0.1:" + listener.port() + "/channel");
    }

    private synchronized Answer tell(Request request) {
        String text = json.readTree(request.body()).path("text").asString();
        System.out.println("Your team's channel: " + text);
        messages.addFirst(text);
        while (messages.size() > MESSAGES_SHOWN) {
            messages.removeLast();
        }
        return Answer.text(200, "");
    }

    private synchronized Answer take(Request request) {
        try {
            webhook.verify(new String(request.body(), UTF_8),
                    HttpHeaders.of(
                            request.headers().entrySet().stream()
                                    .collect(Collectors.toMap(Map.Entry::getKey, header -> List.of(header.getValue()))),
                            (name, value) -> true));
        } catch (WebhookVerificationException notFromRollcall) {
            return Answer.text(401, notFromRollcall.getMessage());
        }
        json.readTree(request.body()).path("data").forEach(change -> {
            String id = change.path("user").path("id").asString();
            if (cursor(change) > (users.containsKey(id) ? cursor(users.get(id)) : 0)) {
                users.put(id, change);
                newest.addFirst(change);
            }
        });
        while (newest.size() > CHANGES_SHOWN) {
            newest.removeLast();
        }
        return Answer.text(200, "");
    }

    private static long cursor(JsonNode change) {
        return change.path("cursor").asLong();
    }

    /// {@return the users as the application knows them}
    public synchronized List<JsonNode> users() {
        return users.values().stream().filter(change -> !change.path("kind").asString().equals("user.merged"))
                .map(change -> change.path("user")).toList();
    }

    private synchronized String page() {
        var people = users().stream().sorted(Comparator.comparing(LittleApplication::name)).toList();
        var active = people.stream().filter(LittleApplication::isActive).count();
        var rows = people.stream().sorted(Comparator.comparing(user -> !isActive(user)))
                .map(user -> row(isActive(user), name(user), user.path("email").asString(""), roles(user)))
                .collect(Collectors.joining("\n"));
        var changes = newest.stream().map(change -> row(true, change.path("cursor").asString(),
                change.path("kind").asString(), name(change.path("user")))).collect(Collectors.joining("\n"));
        var told = messages.isEmpty() ? "<li>Nothing wants anybody.</li>"
                : messages.stream().map(text -> HtmlUtils.htmlEscape(text, "UTF-8"))
                        .map(text -> "<li>" + text.replaceAll("http://\\S+", "<a href=\"$0\">$0</a>") + "</li>")
                        .collect(Collectors.joining("\n"));
        return PAGE.formatted(pushUrl(), active, rows, changes, told);
    }

    private static boolean isActive(JsonNode user) {
        return user.path("status").asString().equals("ACTIVE");
    }

    private static String name(JsonNode user) {
        return user.path("name").asString(user.path("id").asString());
    }

    private static String roles(JsonNode user) {
        return user.path("roles").valueStream().filter(role -> !role.path("resting").asBoolean())
                .map(role -> role.path("name").asString()).distinct().collect(Collectors.joining(", "));
    }

    private static String row(boolean present, String... cells) {
        return Stream.of(cells).map(cell -> "<td>" + HtmlUtils.htmlEscape(cell, "UTF-8") + "</td>")
                .collect(Collectors.joining("", present ? "<tr>" : "<tr class=\"gone\">", "</tr>"));
    }

    @Override
    public void close() {
        listener.close();
    }
}
