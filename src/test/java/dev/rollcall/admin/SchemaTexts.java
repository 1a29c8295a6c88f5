package dev.rollcall.admin;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Adds to the document's schemas what `api.yaml` says of them.
final class SchemaTexts {

    private SchemaTexts() {
    }

    static void add(OpenAPI api, OpenAPI texts) {
        Map<String, Schema<?>> schemas = schemas(api);
        Map<String, Schema<?>> described = schemas(texts);
        schemas.forEach((name, schema) -> merge(schema, described.get(name.startsWith("Page") ? "Page" : name)));
        described.forEach((name, schema) -> {
            if (!name.equals("Page")) {
                schemas.putIfAbsent(name, schema);
            }
        });
        // What is sent may leave out what may be null.
        api.getPaths().values().stream().flatMap(item -> item.readOperations().stream()).map(Operation::getRequestBody)
                .filter(Objects::nonNull).flatMap(body -> body.getContent().values().stream())
                .map(media -> media.getSchema().get$ref()).filter(Objects::nonNull)
                .map(ref -> schemas.get(ref.substring("#/components/schemas/".length())))
                .forEach(SchemaTexts::optional);
    }

    @SuppressWarnings({ "unchecked", "rawtypes" })
    private static Map<String, Schema<?>> schemas(OpenAPI api) {
        return (Map) api.getComponents().getSchemas();
    }

    private static void merge(Schema<?> schema, @Nullable Schema<?> text) {
        if (text == null) {
            return;
        }
        if (text.getDescription() != null) {
            schema.setDescription(text.getDescription());
        }
        Objects.requireNonNullElse(text.getProperties(), Map.<String, Schema<?>> of()).forEach((name, said) -> {
            Schema<?> property = (Schema<?>) schema.getProperties().get(name);
            if (property != null) {
                property.setDescription(((Schema<?>) said).getDescription());
                if (((Schema<?>) said).getExample() != null) {
                    property.setExample(((Schema<?>) said).getExample());
                }
            }
        });
    }

    private static void optional(@Nullable Schema<?> sent) {
        if (sent != null && sent.getRequired() != null) {
            sent.setRequired(
                    sent.getRequired().stream().filter(name -> !isNullable(sent.getProperties().get(name))).toList());
        }
    }

    private static boolean isNullable(@Nullable Schema<?> property) {
        return property != null
                && (property.getAnyOf() != null || property.getTypes() != null && property.getTypes().contains("null"));
    }
}
