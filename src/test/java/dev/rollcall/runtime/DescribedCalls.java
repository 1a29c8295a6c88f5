package dev.rollcall.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The calls that the API's description has, to find those that a page names and that are not there.
final class DescribedCalls {

    private static final Pattern CALL = Pattern
            .compile("(?:\\b([A-Z]{3,}) )?[^\\s\"']*?(/(?:api/v1|webhooks)/[^\\s\"',;)]*)");

    /// As `docs/operations.md` writes them, with a function of the shell.
    private static final Pattern OPERATORS = Pattern.compile("api (?:'([^']+)'|\"([^\"]+)\"|(\\S+))(.*)");

    private static final Pattern END = Pattern.compile("(?:[A-Z]+ )?…?(/[a-z{][\\w/{}-]*)(?:\\?.*)?");

    /// What has a slash before it and is no end of a call: what Rollcall has besides, which `OperationsTests` asks for, the
    /// simulator's, which its own tests compare, folders, and what is yours.
    private static final Pattern OTHER = Pattern
            .compile("/(?:actuator|console|swagger-ui|v3|control|run|proc|your)\\b.*");

    private static final Pattern METHOD = Pattern.compile("-X ([A-Z]+)");
    private static final Pattern BODY = Pattern.compile("(?:^| )(?:-d|--data-binary) ");

    private final Map<String, Map<String, Object>> paths;

    /// @param document where the description is
    DescribedCalls(Path document) {
        try (Reader yaml = Files.newBufferedReader(document)) {
            Map<String, Map<String, Map<String, Object>>> description = new Yaml(
                    new SafeConstructor(new LoaderOptions())).load(yaml);
            this.paths = description.get("paths");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    int count() {
        return paths.size();
    }

    /// {@return the calls in a piece of code that are not there, or not with this method or these parameters; also where it is only the end
    /// of a path}
    List<String> unknown(String code) {
        Matcher operators = OPERATORS.matcher(code);
        if (operators.matches()) {
            String call = Stream.of(1, 2, 3).map(operators::group).filter(part -> part != null).findFirst()
                    .orElseThrow();
            return isKnown(method(operators.group(4)), "/api/v1/" + call) ? List.of() : List.of(code);
        }
        List<String> unknown = new ArrayList<>(CALL.matcher(code).results()
                .filter(call -> !call.group(2).contains("$1"))
                .filter(call -> !isKnown(code.startsWith("curl ") ? method(code) : call.group(1), call.group(2)))
                .map(MatchResult::group).toList());
        Matcher end = END.matcher(code);
        if (end.matches() && !code.contains("/api/v1/") && !OTHER.matcher(end.group(1)).matches()
                && paths.keySet().stream().noneMatch(path -> path.endsWith(end.group(1)))) {
            unknown.add(code);
        }
        return unknown;
    }

    /// {@return the method that curl takes}
    private static String method(String options) {
        return METHOD.matcher(options).results().map(method -> method.group(1)).findFirst()
                .orElse(BODY.matcher(options).find() ? "POST" : "GET");
    }

    /// @param method null if any will do
    private boolean isKnown(String method, String call) {
        String[] parts = call.split("\\?", 2);
        List<String> parameters = parts.length == 1 ? List.of()
                : Stream.of(parts[1].split("&")).map(parameter -> parameter.split("=")[0])
                        .filter(name -> name.matches("[a-z_]+")).toList();
        return paths.entrySet().stream().filter(path -> isPath(path.getKey().split("/"), parts[0].split("/")))
                .map(Map.Entry::getValue)
                .anyMatch(calls -> (method == null || calls.containsKey(method.toLowerCase(Locale.ROOT)))
                        && parameters.stream().allMatch(name -> calls.toString().contains("name=" + name + ",")));
    }

    private static boolean isPath(String[] template, String[] path) {
        if (template.length != path.length) {
            return false;
        }
        for (int i = 0; i < path.length; i++) {
            if (!template[i].startsWith("{") && !template[i].equals(path[i])) {
                return false;
            }
        }
        return true;
    }
}
