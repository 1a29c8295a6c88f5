package dev.rollcall.scalekit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.FuzzCorpus;
import dev.rollcall.NormalForm;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryDisabled;
import dev.rollcall.scalekit.ScalekitEvent.DirectoryEnabled;
import dev.rollcall.scalekit.ScalekitEvent.Envelope;
import dev.rollcall.scalekit.ScalekitEvent.GroupCreated;
import dev.rollcall.scalekit.ScalekitEvent.GroupDeleted;
import dev.rollcall.scalekit.ScalekitEvent.GroupUpdated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationCreated;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationDeleted;
import dev.rollcall.scalekit.ScalekitEvent.OrganizationUpdated;
import dev.rollcall.scalekit.ScalekitEvent.UserDeleted;
import dev.rollcall.scalekit.ScalekitEvent.UserEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Reads whatever a fuzzer makes up, into what the database can keep or into a reason why not.
public class EventReaderFuzzTests {

    /// What a field may be called that was left aside: never what it says.
    static final Pattern FIELD = Pattern.compile("(users\\[]\\.)?[a-z_]+(\\[])?(\\.[a-z_]+(\\[])?){0,2}");

    private static final EventReader READER = new EventReader();

    static Stream<Path> inputs() {
        return FuzzCorpus.of(EventReaderFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void readsAnEventOrSaysWhyNot(Path input) throws IOException {
        FuzzCorpus.run(input, EventReaderFuzzTests::fuzzerTestOneInput);
    }

    /// What the fuzzer calls.
    ///
    /// @param payload an event's bytes
    public static void fuzzerTestOneInput(byte[] payload) {
        Envelope envelope = READER.envelope(payload);
        assertStorable(envelope.toString());
        assertKeys(envelope.id(), envelope.type(), envelope.organizationId(), envelope.subjectId());
        Reading read;
        try {
            read = READER.read(payload);
        } catch (UnreadableEventException unreadable) {
            assertThat(unreadable).message().isNotBlank().hasSizeLessThan(120);
            return;
        }
        assertThat(envelope.type()).isNotNull();
        assertThat(envelope.isUseful()).isEqualTo(read.event() != null);
        assertThat(read.leftAside()).allMatch(FIELD.asMatchPredicate());
        ScalekitEvent event = read.event();
        if (event == null) {
            return;
        }
        assertStorable(event.toString());
        Subject subject = subject(event);
        // Who applies the events of an organization goes by what the envelope says.
        assertThat(envelope).isEqualTo(new Envelope(event.id().isEmpty() ? null : event.id(), envelope.type(),
                subject.organizationId().isEmpty() ? null : subject.organizationId(), subject.id(), event.occurredAt(),
                true));
        boolean leaves = event instanceof UserEvent about && about.user().isLeaving();
        if (event.occurredAt() == null || event.id().isEmpty() || subject.organizationId().isEmpty()) {
            assertThat(leaves).as("only a leaver needs no date, id or organization").isTrue();
        }
        if (event.occurredAt() != null) {
            assertThat(event.occurredAt()).isBetween(Instant.parse("2000-01-01T00:00:00Z"),
                    Instant.parse("9999-12-31T23:59:59.999999999Z"));
        }
        if (event instanceof UserEvent about) {
            assertWithinLimits(about.user());
            assertKeys(about.organizationIds().toArray(String[]::new));
            assertThat(about.organizationIds()).hasSizeBetween(leaves ? 0 : 1, leaves ? 2 : 1);
            assertThat(about instanceof UserDeleted && !leaves).as("a leaver who has not left").isFalse();
        }
    }

    private record Subject(String organizationId, String id) {
    }

    private static Subject subject(ScalekitEvent event) {
        return switch (event) {
            case OrganizationCreated(var _, var _, ScalekitOrganization of) -> new Subject(of.id(), of.id());
            case OrganizationUpdated(var _, var _, ScalekitOrganization of) -> new Subject(of.id(), of.id());
            case OrganizationDeleted(var _, var _, ScalekitOrganization of) -> new Subject(of.id(), of.id());
            case DirectoryEnabled(var _, var _, ScalekitDirectory of) -> new Subject(of.organizationId(), of.id());
            case DirectoryDisabled(var _, var _, ScalekitDirectory of) -> new Subject(of.organizationId(), of.id());
            case GroupCreated(var _, var _, ScalekitGroup of) -> new Subject(of.organizationId(), of.id());
            case GroupUpdated(var _, var _, ScalekitGroup of) -> new Subject(of.organizationId(), of.id());
            case GroupDeleted(var _, var _, ScalekitGroup of) -> new Subject(of.organizationId(), of.id());
            case UserEvent about -> new Subject(about.user().organizationId(), about.user().id());
        };
    }

    /// Holds a user that was read to what the columns of the database take.
    static void assertWithinLimits(ScalekitUser user) {
        assertStorable(user.toString());
        assertKeys(user.id());
        assertThat(user.isLeaving() && user.email() != null).as("a leaver with an address").isFalse();
        assertShort(320, user.email());
        assertShort(255, user.organizationId(), user.dpId());
        assertShort(NormalForm.LONGEST_NAME, user.name(), user.givenName(), user.familyName(), user.username());
        if (user.attributes() != null && !user.attributes().isEmpty()) {
            assertThat(CanonicalJson.length(user.attributes())).isLessThanOrEqualTo(Attributes.MOST_BYTES);
            assertThat(CanonicalJson.write(CanonicalJson.of(CanonicalJson.read(user.attributes()))))
                    .isEqualTo(user.attributes());
        }
        if (user.roles() != null) {
            assertKeys(user.roles().toArray(String[]::new));
        }
        if (user.groups() != null) {
            user.groups().forEach(group -> {
                assertKeys(group.id(), group.directoryId());
                assertShort(NormalForm.LONGEST_NAME, group.displayName());
            });
        }
    }

    private static void assertShort(int longest, String... texts) {
        assertThat(texts).allSatisfy(text -> assertThat(text == null ? "" : text).hasSizeLessThanOrEqualTo(longest)
                .isEqualTo(text == null ? "" : NormalForm.text(text)));
    }

    /// Holds texts to what PostgreSQL can keep.
    static void assertStorable(String text) {
        assertThat(text.indexOf('\0')).as("NUL").isNegative();
        assertThat(UTF_8.newEncoder().canEncode(text)).as("no half surrogate pair").isTrue();
    }

    private static void assertKeys(String... keys) {
        assertThat(keys).allSatisfy(key -> assertThat(key == null ? 1 : key.length()).isBetween(1, 255));
    }
}
