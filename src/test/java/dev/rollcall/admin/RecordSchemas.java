package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.providers.JavadocProvider;

/// Says of a record's schema what the record says of itself: the meaning of each property, from its Javadoc, and whether
/// it can be null. Every property is there, null or not, but for those that say of themselves when they are.
final class RecordSchemas implements ModelConverter {

    private final JavadocProvider javadoc;

    RecordSchemas(JavadocProvider javadoc) {
        this.javadoc = javadoc;
    }

    @Override
    public @Nullable Schema<?> resolve(AnnotatedType type, ModelConverterContext context,
            Iterator<ModelConverter> next) {
        if (!next.hasNext()) {
            return null;
        }
        Schema<?> resolved = next.next().resolve(type, context, next);
        Class<?> raw = rawClass(type);
        if (resolved != null && raw != null && raw.isRecord()) {
            Schema<?> schema = resolved.get$ref() == null ? resolved
                    : context.getDefinedModels().get(resolved.get$ref().substring("#/components/schemas/".length()));
            if (schema != null && schema.getProperties() != null) {
                describe(raw, schema);
            }
        }
        return resolved;
    }

    private void describe(Class<?> type, Schema<?> schema) {
        Map<String, String> meanings = javadoc.getRecordClassParamJavadoc(type);
        if (schema.getDescription() == null) {
            schema.setDescription(text(javadoc.getClassJavadoc(type)));
        }
        List<String> required = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = SnakeCaseStrategy.INSTANCE.translate(component.getName());
            if (component.getAccessor().isAnnotationPresent(JsonAnySetter.class)) {
                schema.getProperties().remove(name);
                schema.setAdditionalProperties(false);
                continue;
            }
            Schema<?> property = schema.getProperties().get(name);
            if (property == null) { // is unwrapped
                Stream.ofNullable(component.getType().getRecordComponents()).flatMap(Stream::of)
                        .filter(part -> !part.getAccessor().isAnnotationPresent(JsonInclude.class))
                        .forEach(part -> required.add(SnakeCaseStrategy.INSTANCE.translate(part.getName())));
                continue;
            }
            if (!component.getAccessor().isAnnotationPresent(JsonInclude.class)) {
                required.add(name);
            }
            Schema<?> described = component.getType() == Object.class ? new JsonSchema() // a text as well as a list
                    : component.getAnnotatedType().isAnnotationPresent(Nullable.class) ? orNull(property) : property;
            if (isOfAnything(component.getGenericType())) {
                described.setAdditionalProperties(true); // texts as well as lists
            }
            described.setDescription(text(meanings.get(component.getName())));
            schema.getProperties().put(name, described);
        }
        schema.setRequired(required);
    }

    private static boolean isOfAnything(Type type) {
        return type instanceof ParameterizedType map && map.getRawType() == Map.class
                && map.getActualTypeArguments()[1] == Object.class;
    }

    private static Schema<?> orNull(Schema<?> property) {
        if (property.get$ref() != null) {
            return new JsonSchema()
                    .anyOf(List.of(new JsonSchema().$ref(property.get$ref()), new JsonSchema().types(Set.of("null"))));
        }
        if (property.getTypes() != null) {
            Set<String> types = new LinkedHashSet<>(property.getTypes());
            types.add("null");
            property.setTypes(types);
        }
        if (property.getEnum() != null) {
            addNull(property);
        }
        return property;
    }

    @SuppressWarnings("unchecked")
    private static void addNull(Schema<?> property) {
        List<Object> values = new ArrayList<>(property.getEnum());
        values.add(null);
        ((Schema<Object>) property).setEnum(values);
    }

    private static @Nullable String text(@Nullable String javadoc) {
        return javadoc == null || javadoc.isBlank() ? null : javadoc.strip();
    }

    private static @Nullable Class<?> rawClass(AnnotatedType type) {
        JavaType java = type.getType() == null ? null : Json.mapper().constructType(type.getType());
        return java == null ? null : java.getRawClass();
    }
}
