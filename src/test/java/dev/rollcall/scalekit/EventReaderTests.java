package dev.rollcall.scalekit;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.scalekit.ScalekitEvent.DirectoryDisabled;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryEnabled;
import dev.rollcall.scalekit.ScalekitEvent.Envelope;
import dev.rollcall.scalekit.ScalekitEvent.GroupCreated;
import dev.rollcall.scalekit.ScalekitEvent.GroupDeleted;
import dev.rollcall.scalekit.ScalekitEvent.GroupUpdated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationCreated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationDeleted;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationUpdated;
import dev.rollcall.scalekit.ScalekitEvent.UserCreated;
import dev.rollcall.scalekit.ScalekitEvent.UserDeleted;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the reader understands of events, and what it takes as not said.
class EventReaderTests {

    private static final Path EXAMPLES = Path.of("../shared/contract/events");

    private static final Instant NOON = Instant.parse("2026-02-03T12:00:00.123456Z");

    static final List<Arguments> EVENTS = List.of(
            arguments("organization.created", organizationCreated("org_1"), OrganizationCreated.class),
            arguments("organization.updated", organizationUpdated("org_1"), OrganizationUpdated.class),
            arguments("organization.deleted", organizationDeleted("org_1"), OrganizationDeleted.class),
            arguments("organization.directory_enabled", directoryEnabled("dir_1"), DirectoryEnabled.class),
            arguments("organization.directory_disabled", directoryDisabled("dir_1"), DirectoryDisabled.class),
            arguments("organization.directory.user_created", userCreated("diruser_1"), UserCreated.class),
            arguments("organization.directory.user_updated", userUpdated("diruser_1"), UserUpdated.class),
            arguments("organization.directory.user_deleted", userDeleted("diruser_1"), UserDeleted.class),
            arguments("organization.directory.group_created", groupCreated("dirgroup_1"), GroupCreated.class),
            arguments("organization.directory.group_updated", groupUpdated("dirgroup_1"), GroupUpdated.class),
            arguments("organization.directory.group_deleted", groupDeleted("dirgroup_1"), GroupDeleted.class));

    private final EventReader reader = new EventReader();

    @ParameterizedTest(name = "{0}")
    @FieldSource("EVENTS")
    void readsScalekitsOwnExampleOf(String type, SimulatedEvent ignored, Class<? extends ScalekitEvent> kind)
            throws Exception {
        assumeTrue(Files.isDirectory(EXAMPLES), "the contract is not here");
        byte[] example = Files.readAllBytes(EXAMPLES.resolve(type + ".json"));
        assertThat(reader.read(example)).containsInstanceOf(kind);
        assertThat(reader.envelope(example)).hasNoNullFieldsOrProperties().extracting(Envelope::type).isEqualTo(type);
    }

    @Test
    void leavesNoExampleOfScalekitsOut() throws IOException {
        assumeTrue(Files.isDirectory(EXAMPLES), "the contract is not here");
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            assertThat(examples.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                    EVENTS.stream().map(event -> event.get()[0] + ".json").toList());
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("EVENTS")
    void readsEveryKindOfEvent(String type, SimulatedEvent event, Class<? extends ScalekitEvent> kind)
            throws Exception {
        ScalekitEvent read = read(event.id("evt_7").at(NOON));
        assertThat(read).isInstanceOf(kind).returns("evt_7", ScalekitEvent::id).returns(NOON,
                ScalekitEvent::occurredAt);
    }

    @Test
    void readsAllThatAUserEventSays() throws Exception {
        assertThat(user(userUpdated("diruser_1").in("org_7").email("a@example.com").named("Ann", "Ahn").active(false)
                .roles("viewer", "editor").groups(group("dirgroup_1", "Sales"))))
                        .isEqualTo(new DirectoryUser("diruser_1", "org_7", false, "a@example.com", "Ann Ahn", "Ann",
                                "Ahn", List.of("viewer", "editor"),
                                List.of(new DirectoryGroup("dirgroup_1", "org_7", null, "Sales"))));
    }

    @Test
    void readsAllThatOtherEventsSay() throws Exception {
        assertThat(read(groupUpdated("dirgroup_1").in("org_7").inDirectory("dir_7").displayName("Sales")))
                .extracting("group").isEqualTo(new DirectoryGroup("dirgroup_1", "org_7", "dir_7", "Sales"));
        assertThat(read(directoryEnabled("dir_7").in("org_7"))).extracting("directory")
                .isEqualTo(new Directory("dir_7", "org_7", "OKTA"));
        assertThat(read(organizationUpdated("org_7").displayName("Acme"))).extracting("organization")
                .isEqualTo(new Organization("org_7", "Acme"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = { "", " " })
    void takesTheOrganizationFromTheDataWhereTheEnvelopeNamesNone(String none) throws Exception {
        SimulatedEvent event = userCreated("diruser_1").in("org_7").with("organization_id", none);
        assertThat(user(event).organizationId()).isEqualTo("org_7");
        assertThat(reader.envelope(event.bytes()).organizationId()).isEqualTo("org_7");
        assertThat(user(event.without("organization_id")).organizationId()).isEqualTo("org_7");
        assertThat(reader.envelope(event.without("organization_id").bytes()).organizationId()).isEqualTo("org_7");
    }

    @Test
    void takesTheOrganizationFromTheEnvelopeWhereTheDataNamesAnother() throws Exception {
        SimulatedEvent event = userDeleted("diruser_1").in("org_7").withData("organization_id", "org_8");
        assertThat(user(event).organizationId()).isEqualTo("org_7");
        assertThat(reader.envelope(event.bytes()).organizationId()).isEqualTo("org_7");
    }

    @Test
    void takesAnEventAboutAnOrganizationAsAboutTheOneInItsData() throws Exception {
        for (SimulatedEvent event : List.of(organizationDeleted("org_7").without("organization_id"),
                organizationDeleted("org_7").with("organization_id", "org_8"))) {
            assertThat(read(event)).extracting("organization.id").isEqualTo("org_7");
            assertThat(reader.envelope(event.bytes()).organizationId()).isEqualTo("org_7");
        }
    }

    @Test
    void isEmptyForATypeThatRollcallHasNoUseFor() throws Exception {
        byte[] unknown = userCreated("diruser_1").with("type", "user.signup").without("data").without("id").bytes();
        assertThat(reader.read(unknown)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "active", "email", "name", "given_name", "family_name", "roles", "groups" })
    void readsNullAsNotSaid(String field) throws Exception {
        SimulatedEvent silent = userUpdated("diruser_1");
        assertThat(user(silent.withData(field, null))).isEqualTo(user(silent))
                .isEqualTo(new DirectoryUser("diruser_1", "org_1", null, null, null, null, null, null, null));
    }

    @Test
    void readsAnEmptyListAsNone() throws Exception {
        assertThat(user(userUpdated("diruser_1").roles().groups())).returns(List.of(), DirectoryUser::roles)
                .returns(List.of(), DirectoryUser::groups);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "  " })
    void readsAnEmptyTextAsNotSaid(String empty) throws Exception {
        assertThat(user(userUpdated("diruser_1").email(empty).named(empty, empty)).email()).isNull();
        assertThat(read(groupUpdated("dirgroup_1").inDirectory(empty).displayName(empty))).extracting("group")
                .isEqualTo(new DirectoryGroup("dirgroup_1", "org_1", null, null));
    }

    static List<Map<String, Object>> whatNobodyMindsOfALeaver() {
        return List.of(Map.of("email", 7), Map.of("email", List.of()), Map.of("email", "a".repeat(321)),
                Map.of("roles", "x"), Map.of("roles", List.of(Map.of())), Map.of("groups", 7), Map.of("active", "yes"),
                Map.of("active", true), Map.of("name", Map.of()));
    }

    @ParameterizedTest
    @MethodSource("whatNobodyMindsOfALeaver")
    void readsThatAUserLeftWhateverElseIsSaid(Map<String, Object> said) throws Exception {
        SimulatedEvent event = userDeleted("diruser_1");
        for (var field : said.entrySet()) {
            event = event.withData(field.getKey(), field.getValue());
        }
        assertThat(user(event))
                .isEqualTo(new DirectoryUser("diruser_1", "org_1", false, null, null, null, null, null, null));
    }

    @Test
    void readsThatAUserIsNotActiveWhateverElseCannotBeRead() throws Exception {
        SimulatedEvent update = userUpdated("diruser_1").active(false).email("a@example.com").withData("roles", "x");
        assertThat(user(update)).isEqualTo(
                new DirectoryUser("diruser_1", "org_1", false, "a@example.com", null, null, null, null, null));
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> user(update.active(true)));
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> user(update.withoutData("id")));
    }

    @Test
    void keepsTheAddressOfALeaver() throws Exception {
        assertThat(user(userDeleted("diruser_1").email("a@example.com")).email()).isEqualTo("a@example.com");
    }

    @ParameterizedTest
    @CsvSource({ "2026-02-03T12:00:00.123456789Z, 2026-02-03T12:00:00.123456Z",
            "2026-02-03T12:00:00.999999999Z, 2026-02-03T12:00:00.999999Z",
            "2026-02-03T14:30:00+02:30, 2026-02-03T12:00:00Z", "2026-02-03T00:00:00-12:00, 2026-02-03T12:00:00Z",
            "2026-02-03T12:00Z, 2026-02-03T12:00:00Z", "2000-01-01T00:00:00Z, 2000-01-01T00:00:00Z" })
    void readsAnInstantInMicroseconds(String written, Instant instant) throws Exception {
        SimulatedEvent event = userCreated("diruser_1").with("occurred_at", written);
        assertThat(read(event).occurredAt()).isEqualTo(instant);
        assertThat(reader.envelope(event.bytes()).occurredAt()).isEqualTo(instant);
    }

    @Test
    void replacesCharactersThatPostgresCannotKeep() throws Exception {
        String json = userUpdated("diruser_1").name("NAME").roles("ROLE").json();
        assertThat(user(json.replace("NAME", "a\\u0000b\\ud800c\\udc00d \\ud83e\\udd8a").replace("ROLE", "\\u0000")))
                .returns("a\uFFFDb\uFFFDc\uFFFDd 🦊", DirectoryUser::name)
                .returns(List.of("\uFFFD"), DirectoryUser::roles);
        assertThat(reader.envelope(json.replace("diruser_1", "\\u0000\\ud800").getBytes(UTF_8)).subjectId())
                .isEqualTo("\uFFFD\uFFFD");
    }

    @Test
    void ignoresFieldsThatItDoesNotKnowAndTakesTheLastOfTwo() throws Exception {
        assertThat(user("""
                {"id": "evt_1", "type": "organization.directory.user_updated", "occurred_at": "2026-02-03T12:00:00Z",
                 "more": [{}], "data": {"id": "diruser_1", "organization_id": "org_1", "more": {"active": "x"},
                 "name": "First", "name": "Last"}}""").name()).isEqualTo("Last");
    }

    private DirectoryUser user(SimulatedEvent event) throws UnreadableEventException {
        return user(event.json());
    }

    private DirectoryUser user(String json) throws UnreadableEventException {
        return switch (reader.read(json.getBytes(UTF_8)).orElseThrow()) {
            case UserCreated created -> created.user();
            case UserUpdated updated -> updated.user();
            case UserDeleted deleted -> deleted.user();
            default -> throw new AssertionError("not about a user: " + json);
        };
    }

    private ScalekitEvent read(SimulatedEvent event) throws UnreadableEventException {
        return reader.read(event.bytes()).orElseThrow();
    }
}
