package dev.rollcall.simulator;

import java.util.List;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;

/// The simulator's front page for people: what it is, and a command to copy for everything that it can be told.
record ControlPage(ScalekitSimulator simulator, List<ControlCall> calls) {

    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Scalekit simulator</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
            p { max-width: 46rem; }
            dt { margin-top: 0.75rem; }
            dd { margin: 0; }
            pre { margin: 0; padding: 0.375rem 0.5rem; overflow-x: auto; font-size: 0.8125rem; }
            pre { background: color-mix(in srgb, currentColor 8%%, transparent); }
            code { font-size: 0.9em; }
            </style>
            </head>
            <body>
            <main>
            <h1>Scalekit simulator</h1>
            <p>This stands in for Scalekit while you try Rollcall: it keeps directories, answers Scalekit’s Directory API
            about them, and posts a signed webhook to <code>%s</code> about each change. The people are invented and
            nothing leaves this machine.</p>
            <p><a href="/webhooks">Webhooks so far</a>, as JSON: <a href="/deliveries">/deliveries</a>.
            State of everything: <a href="/control">/control</a>.</p>
            <h2>What it can be told</h2>
            <p>Each command has all parameters that there are: leave out what you do not want to say. They may also
            stand in the query or in a flat JSON object. <code>quiet=true</code> makes a change that no webhook tells
            of.%s</p>
            <dl>
            %s
            </dl>
            </main>
            </body>
            </html>
            """;

    String html() {
        var organization = simulator.organizations().stream().findFirst();
        var directory = organization.flatMap(first -> first.directories().stream().findFirst());
        var ids = organization.isEmpty() ? ""
                : " The commands name the organization and the directory that there are; put your own ids in.";
        var list = calls.stream()
                .map(call -> "<dt>%s</dt><dd><pre>%s</pre></dd>".formatted(escape(call.about()),
                        escape(call.curl(simulator.url().toString())
                                .replace("{org}", organization.map(SimulatedOrganization::id).orElse("{org}"))
                                .replace("{dir}", directory.map(SimulatedDirectory::id).orElse("{dir}")))))
                .collect(Collectors.joining("\n"));
        return PAGE.formatted(escape(String.valueOf(simulator.webhookUrl())), ids, list);
    }

    private static String escape(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }
}
