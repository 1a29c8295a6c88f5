package dev.rollcall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient.Answer;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A customer that no other test knows: statements about its people are posted as signed webhooks, and what came of them
/// is read from the API.
///
/// JSON is written with single quotes. The ids in it, `diruser_a` or `dir_1`, are the customer's own: two customers may
/// use the same ones. `org_f` is the customer itself.
final class Customer {

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final Instant FIRST = Instant.now().minus(Duration.ofMinutes(55)).truncatedTo(ChronoUnit.SECONDS);
    private static final String USER = "organization.directory.user_";
    private static final Set<String> UNDER_WAY = Set.of("PENDING", "RUNNING");

    private final RollcallClient rollcall;
    private final int number = NUMBERS.incrementAndGet();

    private int events;

    Customer(int port) {
        this.rollcall = new RollcallClient(port);
    }

    /// What Scalekit says in one event.
    ///
    /// @param id the event's digits; null for the next ones
    /// @param occurredAt as JSON; null if it is missing, empty for the instant at which it is posted
    /// @param data what stands between the braces
    record Statement(String type, @Nullable String id, @Nullable String occurredAt, String data) {

        /// The data alone, which tells the statements of one test apart.
        @Override
        public String toString() {
            return type.substring(type.lastIndexOf('.') + 1) + " {" + data + "}";
        }

        /// {@return the same, dated by any JSON; null to leave the date out}
        Statement dated(@Nullable String json) {
            return new Statement(type, id, json, data);
        }

        Statement now() {
            return dated("");
        }

        /// {@return the same under an event id of these digits}
        Statement id(String digits) {
            return new Statement(type, digits, occurredAt, data);
        }
    }

    /// {@return when the minute of this number was, within the last hour}
    static Instant minute(int minute) {
        return FIRST.plus(Duration.ofMinutes(minute));
    }

    static Statement created(int minute, String data) {
        return said(USER + "created", minute, data);
    }

    static Statement updated(int minute, String data) {
        return said(USER + "updated", minute, data);
    }

    static Statement deleted(int minute, String data) {
        return said(USER + "deleted", minute, data);
    }

    /// {@return a statement of a type that begins with `organization.`}
    static Statement organization(String type, int minute, String data) {
        return said("organization." + type, minute, data);
    }

    private static Statement said(String type, int minute, String data) {
        return new Statement(type, null, "'" + minute(minute) + "'", data);
    }

    /// Lets a new customer hear the statements, for each order in which they can arrive.
    static void inAnyOrder(Supplier<Customer> customers, List<Statement> statements, Consumer<Customer> outcome) {
        for (List<Statement> order : orders(statements)) {
            Customer customer = customers.get();
            order.forEach(customer::hears);
            try {
                outcome.accept(customer);
            } catch (AssertionError wrong) {
                throw new AssertionError(wrong.getMessage() + "\nif they arrive in the order " + order, wrong);
            }
        }
    }

    private static List<List<Statement>> orders(List<Statement> statements) {
        if (statements.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Statement>> orders = new ArrayList<>();
        for (Statement first : statements) {
            List<Statement> others = new ArrayList<>(statements);
            others.remove(first);
            orders(others).forEach(rest -> orders.add(Stream.concat(Stream.of(first), rest.stream()).toList()));
        }
        return orders;
    }

    /// Posts a statement and waits until Rollcall is done with it.
    ///
    /// @return the event
    JsonNode hears(Statement statement) {
        return rollcall.deliver(body(statement).getBytes(UTF_8));
    }

    /// Posts a whole body, with this customer's ids, and waits until Rollcall is done with it.
    ///
    /// @return the event
    JsonNode posts(String json) {
        return rollcall.deliver(own(json).getBytes(UTF_8));
    }

    /// Hears the statements, all of which are applied.
    Customer after(Statement... statements) {
        for (Statement statement : statements) {
            JsonNode event = hears(statement);
            assertThat(event.path("status").asString()).as("%s: %s", statement.type(), event.path("reason"))
                    .isEqualTo("PROCESSED");
        }
        return this;
    }

    private String body(Statement statement) {
        String date = statement.occurredAt();
        String occurredAt = date == null ? ""
                : "'occurred_at':%s,".formatted(date.isEmpty() ? "'" + Instant.now() + "'" : date);
        String data = statement.data().contains("'org_f'") ? statement.data()
                : "'organization_id':'org_f'," + statement.data();
        return own("{'spec_version':'1','id':'evt_%d%s','type':'%s',%s'organization_id':'org_f','data':{%s}}".formatted(
                number, statement.id() == null ? "%06d".formatted(++events) : statement.id(), statement.type(),
                occurredAt, data));
    }

    /// {@return JSON with this customer's ids}
    String own(String json) {
        return json.replace("'", "\"").replaceAll("\\b(diruser|dirgroup|dir)_(?=\\w)", "$1_" + number + "_")
                .replace("\"org_f\"", "\"" + organizationId() + "\"");
    }

    String organizationId() {
        return "org_f_" + number;
    }

    RollcallClient rollcall() {
        return rollcall;
    }

    List<JsonNode> users() {
        return rollcall.get("/api/v1/users?limit=100&organization_id=" + organizationId()).json().path("data")
                .valueStream().toList();
    }

    List<JsonNode> active() {
        return users().stream().filter(user -> user.path("status").asString().equals("ACTIVE")).toList();
    }

    /// {@return who is found under an address, as an operator would look}
    List<JsonNode> found(String email) {
        return rollcall.get("/api/v1/users?organization_id=%s&email=%s".formatted(organizationId(),
                URLEncoder.encode(email, UTF_8))).json().path("data").valueStream().toList();
    }

    /// {@return the user behind a directory user such as `diruser_a`}
    JsonNode user(String directoryUserId) {
        String id = own(directoryUserId);
        List<JsonNode> found = users().stream().filter(user -> texts(user.path("directory_user_ids")).contains(id))
                .toList();
        assertThat(found).as("users of " + directoryUserId).hasSize(1);
        return found.getFirst();
    }

    String id(String directoryUserId) {
        return text(directoryUserId, "id");
    }

    /// {@return a field of a user; `null` if it is null or missing}
    String text(String directoryUserId, String field) {
        return user(directoryUserId).path(field).asString("null");
    }

    String status(String directoryUserId) {
        return text(directoryUserId, "status");
    }

    String email(String directoryUserId) {
        return text(directoryUserId, "email");
    }

    /// {@return the roles that count}
    Set<String> roles(String directoryUserId) {
        return roles(user(directoryUserId), false);
    }

    /// {@return the roles that were granted by hand and rest}
    Set<String> resting(String directoryUserId) {
        return roles(user(directoryUserId), true);
    }

    private static Set<String> roles(JsonNode user, boolean resting) {
        return user.path("roles").valueStream().filter(role -> role.path("resting").asBoolean(false) == resting)
                .map(role -> role.path("name").asString()).collect(Collectors.toSet());
    }

    Set<String> groups(String directoryUserId) {
        return user(directoryUserId).path("groups").valueStream().map(group -> group.path("display_name").asString(""))
                .collect(Collectors.toSet());
    }

    /// Maps a group, by its name, to a role.
    Customer mapping(String group, String role) {
        after(organization("created", 0, "'id':'org_f','display_name':'F'"));
        String mapping = own("{'organization_id':'org_f','match':'NAME','value':'%s','role':'%s'}");
        Answer answer = rollcall.post("/api/v1/role-mappings", mapping.formatted(group, role));
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(201);
        return this;
    }

    /// Grants a role by hand.
    Customer granting(String directoryUserId, String role) {
        put(directoryUserId, "roles/" + role);
        return this;
    }

    /// Never to be deactivated.
    Customer protecting(String directoryUserId) {
        put(directoryUserId, "protection");
        return this;
    }

    private void put(String directoryUserId, String what) {
        assertThat(rollcall.call("PUT", "/api/v1/users/%s/%s".formatted(id(directoryUserId), what)).status())
                .isEqualTo(200);
    }

    Answer merge(String id, String into) {
        return rollcall.post("/api/v1/users/" + id + "/merge", "{\"into\":\"%s\"}".formatted(into));
    }

    /// Reconciles this customer in full and waits for the end.
    ///
    /// @return the run
    JsonNode reconciled() {
        return reconciled("{'organization_id':'org_f'}");
    }

    /// Reconciles what a request says and waits for the end.
    ///
    /// @return the run
    JsonNode reconciled(String request) {
        Answer started = rollcall.post("/api/v1/sync-runs", own(request));
        assertThat(started.status()).as(started.http().body()).isEqualTo(202);
        String run = "/api/v1/sync-runs/" + started.json().path("id").asLong();
        return Awaitility.await().until(() -> rollcall.get(run).json(),
                found -> !UNDER_WAY.contains(found.path("status").asString()));
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
