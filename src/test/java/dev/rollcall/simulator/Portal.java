package dev.rollcall.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/// The portal in which a customer's IT admin connects a directory: by a link that is good once and for a minute. Whoever has
/// opened it chooses where the people are kept, and they come.
final class Portal {

    private static final Duration GOOD_FOR = Duration.ofMinutes(1);
    private static final int PEOPLE = 40;
    private static final int GROUPS = 4;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Set-up portal</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; }
            button, select { font: inherit; padding: 0.4rem 0.6rem; }
            </style>
            </head>
            <body>
            <main>
            <h1>%s</h1>
            %s
            </main>
            </body>
            </html>
            """;

    private record Link(String organizationId, Instant expiresAt) {
    }

    private final SimulatedEnvironment environment;
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    Portal(SimulatedEnvironment environment) {
        this.environment = environment;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/portal/{link}", (request, ids) -> open(ids.getFirst()));
        routes.add("POST", "/portal/sessions/{session}",
                (request, ids) -> connect(ids.getFirst(), new Parameters(request.parameters())));
    }

    /// Makes a link, and says of it what Scalekit does.
    ///
    /// @param base where the simulator is
    Map<String, Object> link(String base, SimulatedOrganization organization) {
        var id = "lnk_" + UUID.randomUUID();
        var expiresAt = Instant.now().plus(GOOD_FOR);
        links.put(id, new Link(organization.id(), expiresAt));
        return Map.of("id", id, "location", base + "/portal/" + id, "expire_time", expiresAt.toString());
    }

    private Answer open(String id) {
        var link = links.remove(id);
        if (link == null || link.expiresAt().isBefore(Instant.now())) {
            return page(410, "This link is not good any more",
                    "<p>A link is good once, and for a minute. Ask for another one.</p>");
        }
        var session = UUID.randomUUID().toString();
        sessions.put(session, link.organizationId());
        var providers = Arrays.stream(Provider.values())
                .map(provider -> "<option value=\"%s\">%s</option>".formatted(provider.name(), provider.title()))
                .collect(Collectors.joining());
        return page(200, "Connect your directory", """
                <p>This stands in for Scalekit’s portal. Choose where the people of %s are kept: %d of them are made up,
                and come with the directory.</p>
                <form method="post" action="/portal/sessions/%s">
                <p><label>Provider <select name="provider">%s</select></label></p>
                <p><button>Enable the directory</button></p>
                </form>
                """.formatted(HtmlUtils.htmlEscape(environment.organization(link.organizationId()).name(), "UTF-8"),
                PEOPLE, session, providers));
    }

    private Answer connect(String session, Parameters is) {
        var organizationId = sessions.remove(session);
        var organization = organizationId == null ? null : environment.find(organizationId).orElse(null);
        var provider = is.text("provider")
                .flatMap(name -> Arrays.stream(Provider.values()).filter(one -> one.name().equals(name)).findFirst());
        if (organization == null || provider.isEmpty()) {
            return page(400, "This cannot be done", "<p>Open the portal by a new link, and choose a provider.</p>");
        }
        var directory = organization.createDirectory(Optional.empty(), provider, false);
        directory.generate(PEOPLE, GROUPS);
        directory.enable();
        return page(200, "The directory is enabled",
                "<p>%d people of %s are on their way to the application. You can close this page.</p>".formatted(PEOPLE,
                        provider.get().title()));
    }

    private static Answer page(int status, String title, String content) {
        return new Answer.Whole(status, "text/html; charset=utf-8",
                Map.of("X-Content-Type-Options", "nosniff", "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
                PAGE.formatted(title, content).getBytes(UTF_8));
    }
}
