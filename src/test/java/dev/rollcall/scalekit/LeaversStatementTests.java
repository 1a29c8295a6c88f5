package dev.rollcall.scalekit;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A leaver's statement never fails (DESIGN, rule 8): bend anything in a body but the id and what makes it one, and it
/// still says that this user left.
class LeaversStatementTests {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int BENDS = 400;

    /// What may stand anywhere.
    private static final List<String> VALUES = List.of("null", "true", "false", "0", "-1.5e9999999999", "1e999", "{}",
            "[]", "[[]]", "[null]", "[{}]", "{\"id\":7}", "[{\"id\":\"x\",\"name\":[]}]", "\"\"", "\" \"", "\"False\"",
            "\"org_2\"", "\"2026-02-03T17:30:00+0530\"", "\"9999-12-31T23:59:60Z\"", "1795600000", "\"\\u0000\\ud800\"",
            "\"\\u200b\"", '"' + "x".repeat(5_000) + '"', "9".repeat(5_000), "[".repeat(5_000) + "]".repeat(5_000),
            "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000), "{\"" + "n".repeat(60_000) + "\":1}");

    private static final List<String> NAMES = List.of("id", "type", "occurred_at", "organization_id", "email", "name",
            "given_name", "roles", "groups", "dp_id", "role_name", "display_name", "", "\0");

    private final EventReader reader = new EventReader();

    @ParameterizedTest
    @CsvSource({ "1, user_deleted", "2, user_deleted", "3, user_updated", "4, user_updated", "5, user_created" })
    void isReadHoweverItIsBent(long seed, String kind) throws Exception {
        for (int i = 0; i < BENDS; i++) {
            Random random = new Random(seed * BENDS + i);
            SimulatedEvent left = switch (kind) {
                case "user_deleted" -> userDeleted("diruser_1");
                case "user_updated" -> userUpdated("diruser_1").withData("active", inactive(random));
                default -> userCreated("diruser_1").withData("active", inactive(random));
            };
            byte[] bent = bent(left.email("ann@example.com").named("Ann", "Ahn").dpId("00u1").roles("viewer", "editor")
                    .groups(group("dirgroup_1", "Sales"), group("dirgroup_2", "Admins")), random);
            try {
                Reading reading = reader.read(bent);
                ScalekitUser user = ((UserEvent) reading.event()).user();
                assertThat(user.id()).isEqualTo("diruser_1");
                assertThat(user.isLeaving()).isTrue();
                EventReaderFuzzTests.assertWithinLimits(user);
                EventReaderFuzzTests.fuzzerTestOneInput(bent);
            } catch (UnreadableEventException | RuntimeException | AssertionError failed) {
                String body = new String(bent, ISO_8859_1);
                throw new AssertionError("Seed %d, bend %d fails with %s".formatted(seed, i,
                        body.substring(0, Math.min(2_000, body.length()))), failed);
            }
        }
    }

    private static Object inactive(Random random) {
        List<Object> spellings = List.of(false, "false", "False", " FALSE ", 0, 0.0, "0", "no", "n", "f", "off");
        return spellings.get(random.nextInt(spellings.size()));
    }

    private static byte[] bent(SimulatedEvent event, Random random) {
        ObjectNode body = (ObjectNode) JSON.readTree(event.bytes());
        List<String> holes = new ArrayList<>();
        for (int edits = random.nextInt(1, 6); edits > 0; edits--) {
            bend(body, random, holes);
        }
        shuffle((ObjectNode) body.path("data"), random);
        shuffle(body, random);
        String json = body.toString();
        for (int i = 0; i < holes.size(); i++) {
            json = json.replace("\"HOLE" + i + "\"", holes.get(i));
        }
        return switch (random.nextInt(4)) {
            case 0 -> damaged(json.getBytes(UTF_8), random);
            case 1 -> (json + List.of("x", "}", "{}", "\0", "\n\"").get(random.nextInt(5))).getBytes(UTF_8);
            case 2 -> ('\ufeff' + json).getBytes(UTF_8);
            default -> json.getBytes(UTF_8);
        };
    }

    private static void shuffle(ObjectNode object, Random random) {
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
        Collections.shuffle(fields, random);
        object.removeAll();
        fields.forEach(field -> object.set(field.getKey(), field.getValue()));
    }

    /// Replaces, removes, adds or repeats something, but not the id, nor the type, nor that it is inactive.
    private static void bend(ObjectNode body, Random random, List<String> holes) {
        ObjectNode data = (ObjectNode) body.path("data");
        ObjectNode object = random.nextInt(3) == 0 ? body : data;
        List<String> kept = object == body ? List.of("type", "data") : List.of("id", "active");
        List<String> names = object.propertyNames().stream().filter(name -> !kept.contains(name)).toList();
        String value = VALUES.get(random.nextInt(VALUES.size()));
        String added = NAMES.get(random.nextInt(NAMES.size()));
        String name = names.isEmpty() || random.nextInt(4) == 0 ? added : names.get(random.nextInt(names.size()));
        if (kept.contains(name)) {
            return;
        }
        String hole = "HOLE" + holes.size();
        JsonNode known = object.path(name);
        switch (random.nextInt(4)) {
            case 0 -> object.remove(name);
            case 1 -> {
                if (known instanceof ArrayNode list && !list.isEmpty()) {
                    holes.add(value);
                    list.set(random.nextInt(list.size()), JSON.valueToTree(hole));
                }
            }
            case 2 -> { // twice
                holes.add("%s,\"%s\":%s".formatted(value, name.equals("\0") ? "x" : name,
                        VALUES.get(random.nextInt(VALUES.size()))));
                object.set(name, JSON.valueToTree(hole));
            }
            default -> {
                holes.add(value);
                object.set(name, JSON.valueToTree(hole));
            }
        }
    }

    /// Damages bytes inside the texts of fields that need not be read; a quote would end one.
    private static byte[] damaged(byte[] json, Random random) {
        String text = new String(json, ISO_8859_1);
        for (String victim : List.of("ann@example.com", "Ann Ahn", "editor", "Admins", "dirgroup_2", "00u1")) {
            int at = text.indexOf('"' + victim + '"');
            for (int damage = at < 0 ? 0 : random.nextInt(3); damage > 0; damage--) {
                int place = at + 1 + random.nextInt(victim.length());
                byte odd = (byte) random.nextInt(256);
                if (odd != '"' && odd != '\\') {
                    json[place] = odd;
                }
            }
        }
        return json;
    }
}
