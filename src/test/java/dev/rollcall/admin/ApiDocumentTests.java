package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import dev.rollcall.Renewed;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.ScalekitSimulator;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Holds the OpenAPI document, which is the one in `docs/`, to the service that it describes.
@RollcallContext
@Import(GeneratedDocument.class)
@TestPropertySource(properties = { "springdoc.api-docs.enabled=true", "springdoc.api-docs.path=/generated" })
class ApiDocumentTests {

    private static final ScalekitSimulator SCALEKIT = ScalekitSimulator.start(RollcallTest.SECRET);
    private static final Set<String> EXAMPLES = Set.of("example", "examples", "default");
    private static final String LOCATION = "https://rollcall.invalid/openapi.json";

    @Autowired
    private RollcallClient client;
    private JsonNode document;
    private SchemaRegistry schemas;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping handlers;

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @BeforeEach
    void connect() {
        document = client.send(client.request("/v3/api-docs").build()).json();
        schemas = SchemaRegistry.withDialect(Dialects.getOpenApi31(),
                registry -> registry.schemas(Map.of(LOCATION, strict().toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void describesEveryEndpoint() {
        Set<String> served = handlers.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/v1") || path.startsWith("/webhooks"))
                        .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> method.name().toLowerCase() + " " + path)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(operations().keySet()).isEqualTo(served).hasSizeGreaterThan(15);
        assertThat(operations()).allSatisfy((call, operation) -> {
            assertThat(operation.path("summary").asString("")).as("summary").isNotBlank();
            assertThat(operation.path("description").asString("")).as("description of %s", call).isNotBlank();
            assertThat(operation.path("operationId").asString("")).as("id").matches("[a-z][A-Za-z]+");
            assertThat(operation.path("tags").size()).as("tag").isEqualTo(1);
            boolean open = call.equals("post /webhooks/scalekit");
            assertThat(operation.path("security").toString()).as("security")
                    .isEqualTo(open ? "[{\"signature\":[]}]" : "");
            Set<String> problems = new TreeSet<>(operation.path("responses").propertyNames());
            assertThat(problems).as("answers").anyMatch(status -> status.startsWith("2")).contains("503")
                    .containsAll(open ? Set.of("400", "413", "429") : Set.of("401", "403"));
            if (call.contains("{")) {
                assertThat(problems).contains("400", "404");
            }
            if (operation.has("requestBody")) {
                assertThat(problems).contains("400");
                assertThat(operation.path("requestBody").path("description").asString("")).as("body").isNotBlank();
                assertThat(operation.path("requestBody").path("content").valueStream()).isNotEmpty()
                        .allSatisfy(type -> assertThat(type.path("examples").size()).as("examples").isPositive());
            }
            operation.path("responses").properties().forEach(answer -> {
                if (answer.getKey().startsWith("2")) {
                    assertThat(answer.getValue().path("description").asString("")).isNotBlank();
                } else {
                    assertThat(answer.getValue().path("$ref").asString(""))
                            .isEqualTo("#/components/responses/" + answer.getKey());
                }
            });
            operation.path("parameters").forEach(parameter -> assertThat(parameter.path("description").asString(""))
                    .as(parameter.path("name").asString()).isNotBlank());
        });
        assertThat(document.path("security").toString()).isEqualTo("[{\"bearer\":[]}]");
    }

    @Test
    void describesEveryProperty() {
        document.path("components").path("schemas").properties().forEach(schema -> {
            assertThat(schema.getValue().path("description").asString("")).as(schema.getKey()).isNotBlank();
            schema.getValue().path("properties").properties().forEach(property -> {
                assertThat(property.getKey()).matches("[a-z_]+");
                assertThat(property.getValue().path("description").asString(""))
                        .as("%s.%s", schema.getKey(), property.getKey()).isNotBlank();
            });
        });
        assertThat(document.path("components").path("schemas").path("User").path("required").valueStream()
                .map(JsonNode::asString)).contains("organization_id", "email", "roles");
        assertThat(document.path("components").path("schemas").path("User").path("properties").path("email")
                .path("type").toString()).contains("string", "null");
        assertThat(document.path("components").path("schemas").path("SyncRequest").has("required")).isFalse();
    }

    @Test
    void isWhatTheCodeSays() throws IOException {
        Renewed.assertCurrent(Path.of("docs/openapi.yaml"), client.get("/generated.yaml").http().body());

        assertThat(document).isEqualTo(client.get("/generated").json());
        assertThat(client.send(client.request("/v3/api-docs.yaml").build()).http().body())
                .isEqualTo(Files.readString(Path.of("docs/openapi.yaml")));
    }

    @Test
    void saysBelowWhichPathCallsAre() throws IOException {
        var documents = new ApiDocumentController(new ClassPathResource("openapi.yaml"));
        var request = new MockHttpServletRequest();
        request.setContextPath("/rollcall");

        JsonNode below = JsonMapper.shared().readTree(documents.json(request));
        assertThat(below.path("servers").path(0).path("url").asString()).isEqualTo("/rollcall");
        ((ObjectNode) below.path("servers").path(0)).put("url", "/");
        assertThat(below).isEqualTo(document);
        assertThat(new String(documents.yaml(request), UTF_8)).contains("\n  url: \"/rollcall\"\n")
                .doesNotContain("\n  url: /\n");
    }

    @Test
    void answersAsItSays() {
        String organization = "org_" + UUID.randomUUID();
        String directoryUser = "diruser_" + UUID.randomUUID();
        HttpRequest webhook = client.webhook("msg_" + UUID.randomUUID(),
                ScalekitEvents.userCreated(directoryUser).in(organization).email("ann@example.com").named("Ann", "Lee")
                        .roles("editor").groups(ScalekitEvents.group("dirgroup_" + organization, "Writers")).bytes());
        Answer accepted = answers("post", "/webhooks/scalekit", "/webhooks/scalekit", webhook, 201);
        answers("post", "/webhooks/scalekit", "/webhooks/scalekit", webhook, 200);
        answers("post", "/webhooks/scalekit", "/webhooks/scalekit",
                client.request("/webhooks/scalekit").POST(HttpRequest.BodyPublishers.noBody()).build(), 400);
        long event = accepted.json().path("id").asLong();
        client.finished(event);
        client.deliver("not JSON".getBytes());

        JsonNode users = get("/api/v1/users", "?organization_id=" + organization + "&limit=1", 200);
        String user = users.path("data").path(0).path("id").asString();
        get("/api/v1/users", "?limit=101", 400);
        get("/api/v1/users/{id}", user, 200);
        get("/api/v1/users/{id}", UUID.randomUUID().toString(), 404);
        get("/api/v1/users/{id}/history", user, 200);
        call("put", "/api/v1/users/{id}/roles/{role}", "/api/v1/users/" + user + "/roles/owner", null, 200);
        call("delete", "/api/v1/users/{id}/roles/{role}", "/api/v1/users/" + user + "/roles/owner", null, 200);
        String roles = "/api/v1/users/{id}/roles";
        call("put", roles, "/api/v1/users/" + user + "/roles?role=a%2Fb", null, 200);
        call("delete", roles, "/api/v1/users/" + user + "/roles?role=a%2Fb", null, 200);
        call("put", roles, "/api/v1/users/" + user + "/roles", null, 400);
        get("/api/v1/groups", "?organization_id=" + organization, 200);
        saysWhatTheApplicationCallsThem(user);
        get("/api/v1/events", "", 200);
        get("/api/v1/events/{id}", Long.toString(event), 200);
        call("post", "/api/v1/events/{id}/replay", "/api/v1/events/" + event + "/replay", null, 202);
        examples("post", "/api/v1/events/replay")
                .forEach(example -> call("post", "/api/v1/events/replay", "/api/v1/events/replay", example, 202));
        call("post", "/api/v1/events/replay", "/api/v1/events/replay", "{\"statuses\":1}", 400);

        get("/api/v1/changes", "?limit=2", 200);
        get("/api/v1/changes", "?wait=1h", 400);
        get("/api/v1/push", "", 200);
        examples("post", "/api/v1/push/replay")
                .forEach(example -> call("post", "/api/v1/push/replay", "/api/v1/push/replay", example, 409));
        call("post", "/api/v1/push/replay", "/api/v1/push/replay", "{}", 400);
        call("put", "/api/v1/users/{id}/protection", "/api/v1/users/" + user + "/protection", null, 200);
        call("delete", "/api/v1/users/{id}/protection", "/api/v1/users/" + user + "/protection", null, 200);
        call("delete", "/api/v1/users/{id}/personal-data", "/api/v1/users/" + user + "/personal-data", null, 409);
        mergesAsItSays(organization, user);
        mapsRolesAsItSays();
        adoptsAsItSays();

        SCALEKIT.quietly(() -> SCALEKIT.createDirectory().generate(3, 1));
        JsonNode run = call("post", "/api/v1/sync-runs", "/api/v1/sync-runs", "{}", 202);
        String id = run.path("id").asString();
        Awaitility.await().until(
                () -> "SUCCEEDED".equals(client.get("/api/v1/sync-runs/" + id).json().path("status").asString()));
        get("/api/v1/sync-runs", "", 200);
        get("/api/v1/sync-runs/{id}", id, 200);
        assertThat(get("/api/v1/sync-runs/{id}/changes", id, 200).path("data").size()).isPositive();
        for (String end : List.of("approve", "reject", "cancel")) {
            call("post", "/api/v1/sync-runs/{id}/" + end, "/api/v1/sync-runs/" + id + "/" + end, null, 409);
        }
    }

    private void saysWhatTheApplicationCallsThem(String user) {
        String path = "/api/v1/users/" + user + "/external-id";
        String call = "/api/v1/users/{id}/external-id";
        examples("put", call).forEach(example -> call("put", call, path, example, 200));
        call("put", call, path, "{}", 400);
        call("delete", call, path, null, 200);
        String customer = "org_" + UUID.randomUUID();
        client.deliver(ScalekitEvents.organizationCreated(customer).withData("external_id", "acme").withData("metadata",
                Map.of("plan", "gold")));
        assertThat(get("/api/v1/organizations", "?external_id=acme", 200).path("data")).hasSize(1);
        get("/api/v1/organizations/{id}", customer, 200);
        get("/api/v1/organizations/{id}", "org_nobody", 404);
        client.deliver(ScalekitEvents.directoryEnabled("dir_" + customer).in(customer));
        assertThat(get("/api/v1/directories", "?organization_external_id=acme", 200).path("data")).hasSize(1);
        get("/api/v1/directories", "?limit=0", 400);
        String portal = "/api/v1/organizations/{id}/portal-link";
        SCALEKIT.quietly(() -> SCALEKIT.createOrganization("org_portal", "Acme"));
        call("post", portal, portal.replace("{id}", "org_portal"), null, 201);
        call("post", portal, portal.replace("{id}", "org_nobody"), null, 404);
        get("/api/v1/users", "?organization_external_id=acme", 200);
    }

    private void mergesAsItSays(String organization, String user) {
        client.deliver(ScalekitEvents.userCreated("diruser_" + UUID.randomUUID()).in(organization)
                .email("ann.lee@example.com"));
        String other = client.get("/api/v1/users?limit=1&organization_id=" + organization).json().path("data").path(0)
                .path("id").asString();
        String merge = "/api/v1/users/{id}/merge";
        String path = "/api/v1/users/" + other + "/merge";
        call("post", merge, path, "{}", 400);
        examples("post", merge).forEach(example -> call("post", merge, path, example, 404));
        call("post", merge, path, "{\"into\":\"%s\"}".formatted(other), 409);
        call("post", merge, path, "{\"into\":\"%s\"}".formatted(user), 200);
    }

    private void adoptsAsItSays() {
        String adoptions = "/api/v1/adoptions";
        operations().get("post " + adoptions).path("requestBody").path("content").properties()
                .forEach(type -> type.getValue().path("examples").forEach(example -> {
                    String path = adoptions + "?dry_run=true";
                    String id = answers("post", adoptions, path,
                            list(path, type.getKey(), example.path("value").asString()), 202).json().path("id")
                                    .asString();
                    get(adoptions + "/{id}", id, 200);
                    assertThat(get(adoptions + "/{id}/lines", id, 200).path("data").size()).isPositive();
                    Awaitility.await().until(() -> "SUCCEEDED"
                            .equals(client.get(adoptions + "/" + id).json().path("status").asString()));
                    String adopt = adoptions + "/{id}/adopt";
                    String real = call("post", adopt, adopt.replace("{id}", id), null, 202).path("id").asString();
                    call("post", adopt, adopt.replace("{id}", real), null, 409);
                    call("post", adopt, adopt.replace("{id}", "9223372036854775807"), null, 404);
                }));
        answers("post", adoptions, adoptions, list(adoptions, "text/csv", "nonsense"), 400);
        answers("post", adoptions, adoptions, list(adoptions, "application/json", "{}"), 415);
        get(adoptions, "", 200);
        get(adoptions + "/{id}", "9223372036854775807", 404);
    }

    private HttpRequest list(String path, String type, String list) {
        return client.request(path).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(list)).build();
    }

    private void mapsRolesAsItSays() {
        client.deliver(ScalekitEvents.organizationCreated("org_55135410258444802")); // of the examples
        String mappings = "/api/v1/role-mappings";
        JsonNode first = null;
        for (String example : examples("post", mappings)) {
            first = call("post", mappings, mappings, example, 201);
            call("post", mappings, mappings, example, 409);
        }
        call("post", mappings, mappings, "{}", 400);
        get(mappings, "", 200);
        String one = mappings + "/" + first.path("id").asString();
        call("get", mappings + "/{id}", one, null, 200);
        examples("post", mappings + "/preview")
                .forEach(example -> call("post", mappings + "/preview", mappings + "/preview", example, 200));
        examples("put", mappings + "/{id}").forEach(example -> call("put", mappings + "/{id}", one, example, 200));
        assertThat(client.call("DELETE", one).status()).isEqualTo(204);
        call("delete", mappings + "/{id}", one, null, 404);
    }

    @Test
    void givesExamplesAndDefaultsThatItsSchemasAllow() {
        List<String> wrong = new ArrayList<>();
        assertThat(checkExamples("", document, wrong)).isGreaterThan(60);
        assertThat(wrong).isEmpty();
    }

    /// {@return how many examples and defaults there are at a pointer and below}
    private int checkExamples(String pointer, JsonNode node, List<String> wrong) {
        int checked = 0;
        String schema = node.has("schema") ? pointer + "/schema" : pointer;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = field.getKey();
            if (!pointer.endsWith("/properties") && EXAMPLES.contains(name)) {
                Stream<JsonNode> values = name.equals("examples")
                        ? field.getValue().valueStream().map(example -> example.path("value"))
                        : Stream.of(field.getValue());
                for (JsonNode value : values.toList()) {
                    checked++;
                    objections(schema, value.toString()).forEach(objection -> wrong.add(pointer + ": " + objection));
                }
            } else {
                checked += checkExamples(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), field.getValue(),
                        wrong);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            checked += checkExamples(pointer + "/" + i, node.path(i), wrong);
        }
        return checked;
    }

    @Test
    void speaksJsonOnly() {
        Answer answer = client.send(client.request("/api/v1/users").header("Accept", "application/yaml")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).build());
        assertThat(answer.status()).isEqualTo(406);
    }

    @Test
    void servesAPageToReadItOn() {
        Answer start = client.send(client.request("/swagger-ui").build());
        assertThat(start.status()).isEqualTo(302);
        Answer page = client.send(client.request("/swagger-ui/index.html").build());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.http().body()).contains("swagger-ui-bundle.js").doesNotContain("<script>");
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self';");
        assertThat(client.send(client.request("/swagger-ui/swagger-initializer.js").build()).http().body())
                .contains("\"../v3/api-docs\"").doesNotContain("petstore");
        assertThat(client.send(client.request("/swagger-ui/swagger-ui-bundle.js").build()).status()).isEqualTo(200);
    }

    private JsonNode get(String template, String rest, int status) {
        String path = template.contains("{id}") ? template.replace("{id}", rest) : template + rest;
        return call("get", template, path, null, status);
    }

    private JsonNode call(String method, String template, String path, String body, int status) {
        HttpRequest.Builder request = client.request(path).header("Authorization",
                "Bearer " + RollcallTest.ADMIN_TOKEN);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return answers(method, template, path,
                request.method(method.toUpperCase(),
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                status).json();
    }

    /// Sends a request and holds the answer to what the document says of it.
    private Answer answers(String method, String template, String path, HttpRequest request, int status) {
        Answer answer = client.send(request);
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(status);
        JsonNode said = operations().get(method + " " + template).path("responses").path(Integer.toString(status));
        assertThat(said.isMissingNode()).as("%s %s answers %d", method, template, status).isFalse();
        String type = answer.header("Content-Type");
        String pointer = said.has("$ref") ? said.path("$ref").asString().substring(1)
                : pointer(method + " " + template, "responses/" + status);
        assertThat(document.at(pointer + "/content/" + type.replace("/", "~1")).isMissingNode())
                .as("%s %s answers %s", method, path, type).isFalse();
        assertThat(objections(pointer + "/content/" + type.replace("/", "~1") + "/schema", answer.http().body()))
                .as("%s %s: %s", method, path, answer.http().body()).isEmpty();
        return answer;
    }

    private List<String> examples(String method, String path) {
        List<String> examples = new ArrayList<>();
        operations().get(method + " " + path).path("requestBody").path("content").path("application/json")
                .path("examples").forEach(example -> examples.add(example.path("value").toString()));
        return examples;
    }

    private Map<String, JsonNode> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(operation -> Map.entry(operation.getKey() + " " + path.getKey(), operation.getValue())))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
    }

    private static String pointer(String call, String rest) {
        String[] words = call.split(" ");
        return "/paths/" + words[1].replace("/", "~1") + "/" + words[0] + "/" + rest;
    }

    private List<String> objections(String pointer, String json) {
        return schemas.getSchema(SchemaLocation.of(LOCATION + "#" + pointer))
                .validate(JsonMapper.shared().readTree(json)).stream().map(Error::toString).toList();
    }

    /// {@return the document, in which no object may have a property that it does not name}
    private JsonNode strict() {
        JsonNode copy = document.deepCopy();
        Stream.of(copy.path("components").path("schemas")).flatMap(JsonNode::valueStream)
                .filter(schema -> schema.has("properties"))
                .forEach(schema -> ((ObjectNode) schema).put("additionalProperties", false));
        return copy;
    }
}
