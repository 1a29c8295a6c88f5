package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallContext;
import dev.rollcall.RollcallTest;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.lang.reflect.Parameter;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.JsonNode;

/// Puts into every parameter of everything that can be read what nobody would ask for, and what somebody who means harm
/// would. The answer has what was asked for, which may be nothing, or says that it was not understood.
@RollcallContext
@TestPropertySource(properties = "spring.application.name=rollcall-hostile") // a service of its own, beside the others
@TestInstance(Lifecycle.PER_CLASS)
class HostileParametersTests {

    private static final String MINE = "org_mine";
    private static final String BYSTANDER = "bystander@quiet.net";

    /// Everything that can be read and has parameters: with those that are given in any case, and all of them.
    private static final List<Reading> READINGS = List.of(reading("GET /api/v1/users", "organization_id=" + MINE,
            "organization_id", "organization_external_id", "email", "status", "external_id", "q", "role", "group_id",
            "updated_since", "attribute.department", "limit", "cursor"),
            reading("GET /api/v1/users/{id}/history", "", "limit", "cursor"), reading("GET /api/v1/groups",
                    "organization_id=" + MINE, "organization_id", "organization_external_id", "limit", "cursor"),
            reading("GET /api/v1/changes", "", "after", "limit", "wait"),
            reading("GET /api/v1/events", "organization_id=" + MINE, "status", "type", "organization_id",
                    "organization_external_id", "limit", "cursor"),
            reading("GET /api/v1/role-mappings", "", "limit", "cursor"),
            reading("POST /api/v1/role-mappings/preview", "", "limit", "cursor"),
            reading("GET /api/v1/default-roles", "", "limit", "cursor"),
            reading("POST /api/v1/default-role/preview", "", "limit", "cursor"),
            reading("POST /api/v1/organizations/{id}/default-role/preview", "", "limit", "cursor"),
            reading("GET /api/v1/sync-runs", "", "limit", "cursor"),
            reading("GET /api/v1/sync-runs/{id}/changes", "", "limit", "cursor"),
            reading("GET /api/v1/adoptions", "", "limit", "cursor"),
            reading("GET /api/v1/adoptions/{id}/lines", "", "result", "limit", "cursor"),
            reading("GET /api/v1/audit", "actor=admin", "actor", "limit", "cursor"),
            reading("GET /console/events", "", "status", "type", "organization_id", "subject_id", "since", "until",
                    "cursor"),
            reading("GET /console/events/replay", "", "status", "type", "organization_id", "subject_id", "since",
                    "until"),
            reading("GET /console/events/{id}", "", "cursor"),
            reading("GET /console/people", "", "q", "state", "status", "organization_id", "role", "group_id",
                    "external_id", "cursor"),
            reading("GET /console/people.csv", "", "q", "state", "status", "organization_id", "role", "group_id",
                    "external_id"),
            reading("GET /console/choices/{kind}", "", "organization_id", "directory_id", "group_id", "match",
                    "attribute", "value", "role"),
            reading("GET /console/people/check", "", "email", "organization_id"),
            reading("GET /console/people/{id}", "", "cursor"), reading("GET /console/people/{id}/merge", "", "q"),
            reading("GET /console/people/{id}/merge/preview", "into=018f0000-0000-7000-8000-000000000000", "into"),
            reading("GET /console/runs", "", "organization_id", "directory_id", "directory_user_id", "mode", "dry_run",
                    "cursor"),
            reading("GET /console/runs/{id}", "", "status", "kind", "cursor"),
            reading("GET /console/runs/{id}/approval", "", "cursor"), reading("GET /console/mappings", "", "cursor"),
            reading("GET /console/mappings/preview", "match=NAME&value=Bystanders&role=seen", "id", "organization_id",
                    "match", "attribute", "value", "role", "priority", "cursor"),
            reading("GET /console/mappings/default", "", "organization_id", "cursor"),
            reading("GET /console/mappings/default/preview", "kind=ROLE&role=seen", "organization_id", "kind", "role",
                    "cursor"),
            reading("GET /console/mappings/{id}/removal", "", "cursor"),
            reading("GET /console/adoptions", "", "cursor"),
            reading("GET /console/adoptions/{id}", "", "result", "cursor"),
            reading("GET /console/audit", "", "actor", "cursor"),
            reading("GET /api/v1/organizations", "", "external_id", "limit", "cursor"),
            reading("GET /api/v1/directories", "", "organization_id", "organization_external_id", "limit", "cursor"),
            reading("GET /console/customers", "", "q", "state", "cursor"),
            reading("GET /console/customers/{id}", "", "cursor"));

    /// What an organization, an e-mail address or a type of event can be called, and is called here.
    private static final List<String> NAMES = List.of("' or '1'='1", "'; drop table app_user; --", "%", "_", "org_%",
            "*", "\\", "\"", "$1", ":organizationId", "?", "null", "__${7*7}__::.x", "<script>alert(1)</script>",
            "../../etc/passwd", "g\u202Ero", "👩‍💻", "n".repeat(255));

    /// What nothing is called.
    private static final List<String> NO_NAMES = List.of("a\0b", "a\r\nSet-Cookie: a=b", "\u0007", "\u0085",
            "x".repeat(5000), "x ".repeat(1000), "-1", "0", "1e3", "0x10", "2147483648", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "9".repeat(1000), "true", "1;2",
            "00000000-0000-0000-0000-000000000000", "1-1-1-1-1", "+999999999-12-31T23:59:59.999999999Z",
            "-999999999-01-01T00:00:00Z", "+999999999-12-31T23:59:59", "-999999999-01-01T00:00",
            "+294277-01-01T00:00:00Z", "9223372036854775807d");

    /// What no text is encoded as.
    private static final List<String> NO_TEXTS = List.of("%FF%FE", "%ED%A0%80", "%C0%AF", "%F5%80%80%80");

    /// The parameters that filter by a text.
    private static final Set<String> FILTERS = Set.of("status", "type", "organization_id", "email", "subject_id", "q",
            "kind", "actor", "value", "external_id");

    private static final Set<String> OF_NAMES = Set.of("organization_id", "email", "type");

    private static final String[] INTERNALS = { "Exception", "org.springframework", "org.postgresql", "PSQL",
            "PreparedStatement", "bad SQL", "\tat " };

    private record Reading(String call, Map<String, String> given, Set<String> parameters) {

        String path() {
            return call.substring(call.indexOf(' ') + 1);
        }

        boolean isPage() {
            return path().startsWith("/console");
        }
    }

    @Autowired
    private RollcallClient client;
    private ConsoleClient browser;
    private String account;
    private String event;
    private String run;
    private String mapping;
    private String adoption;
    private List<String> cursors;

    @Autowired
    private ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

    @Autowired
    private JdbcClient jdbc;

    private static Reading reading(String call, String given, String... parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        Stream.of(given.split("&")).filter(one -> !one.isEmpty()).map(one -> one.split("="))
                .forEach(one -> values.put(one[0], one[1]));
        return new Reading(call, values, new TreeSet<>(List.of(parameters)));
    }

    static Stream<Arguments> parameters() {
        return READINGS.stream().flatMap(
                reading -> reading.parameters().stream().map(parameter -> arguments(reading.call(), parameter)));
    }

    @BeforeAll
    void fill(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            send(ScalekitEvents.userCreated("diruser_named_" + i).in(name).email(name)
                    .groups(ScalekitEvents.group("dirgroup_named_" + i, name)));
            send(ScalekitEvents.directoryEnabled("dir_named_" + i).in(name));
            send(ScalekitEvents.userCreated("diruser_mailed_" + i).in(MINE).email(name));
            send(ScalekitEvents.userUpdated("diruser_typed_" + i).in(MINE).with("type", name));
        }
        for (int i = 0; i < 3; i++) {
            send(ScalekitEvents.userCreated("diruser_mine_" + i).in(MINE).email(i + "@mine.org").roles("role" + i)
                    .groups(ScalekitEvents.group("dirgroup_mine_" + i, "Mine " + i)));
            send(ScalekitEvents.userUpdated("diruser_mine_0").in(MINE).roles("editor" + i));
            send(ScalekitEvents.userCreated("diruser_bystander_" + i).in("org_bystander").email("z" + i + BYSTANDER)
                    .named("By", "Stander").groups(ScalekitEvents.group("dirgroup_bystander", "Bystanders")));
        }
        await().until(() -> client.get("/api/v1/events?status=PENDING").json().path("data").isEmpty());
        event = client.get("/api/v1/events?limit=1").json().path("data").path(0).path("id").asString();
        account = client.get("/api/v1/users?email=0@mine.org").json().path("data").path(0).path("id").asString();
        client.call("PUT", "/api/v1/organizations/%s/default-role".formatted(MINE), "{\"none\":true}");
        client.call("PUT", "/api/v1/organizations/org_bystander/default-role", "{\"role\":\"visitor\"}");
        for (int i = 0; i < 3; i++) {
            mapping = client
                    .post("/api/v1/role-mappings",
                            "{\"match\":\"NAME\",\"value\":\"Mine %d\",\"role\":\"mapped\"}".formatted(i))
                    .json().path("id").asString();
            run = client.post("/api/v1/sync-runs", "{\"organization_id\":\"%s\",\"dry_run\":true}".formatted(MINE))
                    .json().path("id").asString();
            await().until(() -> !Set.of("PENDING", "RUNNING")
                    .contains(client.get("/api/v1/sync-runs/" + run).json().path("status").asString()));
            addChanges();
            adopt();
        }
        cursors = READINGS.stream().filter(reading -> !reading.isPage())
                .map(reading -> read(reading, Map.of("limit", "1"), "").json().path("next_cursor"))
                .filter(JsonNode::isString).map(JsonNode::asString).toList();
    }

    private void send(SimulatedEvent event) {
        assertThat(client.send(event).status()).isEqualTo(201);
    }

    private void adopt() {
        adoption = client.send(client.request("/api/v1/adoptions?dry_run=true")
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers
                        .ofString("organization_id,email\n" + MINE + ",0@mine.org\n" + MINE + ",gone@mine.org\n"))
                .build()).json().path("id").asString();
        await().until(
                () -> client.get("/api/v1/adoptions/" + adoption).json().path("status").asString().equals("SUCCEEDED"));
    }

    /// Stands for what a run finds.
    private void addChanges() {
        jdbc.sql("""
                insert into sync_change (run_id, organization_id, kind, subject_id, email, changes, seen_at, status)
                select cast(? as bigint), 'org_mine', 'user.updated', 'diruser_' || i, ?, '[]', now(), 'PLANNED'
                  from generate_series(1, 3) i""").params(run, BYSTANDER).update();
    }

    @Test
    void knowsEveryParameter() {
        Map<String, Set<String>> taken = new TreeMap<>();
        mappings.stream().flatMap(all -> all.getHandlerMethods().entrySet().stream()).forEach(entry -> {
            String path = entry.getKey().getPatternValues().iterator().next();
            Set<RequestMethod> methods = entry.getKey().getMethodsCondition().getMethods();
            Set<String> names = names(entry.getValue());
            // What changes something is called by its id; but a preview is read in pages, too.
            boolean read = methods.contains(RequestMethod.GET) || names.contains("limit");
            if (read && !names.isEmpty() && (path.startsWith("/api") || path.startsWith("/console"))) {
                taken.computeIfAbsent(methods.iterator().next() + " " + path, call -> new TreeSet<>()).addAll(names);
            }
        });

        assertThat(taken).containsExactlyInAnyOrderEntriesOf(
                READINGS.stream().collect(Collectors.toMap(Reading::call, Reading::parameters)));
    }

    @ParameterizedTest
    @MethodSource("parameters")
    void answersWhatIsMeantOrThatNothingIs(String call, String parameter) {
        Reading reading = READINGS.stream().filter(one -> one.call().equals(call)).findFirst().orElseThrow();
        Set<String> rows = reading.isPage() ? Set.of() : rows(reading, parameter);

        // An account's id is a cursor, too.
        Stream.of(NAMES, NO_NAMES, FILTERS.contains(parameter) ? List.<String> of() : cursors).flatMap(List::stream)
                .forEach(value -> {
                    Answer answer = read(reading, Map.of(parameter, value), "");
                    assertThat(answer)
                            .as("%s %s=%s: %d %s", call, parameter, value, answer.status(), answer.http().body())
                            .satisfies(it -> {
                                if (reading.isPage()) {
                                    checkPage(it, parameter, value);
                                } else {
                                    checkList(it, parameter, value, rows);
                                }
                            });
                });
        NO_TEXTS.forEach(bytes -> {
            Answer answer = read(reading, Map.of(parameter, ""), bytes);
            assertThat(answer.status()).as("%s %s=%s: %s", call, parameter, bytes, answer.http().body()).isEqualTo(400);
            assertThat(answer.http().body()).doesNotContain(INTERNALS);
        });
    }

    private static void checkList(Answer answer, String parameter, String value, Set<String> rows) {
        assertThat(answer.http().body()).doesNotContain(INTERNALS);
        if (answer.status() != 200) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(NAMES.contains(value) && OF_NAMES.contains(parameter)).as("is called so").isFalse();
            return;
        }
        List<JsonNode> data = answer.json().path("data").valueStream().toList();
        assertThat(data).hasSizeLessThanOrEqualTo(Page.MOST);
        // What a text is like stands in no field of its own.
        if (FILTERS.contains(parameter) && !"q".equals(parameter) && isGiven(value)) {
            assertThat(data).allSatisfy(row -> assertThat(row.path(parameter).asString()).isEqualToIgnoringCase(value));
            assertThat(data.isEmpty()).isEqualTo(!(NAMES.contains(value) && OF_NAMES.contains(parameter)));
        } else {
            assertThat(rows).containsAll(data.stream().map(JsonNode::toString).toList());
        }
    }

    private static void checkPage(Answer answer, String parameter, String value) {
        assertThat(answer.status()).isIn(200, 400, 404, 409);
        // The form's token is random and may spell anything.
        assertThat(answer.http().body().replaceAll("name=\"_csrf\" value=\"[^\"]*\"", "")).doesNotContain(INTERNALS);
        if (answer.header("Content-Type").startsWith("text/csv")) {
            assertThat(answer.http().body()).doesNotContain("\n=", ",=", ",\"=");
        } else {
            assertThat(answer.header("Content-Type")).startsWith("text/html");
            assertThat(answer.http().body()).doesNotContain("<script>alert");
        }
        if (FILTERS.contains(parameter) && isGiven(value)) {
            assertThat(answer.http().body()).doesNotContain(BYSTANDER, "diruser_bystander", "<code>POST /api/");
        }
    }

    /// What is blank is the same as not given, as a form sends it.
    private static boolean isGiven(String value) {
        return !value.trim().isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/users?email=", "/console/people?q=", "/console/sign-in?q=" })
    void refusesALinkThatIsTooLong(String path) {
        Answer answer = browser.get(path + "x".repeat(20_000));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/users", "/api/v1/events", "/console/people", "/console/events" })
    void refusesMoreParametersThanThereAre(String path) {
        String link = path + "?" + "a&".repeat(1100);
        Answer answer = path.startsWith("/console") ? browser.get(link) : client.get(link);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.http().body()).doesNotContain(INTERNALS);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/v1/users/{id}", "/api/v1/users/{id}/history", "/api/v1/events/{id}",
            "/api/v1/role-mappings/{id}", "/api/v1/sync-runs/{id}", "/api/v1/sync-runs/{id}/changes",
            "/api/v1/adoptions/{id}", "/api/v1/adoptions/{id}/lines", "/console/people/{id}",
            "/console/people/{id}/merge", "/console/people/check/{id}",
            "/console/people/{id}/merge/preview?into=018f0000-0000-7000-8000-000000000000", "/console/events/{id}",
            "/console/mappings/{id}", "/console/mappings/{id}/removal", "/console/runs/{id}",
            "/console/runs/{id}/progress", "/console/runs/{id}/approval", "/console/adoptions/{id}",
            "/console/adoptions/{id}/progress", "/console/adoptions/{id}/report.csv" })
    void findsNothingByAnIdThatIsNone(String path) {
        // 16 is an id, too.
        Stream.of(NAMES, NO_NAMES).flatMap(List::stream).filter(id -> !id.equals("0x10")).forEach(id -> {
            String link = path.replace("{id}", encoded(id));
            Answer answer = path.startsWith("/console") ? browser.get(link) : client.get(link);

            assertThat(answer.status()).as(id).isIn(400, 404);
            assertThat(answer.http().body()).doesNotContain(INTERNALS);
        });
    }

    @Test
    void replaysExactlyWhatTheBodySays() {
        for (String name : NAMES) {
            Answer answer = client.post("/api/v1/events/replay",
                    "{\"type\":\"%s\"}".formatted(name.replace("\\", "\\\\").replace("\"", "\\\"")));
            assertThat(answer.http().body()).as(name).isEqualTo("{\"replayed\":1}");
        }
        await().until(() -> client.get("/api/v1/events?status=PENDING").json().path("data").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"+999999999-12-31T23:59:59.999999999Z\"", "\"-999999999-01-01T00:00:00Z\"",
            "\"294277-01-01T00:00:00Z\"", "\"+294277-01-01T00:00:00Z\"", "\"-004714-01-01T00:00:00Z\"", "1e30", "-1e30",
            "9223372036854775807", "99999999999999999999", "1e1000000000", "\"\"", "[]", "{}", "true",
            "\"' or '1'='1\"" })
    void knowsNoTimeThatIsTooLongAgoOrTooFarAhead(String since) {
        Answer answer = client.post("/api/v1/events/replay", "{\"type\":\"nothing\",\"since\":%s}".formatted(since));

        assertThat(answer.status()).as(answer.http().body()).isIn(202, 400);
        assertThat(answer.http().body()).doesNotContain(INTERNALS);
        if (answer.status() == 202) {
            assertThat(answer.http().body()).isEqualTo("{\"replayed\":0}");
        }
    }

    /// {@return all rows that there are without the parameter}
    private Set<String> rows(Reading reading, String parameter) {
        Set<String> rows = new TreeSet<>();
        String cursor = reading.parameters().contains("after") ? "after" : "cursor";
        Map<String, String> query = new LinkedHashMap<>(Map.of("limit", "100"));
        JsonNode page = read(reading, query, "").json();
        while (!page.path("data").isEmpty()) {
            page.path("data").forEach(row -> rows.add(row.toString()));
            if (page.path("next_cursor").isNull()) {
                break;
            }
            query.put(cursor, page.path("next_cursor").asString());
            page = read(reading, query, "").json();
        }
        assertThat(rows).as("%s: rows that %s could mean", reading.call(), parameter).hasSizeGreaterThan(1);
        return rows;
    }

    private Answer read(Reading reading, Map<String, String> parameters, String bytes) {
        Map<String, String> query = new LinkedHashMap<>(reading.given());
        query.keySet().removeAll(parameters.keySet()); // which come last, so that bytes can be added to them
        query.putAll(parameters);
        String path = reading.path().replace("/users/{id}", "/users/" + account)
                .replace("/people/{id}", "/people/" + account).replace("/mappings/{id}", "/mappings/" + mapping)
                .replace("/organizations/{id}", "/organizations/" + MINE)
                .replace("/sync-runs/{id}", "/sync-runs/" + run).replace("/runs/{id}", "/runs/" + run)
                .replace("/adoptions/{id}", "/adoptions/" + adoption).replace("/events/{id}", "/events/" + event)
                .replace("/customers/{id}", "/customers/" + MINE).replace("{kind}", "mapped") + "?"
                + query.entrySet().stream().map(one -> one.getKey() + "=" + encoded(one.getValue()))
                        .collect(Collectors.joining("&"))
                + bytes;
        if (reading.isPage()) {
            return browser.get(path);
        }
        return reading.call().startsWith("POST")
                ? client.post(path,
                        reading.call().contains("default") ? "{\"role\":\"seen\"}"
                                : "{\"mapping\":{\"match\":\"NAME\",\"value\":\"Bystanders\",\"role\":\"seen\"}}")
                : client.get(path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static Set<String> names(HandlerMethod method) {
        List<String> names = new ArrayList<>();
        Stream.of(method.getMethod().getParameters()).forEach(parameter -> {
            RequestParam one = parameter.getAnnotation(RequestParam.class);
            if (one != null) {
                names.add(one.name().isEmpty() ? parameter.getName() : one.name());
            } else if (parameter.getType() == UserFilter.class) {
                names.addAll(UserFilters.NAMES);
                names.add("attribute.department");
            } else if (parameter.getType().isRecord() && parameter.isAnnotationPresent(ModelAttribute.class)) {
                Stream.of(parameter.getType().getDeclaredConstructors()[0].getParameters())
                        .map(HostileParametersTests::name).forEach(names::add);
            }
        });
        return new TreeSet<>(names);
    }

    private static String name(Parameter component) {
        BindParam bound = component.getAnnotation(BindParam.class);
        return bound == null ? component.getName() : bound.value();
    }
}
