package dev.rollcall.admin;

import io.swagger.v3.core.util.Yaml31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.core.io.Resource;

/// Adds to the document what the code cannot tell: the texts and examples of `api.yaml`, which is a part of an OpenAPI
/// document itself, and the problems that any call can end in.
final class ApiTexts implements OpenApiCustomizer {

    private final Resource source;

    ApiTexts(Resource source) {
        this.source = source;
    }

    @Override
    public void customise(OpenAPI api) {
        OpenAPI texts = read();
        api.info(texts.getInfo()).servers(texts.getServers()).tags(texts.getTags()).security(texts.getSecurity());
        api.getComponents().securitySchemes(texts.getComponents().getSecuritySchemes())
                .responses(texts.getComponents().getResponses()).examples(texts.getComponents().getExamples());
        Map<String, Parameter> parameters = texts.getComponents().getParameters();
        api.getPaths().forEach((path, item) -> item.readOperationsMap().forEach((method, operation) -> {
            PathItem text = texts.getPaths().get(path);
            Operation described = text == null ? null : text.readOperationsMap().get(method);
            describe(operation, described == null ? new Operation() : described, parameters);
            addProblems(operation, path);
        }));
        SchemaTexts.add(api, texts);
    }

    private OpenAPI read() {
        try (InputStream yaml = source.getInputStream()) {
            return Yaml31.mapper().readValue(yaml, OpenAPI.class);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("api.yaml cannot be read", unreadable);
        }
    }

    private static void describe(Operation operation, Operation text, Map<String, Parameter> common) {
        operation.operationId(text.getOperationId()).summary(text.getSummary()).description(text.getDescription())
                .tags(text.getTags());
        if (text.getSecurity() != null) {
            operation.setSecurity(text.getSecurity());
        }
        List<Parameter> own = Objects.requireNonNullElse(text.getParameters(), List.of());
        for (Parameter parameter : Objects.requireNonNullElse(operation.getParameters(), List.<Parameter> of())) {
            Parameter found = own.stream().filter(one -> parameter.getName().equals(one.getName())).findFirst()
                    .orElse(common.get(parameter.getName()));
            if (found != null) {
                parameter.description(found.getDescription()).example(found.getExample());
            }
            parameter.setSchema(plain(parameter.getSchema()));
        }
        own.stream().filter(one -> one.getSchema() != null).forEach(operation::addParametersItem);
        describeBody(operation, text);
        describeResponses(operation, text);
    }

    /// {@return a schema, or, of a duration, one without a format: one of that name would be ISO 8601's, and `30s` is none}
    private static Schema<?> plain(Schema<?> schema) {
        if (!"duration".equals(schema.getFormat())) {
            return schema;
        }
        Schema<?> text = new JsonSchema().types(Set.of("string"));
        if (schema.getDefault() instanceof Duration given) {
            text.setDefault(given.toSeconds() + "s");
        }
        return text;
    }

    private static void describeBody(Operation operation, Operation text) {
        if (text.getRequestBody() == null) {
            return;
        }
        if (operation.getRequestBody() == null) {
            operation.setRequestBody(text.getRequestBody());
            return;
        }
        operation.getRequestBody().setDescription(text.getRequestBody().getDescription());
        operation.getRequestBody().getContent().forEach((type, media) -> {
            MediaType said = text.getRequestBody().getContent().get(type);
            if (said != null) {
                media.setExamples(said.getExamples());
            }
        });
    }

    private static void describeResponses(Operation operation, Operation text) {
        if (text.getResponses() == null) {
            return;
        }
        ApiResponses generated = operation.getResponses();
        Content content = generated.values().stream().map(ApiResponse::getContent).filter(Objects::nonNull).findFirst()
                .orElse(null);
        ApiResponses responses = new ApiResponses();
        text.getResponses().forEach((status, response) -> {
            if (status.startsWith("2") && response.getContent() == null) {
                response.setContent(content);
            }
            responses.addApiResponse(status, response);
        });
        operation.setResponses(responses);
    }

    private static void addProblems(Operation operation, String path) {
        List<String> problems = new ArrayList<>(List.of("503"));
        if (operation.getSecurity() == null) {
            problems.addAll(List.of("401", "403"));
        }
        if (operation.getParameters() != null || operation.getRequestBody() != null) {
            problems.add("400");
        }
        if (path.contains("{")) {
            problems.add("404");
        }
        problems.stream().filter(status -> !operation.getResponses().containsKey(status)).forEach(status -> operation
                .getResponses().addApiResponse(status, new ApiResponse().$ref("#/components/responses/" + status)));
    }
}
