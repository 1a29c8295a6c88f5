package dev.rollcall.simulator;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/// The simulator's newest deliveries, for people.
record DeliveriesPage(String webhookUrl, List<Delivery> newestFirst) {

    private static final int SHOWN = 200;

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="3">
            <title>Webhooks of the Scalekit simulator</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            p { max-width: 46rem; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%%; font-size: 0.875rem; }
            th, td { text-align: left; padding: 0.375rem 0.75rem 0.375rem 0; white-space: nowrap; }
            th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 20%%, transparent); }
            .failed { font-weight: bold; }
            code { font-size: 0.9em; }
            </style>
            </head>
            <body>
            <main>
            <h1>Webhooks of the Scalekit simulator</h1>
            <p>It signs directory events as Scalekit does and posts them to <code>%s</code>.
            <a href="/">What else it does</a>.</p>
            <p>Rollcall answers 201 to an event it has stored and 200 to one it already had. What was lost on purpose
            was attempted 0 times.
            The same list as JSON: <a href="/deliveries">/deliveries</a>.</p>
            <h2>%d, newest first</h2>
            <div class="scroll">
            <table>
            <thead><tr><th scope="col">Type</th><th scope="col">About</th><th scope="col">Occurred at</th>
            <th scope="col">Answer</th><th scope="col">Attempts</th><th scope="col">webhook-id</th></tr></thead>
            <tbody>
            %s
            </tbody>
            </table>
            </div>
            </main>
            </body>
            </html>
            """;

    String html() {
        var rows = newestFirst.stream().limit(SHOWN).map(DeliveriesPage::row).collect(Collectors.joining("\n"));
        return PAGE.formatted(escape(webhookUrl), newestFirst.size(), rows);
    }

    private static String row(Delivery delivery) {
        var answer = delivery.status() == 0 ? "none" : Integer.toString(delivery.status());
        return "<tr%s><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%d</td><td>%s</td></tr>".formatted(
                delivery.accepted() ? "" : " class=\"failed\"", escape(delivery.type()), escape(delivery.about()),
                escape(delivery.occurredAt()), answer, delivery.attempts(), escape(delivery.webhookId()));
    }

    private static String escape(@Nullable String text) {
        return text == null ? "" : HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
