package dev.rollcall.scalekit;

import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.scalekit.ScalekitEvent.Envelope;
import dev.rollcall.simulator.SimulatedEvent;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The reasons for which an event cannot be understood, and that none of them tells what the payload says.
class UnreadableEventExceptionTests {

    /// What no reason may repeat.
    private static final String PRIVATE = "private-7";

    private static final String LONG = PRIVATE.repeat(29);
    private static final SimulatedEvent USER = userUpdated("diruser_1");
    private static final String NOT_A_KEY = " is not a string of 1 to 255 characters.";
    private static final String NOT_A_DATE = "occurred_at is not a date and time with an offset, from 2000 to 9999.";

    static final List<Arguments> PAYLOADS = List.of(
            arguments("The payload is not UTF-8.", "{\"name\":\"private-7ÿ\"}".getBytes(ISO_8859_1)),
            arguments("The payload is not UTF-8.", USER.json().getBytes(UTF_16)),
            arguments("The payload is not JSON.", PRIVATE.getBytes(UTF_8)),
            arguments("The payload is not JSON.", ("{\"name\":\"" + PRIVATE).getBytes(UTF_8)),
            arguments("The payload is not JSON.", (USER.json() + PRIVATE).getBytes(UTF_8)),
            arguments("The payload is not JSON.", "[".repeat(10_000).getBytes(UTF_8)),
            arguments("The payload is not a JSON object.", new byte[0]),
            arguments("The payload is not a JSON object.", "null".getBytes(UTF_8)),
            arguments("The payload is not a JSON object.", "[{}]".getBytes(UTF_8)),
            arguments("The payload is not a JSON object.", ('"' + PRIVATE + '"').getBytes(UTF_8)));

    static final List<Arguments> EVENTS = List.of(arguments("type is missing.", USER.without("type")),
            arguments("type is missing.", USER.with("type", null)), arguments("type" + NOT_A_KEY, USER.with("type", 7)),
            arguments("type" + NOT_A_KEY, USER.with("type", "")),
            arguments("type" + NOT_A_KEY, USER.with("type", LONG)), arguments("id is missing.", USER.without("id")),
            arguments("id" + NOT_A_KEY, USER.with("id", Map.of())), arguments("id" + NOT_A_KEY, USER.with("id", LONG)),
            arguments("data is missing.", USER.without("data")), arguments("data is missing.", USER.with("data", null)),
            arguments("data is not an object.", USER.with("data", PRIVATE)),
            arguments("data is not an object.", USER.with("data", List.of())),
            arguments("data.id is missing.", USER.withoutData("id")),
            arguments("data.id is missing.", userDeleted("x").withData("id", null)),
            arguments("data.id is missing.", organizationUpdated("x").withoutData("id")),
            arguments("data.id" + NOT_A_KEY, directoryEnabled(LONG)),
            arguments("data.id" + NOT_A_KEY, groupUpdated("x").withData("id", 7)),
            arguments("organization_id is missing.", USER.without("organization_id").withoutData("organization_id")),
            arguments("organization_id" + NOT_A_KEY,
                    USER.with("organization_id", List.of(PRIVATE)).withoutData("organization_id")),
            arguments("organization_id" + NOT_A_KEY, groupUpdated("x").in(LONG)),
            arguments("occurred_at is missing.", USER.without("occurred_at")),
            arguments(NOT_A_DATE, USER.with("occurred_at", PRIVATE)),
            arguments(NOT_A_DATE, USER.with("occurred_at", 0)),
            arguments(NOT_A_DATE, USER.with("occurred_at", "2026-02-03T12:00:00")),
            arguments(NOT_A_DATE, USER.with("occurred_at", "2026-02-30T12:00:00Z")),
            arguments(NOT_A_DATE, USER.with("occurred_at", "1999-12-31T23:59:59.999999999Z")),
            arguments(NOT_A_DATE, USER.with("occurred_at", "+10000-01-01T00:00:00Z")),
            arguments(NOT_A_DATE, USER.with("occurred_at", "+292278994-08-17T07:12:55.807Z")),
            arguments(NOT_A_DATE, USER.with("occurred_at", "-999999999-01-01T00:00:00+18:00")));

    private final EventReader reader = new EventReader();

    @ParameterizedTest(name = "{0} ({index})")
    @FieldSource("PAYLOADS")
    void saysWhyAPayloadIsNotAnEvent(String reason, byte[] payload) {
        assertUnreadable(payload, reason);
        assertThat(reader.envelope(payload)).isEqualTo(new Envelope(null, null, null, null, null, true));
    }

    @ParameterizedTest(name = "{0} ({index})")
    @FieldSource("EVENTS")
    void saysWhichFieldIsWrongAndNotWhatItSays(String reason, SimulatedEvent event) {
        assertUnreadable(event.bytes(), reason);
    }

    @Test
    void acceptsValuesThatAreJustShortEnough() throws UnreadableEventException {
        String longest = "x".repeat(255);
        Reading reading = reader.read(userUpdated(longest).id(longest).in(longest).dpId(longest).email("x".repeat(320))
                .roles(longest).bytes());
        assertThat(reading.event()).isNotNull();
        assertThat(reading.leftAside()).isEmpty();
    }

    @ParameterizedTest(name = "{0} ({index})")
    @FieldSource("EVENTS")
    void neverKeepsAnEnvelopeFromBeingRead(String reason, SimulatedEvent event) {
        Envelope envelope = reader.envelope(event.bytes());
        assertThat(envelope).extracting(Envelope::id, Envelope::type, Envelope::organizationId, Envelope::subjectId)
                .allSatisfy(text -> assertThat((String) text).satisfiesAnyOf(it -> assertThat(it).isNull(),
                        it -> assertThat(it).hasSizeBetween(1, 255)));
        assertThat(envelope.occurredAt()).satisfiesAnyOf(at -> assertThat(at).isNull(),
                at -> assertThat(at).isBetween("2000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"));
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3 })
    void findsAnEnvelopeInWhateverBytesAnEventIsDamagedTo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = USER.email("a@example.com").bytes();
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(128);
            }
            assertThat(reader.envelope(damaged)).as("seed %d", seed).isNotNull();
        }
    }

    private void assertUnreadable(byte[] payload, String reason) {
        assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> reader.read(payload))
                .withMessage(reason).withMessageNotContaining(PRIVATE);
    }
}
