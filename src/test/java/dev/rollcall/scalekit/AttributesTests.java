package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// What is read of a user's attributes, and in which form it is kept.
class AttributesTests {

    private static final Path EVENTS = Path.of("../shared/contract/scalekit-openapi-more.json");

    /// What Scalekit documents, by schema, and Rollcall reads beside the attributes.
    private static final Map<String, Set<String>> READ = Map.of("DirectoryUserEventData", Set.of("id",
            "organization_id", "active", "email", "name", "given_name", "family_name", "dp_id", "groups", "roles"),
            "directoriesDirectoryUser",
            Set.of("id", "email", "given_name", "family_name", "groups", "updated_at", "user_detail",
                    "preferred_username"),
            "organizationsOrganization", Set.of("id", "display_name", "external_id", "metadata"));

    /// What Scalekit documents and Rollcall drops: raw attributes may hold anything, and have no contract.
    private static final Map<String, Set<String>> DROPPED = Map.of("DirectoryUserEventData", Set.of("raw_attributes"),
            "directoriesDirectoryUser", Set.of("emails"), "organizationsOrganization",
            Set.of("region_code", "settings", "create_time", "update_time", "logo_url", "slug"));

    private final EventReader reader = new EventReader();

    @ParameterizedTest
    @ValueSource(strings = { "DirectoryUserEventData", "directoriesDirectoryUser", "organizationsOrganization" })
    void keepsEveryDocumentedFieldButThoseThatAreListedAsDropped(String schema) throws IOException {
        assumeTrue(Files.exists(EVENTS), "Scalekit's document lies beside the project");
        Collection<String> documented = schema.endsWith("EventData")
                ? JsonMapper.shared().readTree(Files.readString(EVENTS)).path("components").path("schemas").path(schema)
                        .path("properties").propertyNames()
                : new ScalekitDocument().fields(schema);
        Set<String> known = new HashSet<>(Objects.requireNonNull(READ.get(schema)));
        known.addAll(Objects.requireNonNull(DROPPED.get(schema)));
        if (schema.equals("DirectoryUserEventData")) {
            known.addAll(Attributes.names());
        }

        assertThat(documented).isNotEmpty().isSubsetOf(known);
        assertThat(Objects.requireNonNull(READ.get(schema))).isSubsetOf(new HashSet<>(documented));
    }

    @Test
    void keepsEachThatItNames() throws Exception {
        SimulatedEvent event = event();
        for (String name : Attributes.names()) {
            event = event.withData(name, Attributes.OBJECTS.contains(name) ? Map.of("in", name) : "its " + name);
        }
        ScalekitUser user = read(event.withData("raw_attributes", Map.of("department", "raw")));

        Map<String, Object> expected = new TreeMap<>();
        Attributes.names().stream().filter(name -> !name.equals(Attributes.USERNAME)).forEach(
                name -> expected.put(name, Attributes.OBJECTS.contains(name) ? Map.of("in", name) : "its " + name));
        assertThat(Attributes.names()).hasSize(17);
        assertThat(user.attributes()).isEqualTo(JsonMapper.shared().writeValueAsString(expected));
        assertThat(user.username()).isEqualTo("its preferred_username");
    }

    @Test
    void saysNothingWhereNoneIsNamed() throws Exception {
        assertThat(read(event())).extracting(ScalekitUser::attributes, ScalekitUser::username).containsOnlyNulls();
        assertThat(read(event().withData("raw_attributes", Map.of("department", "Sales"))).attributes()).isNull();
        assertThat(read(event().withData("department", Map.of("no", "text"))).attributes()).isNull();
    }

    @Test
    void takesAMissingOneForNoneWhereAnotherIsNamed() throws Exception {
        assertThat(read(event().withData("title", null)).attributes()).isEmpty();
        assertThat(read(event().withData("custom_attributes", Map.of())).attributes()).isEmpty();
        assertThat(read(event().withData("department", "Sales").withData("title", "")).attributes())
                .isEqualTo("{\"department\":\"Sales\"}");
    }

    @Test
    void saysNothingOfWhoIsGone() throws Exception {
        ScalekitEvent gone = read("""
                {"type":"organization.directory.user_deleted","id":"evt_1","organization_id":"org_1",
                 "data":{"id":"diruser_1","department":"Sales","preferred_username":"ana"}}""").event();

        assertThat(((ScalekitEvent.UserEvent) Objects.requireNonNull(gone)).user())
                .extracting(ScalekitUser::attributes, ScalekitUser::username).containsOnlyNulls();
    }

    @Test
    void writesTheSameObjectTheSameWayWhateverItsOrder() throws Exception {
        String one = custom("{\"b\":[1.50,-0,1E+2],\"\\uD83D\\uDE00\":\" u\\u0308 \",\"\\uFB00\":null,\"a\":true}");

        assertThat(one).isEqualTo("{\"a\":true,\"b\":[1.5,0,100],\"\uFB00\":null,\"\uD83D\uDE00\":\"\u00fc\"}");
        assertThat(custom("{\"a\":true,\"\\uFB00\":null,\"\\uD83D\\uDE00\":\"\\u00fc\",\"b\":[1.5,0.0,100]}"))
                .isEqualTo(one);
        assertThat(custom(one)).isEqualTo(one);
    }

    @Test
    void letsOneCountOfTwoKeysThatMeanTheSame() throws Exception {
        String one = custom("{\" a\":1,\"a\":2}");

        assertThat(one).isEqualTo(custom("{\"a\":2,\" a\":1}")).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @CsvSource({ "100e2147483647, 1.00E+2147483649", "10e2147483647, 1.0E+2147483648", "1E999999999, 1E+999999999",
            "1E-999999999, 1E-999999999", "-1E41, -1E+41" })
    void survivesNumbersOfAnyExponent(String number, String text) throws Exception {
        assertThat(custom("{\"n\":" + number + "}")).isEqualTo("{\"n\":\"" + text + "\"}");
        assertThat(read(json("\"employee_id\":" + number)).event()).isNotNull();
    }

    @Test
    void keepsANumberOfAnyLengthAsAText() throws Exception {
        String number = "1234567890".repeat(5);

        assertThat(custom("{\"n\":[%s,-0.%s]}".formatted(number, number)))
                .isEqualTo("{\"n\":[\"%s\",\"-0.%s\"]}".formatted(number, number));
        assertThat(custom("{\"n\":%s}".formatted("7".repeat(2000))))
                .isEqualTo("{\"n\":\"%s\"}".formatted("7".repeat(1000)));
        assertThat(read(json("\"employee_id\":" + number)).event()).isNotNull();
        assertThat(user(read(json("\"employee_id\":" + number)))).returns("{\"employee_id\":\"%s\"}".formatted(number),
                ScalekitUser::attributes);
    }

    @Test
    void takesNumbersAndFlagsForTexts() throws Exception {
        assertThat(read(event().withData("employee_id", 4711).withData("user_type", true).withData("title", 1.50)
                .withData("preferred_username", 7)))
                        .returns("{\"employee_id\":\"4711\",\"title\":\"1.5\",\"user_type\":\"true\"}",
                                ScalekitUser::attributes)
                        .returns("7", ScalekitUser::username);
    }

    @Test
    void leavesAsideWhatIsNoText() throws Exception {
        Reading reading = reader.read(event().withData("department", List.of("Sales")).withData("address", "Street 1")
                .withData("preferred_username", Map.of()).withData("title", "Agent").bytes());

        assertThat(reading.leftAside()).containsExactlyInAnyOrder("data.department", "data.address",
                "data.preferred_username");
        assertThat(user(reading)).returns("{\"title\":\"Agent\"}", ScalekitUser::attributes).returns(null,
                ScalekitUser::username);
    }

    @Test
    void cutsLongTextsAndDropsLongKeys() throws Exception {
        String cut = read(event().withData("title", "x".repeat(2000)).withData("custom_attributes",
                Map.of("k".repeat(300), 1, "k", "y".repeat(2000)))).attributes();

        assertThat(cut).isEqualTo("{\"custom_attributes\":{\"k\":\"%s\"},\"title\":\"%s\"}".formatted("y".repeat(1000),
                "x".repeat(1000)));
    }

    @ParameterizedTest
    @CsvSource({ "x, 900, 60", "\u20ac, 300, 60", "x, 100, 5000", "x, 1000, 1" })
    void cutsTheCustomOnesAt32KiBAndSaysSo(String letter, int length, int keys) throws Exception {
        Map<String, Object> custom = new LinkedHashMap<>();
        IntStream.range(0, keys).forEach(i -> custom.put("key%05d".formatted(keys - i), letter.repeat(length)));
        Map<String, Object> address = new TreeMap<>();
        IntStream.range(0, keys).forEach(i -> address.put("line" + i, letter.repeat(length)));
        boolean isTooMuch = keys > 1;
        boolean isAddressTooMuch = isTooMuch;
        Reading reading = reader.read(event().withData("title", "Agent").withData("custom_attributes", custom).bytes());
        Reading both = reader.read(event().withData("title", "Agent").withData("custom_attributes", custom)
                .withData("address", address).bytes());

        assertThat(reading.leftAside()).isEqualTo(isTooMuch ? Set.of("data.attributes.cut") : Set.of());
        String kept = Objects.requireNonNull(user(reading).attributes());
        assertThat(kept.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(Attributes.MOST_BYTES);
        assertThat(kept).startsWith("{\"custom_attributes\":{\"key00001\":").endsWith("\"title\":\"Agent\"}");
        if (isTooMuch) {
            assertThat(kept.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(Attributes.MOST_BYTES - 1100);
        }
        assertThat(Objects.requireNonNull(user(both).attributes()).contains("line0")).isNotEqualTo(isAddressTooMuch);
        assertThat(user(reader
                .read(event().withData("custom_attributes", new TreeMap<>(custom)).withData("title", "Agent").bytes()))
                        .attributes()).isEqualTo(kept);
    }

    @Test
    void keepsOnlyWhatIsWanted() {
        String all = "{\"custom_attributes\":{\"n\":1.5},\"department\":\"Sales\",\"title\":\"Agent\"}";

        assertThat(Attributes.only(all, List.of("title", "custom_attributes")))
                .isEqualTo("{\"custom_attributes\":{\"n\":1.5},\"title\":\"Agent\"}");
        assertThat(Attributes.only(all, List.of("division"))).isEmpty();
        assertThat(Attributes.only("", List.of("division"))).isEmpty();
    }

    @Test
    void putsTheUserNameBesideTheOthers() {
        assertThat(Attributes.with(null, null)).isEqualTo("{}");
        assertThat(Attributes.with("{\"title\":\"Agent\"}", null)).isEqualTo("{\"title\":\"Agent\"}");
        assertThat(Attributes.with(null, "a\"b")).isEqualTo("{\"preferred_username\":\"a\\\"b\"}");
        assertThat(Attributes.with("{\"title\":\"Agent\"}", "ana"))
                .isEqualTo("{\"preferred_username\":\"ana\",\"title\":\"Agent\"}");
    }

    private static SimulatedEvent event() {
        return ScalekitEvents.userUpdated("diruser_1").in("org_1");
    }

    private String custom(String object) throws Exception {
        String attributes = Objects.requireNonNull(user(read(json("\"custom_attributes\":" + object))).attributes());
        return attributes.substring("{\"custom_attributes\":".length(), attributes.length() - 1);
    }

    private static String json(String data) {
        return "{\"type\":\"organization.directory.user_updated\",\"id\":\"evt_1\",\"organization_id\":\"org_1\",\"occurred_at\":\"2026-01-01T00:00:00Z\",\"data\":{\"id\":\"diruser_1\",%s}}"
                .formatted(data);
    }

    private Reading read(String json) throws UnreadableEventException {
        return reader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private ScalekitUser read(SimulatedEvent event) throws UnreadableEventException {
        return user(reader.read(event.bytes()));
    }

    private static ScalekitUser user(Reading reading) {
        @Nullable
        ScalekitEvent event = reading.event();
        return ((ScalekitEvent.UserEvent) Objects.requireNonNull(event)).user();
    }
}
