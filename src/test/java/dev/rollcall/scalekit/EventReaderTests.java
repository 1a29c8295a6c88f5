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
import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the reader understands of events, and what it takes as not said or as none (DESIGN, rule 8).
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
        assertThat(reader.read(example).event()).isInstanceOf(kind);
        assertThat(reader.read(example).leftAside()).isEmpty();
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
        SimulatedEvent event = userUpdated("diruser_1").in("org_7").email("a@example.com").named("Ann", "Ahn")
                .active(true).dpId("00u1").roles("viewer", "editor").groups(group("dirgroup_1", "Sales"));
        assertThat(user(event)).isEqualTo(
                new ScalekitUser("diruser_1", "org_7", true, "a@example.com", "Ann Ahn", "Ann", "Ahn", "00u1",
                        List.of("viewer", "editor"), List.of(new ScalekitGroup("dirgroup_1", "org_7", null, "Sales"))));
        assertThat(user(event.active(false)))
                .isEqualTo(new ScalekitUser("diruser_1", "org_7", false, null, "Ann Ahn", "Ann", "Ahn", "00u1",
                        List.of("viewer", "editor"), List.of(new ScalekitGroup("dirgroup_1", "org_7", null, "Sales"))));
    }

    @Test
    void readsAllThatOtherEventsSay() throws Exception {
        assertThat(read(groupUpdated("dirgroup_1").in("org_7").inDirectory("dir_7").displayName("Sales")))
                .extracting("group").isEqualTo(new ScalekitGroup("dirgroup_1", "org_7", "dir_7", "Sales"));
        assertThat(read(directoryEnabled("dir_7").in("org_7"))).extracting("directory")
                .isEqualTo(new ScalekitDirectory("dir_7", "org_7", "OKTA", "SCIM"));
        assertThat(read(organizationUpdated("org_7").displayName("Acme"))).extracting("organization")
                .isEqualTo(new ScalekitOrganization("org_7", "Acme", "", "{}"));
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
    void namesOneOrganizationUnlessALeaversStatementNamesTwo() throws Exception {
        SimulatedEvent event = userUpdated("diruser_1").in("org_7").withData("organization_id", "org_8");
        assertThat(userEvent(event).organizationIds()).containsExactly("org_7");
        assertThat(userEvent(event.active(false)).organizationIds()).containsExactly("org_7", "org_8");
        assertThat(userEvent(event.active(false).with("organization_id", 7)).organizationIds())
                .containsExactly("org_8");
    }

    @Test
    void readsNoEventOfATypeThatRollcallHasNoUseFor() throws Exception {
        byte[] unknown = userCreated("diruser_1").with("type", "user.signup").without("data").without("id").bytes();
        assertThat(reader.read(unknown)).isEqualTo(new Reading(null, Set.of()));
        assertThat(reader.envelope(unknown).isUseful()).isFalse();
        assertThat(reader.envelope(userCreated("diruser_1").bytes()).isUseful()).isTrue();
        assertThat(reader.envelope(userCreated("diruser_1").with("type", 7).bytes()).isUseful()).isTrue();
        assertThat(reader.envelope("x".getBytes(UTF_8)).isUseful()).isTrue();
    }

    @Test
    void readsAMissingKeyAsNotSaid() throws Exception {
        assertThat(user(userUpdated("diruser_1")))
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", null, null, null, null, null, null, null, null));
        assertThat(user(userCreated("diruser_1")).active()).isNull();
    }

    static final List<Arguments> NONE = Stream.of(null, "", " ", "\u200b").map(Arguments::of).toList();

    @ParameterizedTest
    @FieldSource("NONE")
    void readsNullAndAnEmptyTextAsNone(String none) throws Exception {
        SimulatedEvent event = userUpdated("diruser_1");
        for (String field : List.of("active", "email", "name", "given_name", "family_name", "dp_id", "roles",
                "groups")) {
            event = event.withData(field, none);
        }
        assertThat(user(event))
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", null, "", "", "", "", "", List.of(), List.of()));
        assertThat(reader.read(event.bytes()).leftAside()).isEmpty();
        assertThat(read(groupUpdated("dirgroup_1").inDirectory(none).displayName(none))).extracting("group")
                .isEqualTo(new ScalekitGroup("dirgroup_1", "org_1", null, null));
    }

    @Test
    void readsAnEmptyListAsNone() throws Exception {
        assertThat(user(userUpdated("diruser_1").roles().groups())).returns(List.of(), ScalekitUser::roles)
                .returns(List.of(), ScalekitUser::groups);
    }

    static final List<Arguments> FLAGS = List.of(
            arguments(true,
                    List.of(true, "true", "True", " TRUE\u200b", "t", "Yes", "y", "on", "1", "1.0", 1, 1.0,
                            new BigDecimal("1.00"))),
            arguments(false, List.of(false, "false", "False", " FALSE ", "F", "no", "N", "OFF", "0", "0.0", "-0", 0,
                    0.0, new BigDecimal("0E+20"))));

    @ParameterizedTest
    @FieldSource("FLAGS")
    void readsABooleanHoweverItIsSpelled(boolean active, List<Object> spellings) throws Exception {
        for (Object spelling : spellings) {
            assertThat(user(userUpdated("diruser_1").withData("active", spelling)).active()).as("%s", spelling)
                    .isEqualTo(active);
        }
    }

    static List<Arguments> oddFields() {
        String longText = "x".repeat(321);
        return List.of(arguments("data.active", Map.of("active", "x")), arguments("data.active", Map.of("active", 2)),
                arguments("data.active", Map.of("active", List.of(false))), arguments("data.email", Map.of("email", 7)),
                arguments("data.email", Map.of("email", longText)), arguments("data.name", Map.of("name", List.of())),
                arguments("data.name", Map.of("name", Map.of())), arguments("data.given_name", Map.of("given_name", 7)),
                arguments("data.family_name", Map.of("family_name", true)),
                arguments("data.dp_id", Map.of("dp_id", longText)), arguments("data.dp_id", Map.of("dp_id", 7)),
                arguments("data.roles", Map.of("roles", "x")), arguments("data.roles", Map.of("roles", Map.of())),
                arguments("data.roles[].role_name", Map.of("roles", List.of("x"))),
                arguments("data.roles[].role_name", Map.of("roles", List.of(Map.of("role_name", longText)))),
                arguments("data.groups", Map.of("groups", 7)),
                arguments("data.groups[].id", Map.of("groups", List.of(Map.of("name", "x")))),
                arguments("organization_id", Map.of("organization_id", "org_1")));
    }

    @ParameterizedTest
    @MethodSource("oddFields")
    void leavesAnOddFieldAsideAndNamesIt(String field, Map<String, Object> said) throws Exception {
        SimulatedEvent event = userUpdated("diruser_1");
        for (var one : said.entrySet()) {
            event = event.withData(one.getKey(), one.getValue());
        }
        if (field.equals("organization_id")) {
            event = event.with(field, List.of());
        }
        assertThat(reader.read(event.bytes()).leftAside()).containsExactly(field);
        assertThat(user(event)).isEqualTo(user(userUpdated("diruser_1")));
    }

    @Test
    void keepsTheRestOfAListOfWhichSomethingIsOdd() throws Exception {
        SimulatedEvent event = userUpdated("diruser_1")
                .withData("roles", Arrays.asList(Map.of("role_name", "viewer"), Map.of(), null)).withData("groups",
                        List.of(Map.of("id", "dirgroup_1", "name", 7), Map.of("id", 7), Map.of("id", "dirgroup_2")));
        assertThat(user(event)).returns(List.of("viewer"), ScalekitUser::roles)
                .returns(List.of(new ScalekitGroup("dirgroup_1", "org_1", null, null),
                        new ScalekitGroup("dirgroup_2", "org_1", null, null)), ScalekitUser::groups);
        assertThat(reader.read(event.bytes()).leftAside()).containsExactlyInAnyOrder("data.roles[].role_name",
                "data.groups[].name", "data.groups[].id");
    }

    @Test
    void leavesOddFieldsOfOtherEventsAside() throws Exception {
        SimulatedEvent event = groupUpdated("dirgroup_1").inDirectory("x".repeat(256)).withData("display_name", true);
        assertThat(read(event)).extracting("group").isEqualTo(new ScalekitGroup("dirgroup_1", "org_1", null, null));
        assertThat(reader.read(event.bytes()).leftAside()).containsExactlyInAnyOrder("data.directory_id",
                "data.display_name");
    }

    @Test
    void bringsTextsIntoTheirNormalFormAndCutsNames() throws Exception {
        String words = "word ".repeat(28_000);
        assertThat(user(userUpdated("diruser_1\u200b").email("a@example.com\u200b").named("Bu\u0308ro", words)))
                .returns("diruser_1", ScalekitUser::id).returns("a@example.com", ScalekitUser::email)
                .returns("B\u00fcro", ScalekitUser::givenName)
                .returns("word ".repeat(200).strip(), ScalekitUser::familyName);
        assertThat(user(userUpdated("diruser_1").groups(group("dirgroup_1", words))).groups().getFirst().displayName())
                .hasSizeBetween(1, 1000);
    }

    static List<Map<String, Object>> whatNobodyMindsOfALeaver() {
        return List.of(Map.of("email", 7), Map.of("email", List.of()), Map.of("email", "a".repeat(321)),
                Map.of("roles", "x"), Map.of("roles", List.of(Map.of())), Map.of("groups", 7), Map.of("active", "yes"),
                Map.of("active", true), Map.of("name", Map.of()), Map.of("email", "a@example.com"));
    }

    @ParameterizedTest
    @MethodSource("whatNobodyMindsOfALeaver")
    void readsThatAUserLeftWhateverElseIsSaid(Map<String, Object> said) throws Exception {
        SimulatedEvent event = userDeleted("diruser_1").dpId("00u1");
        for (var field : said.entrySet()) {
            event = event.withData(field.getKey(), field.getValue());
        }
        assertThat(user(event))
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", false, null, null, null, null, "00u1", null, null));
    }

    @Test
    void readsThatAUserIsNotActiveWhateverElseCannotBeRead() throws Exception {
        SimulatedEvent update = userUpdated("diruser_1").withData("active", "False").email("a@example.com")
                .withData("roles", "x").givenName("Ann");
        assertThat(user(update))
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", false, null, null, "Ann", null, null, null, null));
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> user(update.withoutData("id")));
    }

    static final List<Arguments> NO_PAYLOADS = Stream
            .of("NAME\u001f", "NAME\u00ff", "NAME\\x", "NAME\"}}garbage", "NAME\"}},{", "NAME", "NAME\\u12")
            .map(Arguments::of).toList();

    @ParameterizedTest
    @FieldSource("NO_PAYLOADS")
    void readsThatAUserLeftInAPayloadThatIsNoEvent(String end) throws Exception {
        byte[] payload = ("""
                {"id":"evt_1","type":"organization.directory.user_deleted","occurred_at":"2026-02-03T12:00:00Z",
                "data":{"id":"diruser_1","organization_id":"org_1","dp_id":"00u1","name":\"""" + end)
                .getBytes(ISO_8859_1);
        Reading reading = reader.read(payload);
        assertThat(reading.leftAside()).containsExactly("payload");
        assertThat(((UserDeleted) reading.event()).user())
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", false, null, null, null, null, "00u1", null, null));
        assertThat(reader.envelope(payload)).returns("diruser_1", Envelope::subjectId).returns("org_1",
                Envelope::organizationId);
        byte[] other = new String(payload, ISO_8859_1).replace("user_deleted", "user_updated").getBytes(ISO_8859_1);
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> reader.read(other));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u001f", "\u0000", "\u00ff", "\\x", "\n" })
    void readsTheIdOfALeaverBehindATextThatIsNone(String odd) throws Exception {
        byte[] payload = """
                {"data":{"name":"%s","id":"diruser_1"},"type":"organization.directory.user_deleted"}""".formatted(odd)
                .getBytes(ISO_8859_1);
        assertThat(((UserDeleted) reader.read(payload).event()).user()).isEqualTo(ScalekitUser.gone("diruser_1", ""));
    }

    @Test
    void believesNothingElseInAPayloadThatIsNoEvent() throws Exception {
        String json = userUpdated("diruser_1").active(false).named("Ann", "Ahn").roles("viewer").dpId("00u1").json();
        assertThat(user(json)).returns("Ann", ScalekitUser::givenName).returns(List.of("viewer"), ScalekitUser::roles);
        assertThat(user(json + "garbage"))
                .isEqualTo(new ScalekitUser("diruser_1", "org_1", false, null, null, null, null, "00u1", null, null));
    }

    @Test
    void namesWhatIsOddAboutALeaversStatement() throws Exception {
        SimulatedEvent odd = userDeleted("diruser_1").with("id", List.of()).without("occurred_at")
                .without("organization_id").withoutData("organization_id").withData("dp_id", 7);
        Reading reading = reader.read(odd.bytes());
        assertThat(reading.leftAside()).containsExactlyInAnyOrder("id", "occurred_at", "organization_id", "data.dp_id");
        assertThat(reading.event()).isEqualTo(new UserDeleted("", null, ScalekitUser.gone("diruser_1", ""), Set.of()));
        assertThat(reader.envelope(odd.bytes()))
                .isEqualTo(new Envelope(null, "organization.directory.user_deleted", null, "diruser_1", null, true));
    }

    @ParameterizedTest
    @CsvSource({ "2026-02-03T12:00:00.123456789Z, 2026-02-03T12:00:00.123456789Z",
            "2026-02-03t12:00:00.9999999999z, 2026-02-03T12:00:00.999999999Z",
            "2026-02-03T14:30:00+02:30, 2026-02-03T12:00:00Z", "2026-02-03T00:00:00-12:00, 2026-02-03T12:00:00Z",
            "2026-02-03T23:59:00+23:59, 2026-02-03T00:00:00Z", "2026-02-03T12:00:00-00:00, 2026-02-03T12:00:00Z",
            "2016-12-31T23:59:60.5Z, 2017-01-01T00:00:00.5Z", "2000-01-01T00:00:00Z, 2000-01-01T00:00:00Z",
            "1999-12-31T23:59:59-00:01, 2000-01-01T00:00:59Z",
            "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z" })
    void readsAnInstantToTheNanosecond(String written, Instant instant) throws Exception {
        SimulatedEvent event = userCreated("diruser_1").with("occurred_at", written);
        assertThat(read(event).occurredAt()).isEqualTo(instant);
        assertThat(reader.envelope(event.bytes()).occurredAt()).isEqualTo(instant);
    }

    static final List<Arguments> NO_DATES = Stream.of("2026-02-03T17:30:00+0530", "2026-02-03T12:00Z",
            "2026-02-03T12:00:00", "2026-02-03 12:00:00Z", "2026-02-03T12:00:00.Z", "2026-02-03T12:00:00,5Z",
            "2026-02-30T12:00:00Z", "2026-02-03T24:00:00Z", "2026-02-03T12:00:61Z", "2026-02-03T12:00:00+24:00",
            "2000-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01", "9999-12-31T23:59:60Z", 1795600000, "1795600000",
            "\u0662026-02-03T12:00:00Z", Map.of()).map(Arguments::of).toList();

    @ParameterizedTest
    @FieldSource("NO_DATES")
    void readsALeaversStatementWithoutADateThatCanBeRead(Object written) throws Exception {
        SimulatedEvent left = userDeleted("diruser_1").with("occurred_at", written);
        assertThat(read(left).occurredAt()).isNull();
        assertThat(reader.read(left.bytes()).leftAside()).containsExactly("occurred_at");
        assertThatExceptionOfType(UnreadableEventException.class)
                .isThrownBy(() -> read(userUpdated("diruser_1").with("occurred_at", written)));
    }

    @Test
    void ignoresAByteOrderMark() throws Exception {
        assertThat(user('\ufeff' + userUpdated("diruser_1").name("Ann").json()).name()).isEqualTo("Ann");
    }

    @Test
    @Timeout(10)
    void takesNumbersNamesAndDepthsOfAnySize() throws Exception {
        String json = userUpdated("diruser_1").name("Ann").withData("custom_attributes", "CUSTOM").json();
        int most = 900_000;
        for (String custom : List.of("9".repeat(most), "-1." + "9".repeat(most), "1e" + "9".repeat(most),
                "[".repeat(most / 2) + "]".repeat(most / 2), "{\"a\":".repeat(most / 6) + "1" + "}".repeat(most / 6),
                "{\"" + "n".repeat(most) + "\":1}", "\"" + "t".repeat(most) + "\"", "[" + "1,".repeat(most / 2) + "1]",
                "[" + "{},".repeat(most / 3) + "1]")) {
            String body = json.replace("\"CUSTOM\"", custom);
            assertThat(user(body).name()).as(custom.substring(0, 5)).isEqualTo("Ann");
            assertThat(user(body.replace("custom_attributes", "active")).active()).isNull();
        }
    }

    @Test
    void replacesCharactersThatPostgresCannotKeep() throws Exception {
        String json = userUpdated("diruser_1").name("NAME").roles("ROLE").json();
        assertThat(user(json.replace("NAME", "a\\u0000b\\ud800c\\udc00d \\ud83e\\udd8a").replace("ROLE", "\\u0000")))
                .returns("a\uFFFDb\uFFFDc\uFFFDd 🦊", ScalekitUser::name)
                .returns(List.of("\uFFFD"), ScalekitUser::roles);
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

    private ScalekitUser user(SimulatedEvent event) throws UnreadableEventException {
        return userEvent(event).user();
    }

    private UserEvent userEvent(SimulatedEvent event) throws UnreadableEventException {
        return (UserEvent) read(event);
    }

    private ScalekitUser user(String json) throws UnreadableEventException {
        return ((UserEvent) reader.read(json.getBytes(UTF_8)).event()).user();
    }

    private ScalekitEvent read(SimulatedEvent event) throws UnreadableEventException {
        return reader.read(event.bytes()).event();
    }
}
