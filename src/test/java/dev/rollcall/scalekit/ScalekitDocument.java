package dev.rollcall.scalekit;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.UriComponentsBuilder;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Scalekit's OpenAPI document, which lies beside the project and is not part of it.
final class ScalekitDocument {

    static final Path FILE = Path.of("../shared/contract/scalekit-openapi.yaml");
    private static final Path MORE = FILE.resolveSibling("scalekit-openapi-more.json");

    private static final String LOCATION = "https://contract.invalid/scalekit.json";
    private static final Pattern AT_MOST = Pattern.compile("(?:Maximum value is|between \\d+ and) (\\d+)");

    private final JsonMapper json = JsonMapper.shared();
    private final JsonNode document;
    private final SchemaRegistry schemas;

    ScalekitDocument() {
        try (Reader yaml = Files.newBufferedReader(FILE)) {
            ObjectNode all = json.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
            JsonNode more = json.readTree(Files.readString(MORE));
            more.path("paths").properties()
                    .forEach(path -> ((ObjectNode) all.path("paths")).set(path.getKey(), path.getValue()));
            more.path("components").path("schemas").properties()
                    .forEach(schema -> ((ObjectNode) all.path("components").path("schemas"))
                            .putIfAbsent(schema.getKey(), schema.getValue()));
            document = all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31(),
                registry -> registry.schemas(Map.of(LOCATION, json.writeValueAsString(document)))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    }

    /// {@return the fields of one of the document's schemas}
    Collection<String> fields(String schema) {
        return document.path("components").path("schemas").path(schema).path("properties").propertyNames();
    }

    /// {@return what the document does not allow about a request; empty if all is well}
    List<String> objectionsToRequest(String target) {
        return objectionsToRequest("get", target);
    }

    List<String> objectionsToRequest(String method, String target) {
        URI uri = URI.create(target);
        String path = template(uri);
        if (path == null) {
            return List.of("No path " + uri.getPath());
        }
        List<String> objections = new ArrayList<>();
        UriComponentsBuilder.fromUri(uri).build(true).getQueryParams().forEach((name, values) -> {
            int index = parameter(method, path, name);
            if (index < 0) {
                objections.add(path + " has no parameter " + name);
                return;
            }
            JsonNode parameter = document.path("paths").path(path).path(method).path("parameters").path(index);
            String value = URI.create("?" + values.getFirst()).getQuery();
            boolean list = "array".equals(parameter.path("schema").path("type").asString());
            boolean text = list || "string".equals(parameter.path("schema").path("type").asString());
            String pointer = "/paths/" + path.replace("/", "~1") + "/" + method + "/parameters/" + index + "/schema"
                    + (list ? "/items" : "");
            objections.addAll(objections(pointer, text ? json.writeValueAsString(value) : value));
            Matcher limit = AT_MOST.matcher(parameter.path("description").asString(""));
            if (limit.find() && Integer.parseInt(value) > Integer.parseInt(limit.group(1))) {
                objections.add(path + ": " + name + " is " + value + ", more than " + limit.group(1));
            }
        });
        return objections;
    }

    /// {@return what the document does not allow about an answer; empty if all is well}
    List<String> objectionsToAnswer(String target, String body) {
        return objectionsToAnswer("get", target, body);
    }

    List<String> objectionsToAnswer(String method, String target, String body) {
        String path = template(URI.create(target));
        if (path == null) {
            return List.of("No path " + target);
        }
        return objections(
                "/paths/" + path.replace("/", "~1") + "/" + method + "/responses/200/content/application~1json/schema",
                body);
    }

    private List<String> objections(String pointer, String value) {
        Schema schema = schemas.getSchema(SchemaLocation.of(LOCATION + "#" + pointer));
        return schema.validate(json.readTree(value)).stream().filter(error -> !isNullForNone(error))
                .map(Error::toString).toList();
    }

    /// Scalekit is written in Go, which writes an empty list as null, and its document does not mention it.
    private static boolean isNullForNone(Error error) {
        return error.getKeyword().equals("type") && error.getMessage().contains("null found, array expected");
    }

    private String template(URI uri) {
        return document.path("paths").propertyNames().stream()
                .filter(path -> uri.getRawPath().matches(path.replaceAll("\\{\\w+}", "[^/]+"))).findFirst()
                .orElse(null);
    }

    private int parameter(String method, String path, String name) {
        JsonNode parameters = document.path("paths").path(path).path(method).path("parameters");
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.path(i).path("name").asString().equals(name)
                    && parameters.path(i).path("in").asString().equals("query")) {
                return i;
            }
        }
        return -1;
    }
}
