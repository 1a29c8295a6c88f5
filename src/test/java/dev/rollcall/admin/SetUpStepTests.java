package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.admin.SetUpStep.State;
import dev.rollcall.customers.SetUpProgress;
import dev.rollcall.customers.SetUpProgress.Failure;
import dev.rollcall.customers.SetUpProgress.Refused;
import dev.rollcall.push.PushReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is said of each step of the set-up.
class SetUpStepTests {

    private static final Instant NOW = Instant.parse("2026-03-30T12:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);
    private static final String NO_CONNECTION = "POST /oauth/token: no connection after 5 attempts.";
    private static final String NOT_KNOWN = "POST /oauth/token: 401: no. Check SCALEKIT_CLIENT_ID and SCALEKIT_CLIENT_SECRET.";

    private Instant answeredAt;
    private Failure failure;
    private Instant signedAt;
    private List<Refused> refusals = List.of();
    private long directories;
    private Instant completeAt;
    private Instant feedReadAt;
    private PushReport push = PushReport.OFF;

    private State state(String title) {
        return step(title).state();
    }

    private SetUpStep step(String title) {
        return SetUpStep
                .of(new SetUpProgress(answeredAt, failure, signedAt, refusals, Map.of(), directories, null, completeAt,
                        feedReadAt), push)
                .stream().filter(step -> step.title().equals(title)).findFirst().orElseThrow();
    }

    private static PushReport push(Instant confirmedAt, String error) {
        return new PushReport(true, "0", confirmedAt, 0, 0, error == null ? null : BEFORE, error, 0, List.of());
    }

    @Test
    void areToBeDoneAtTheBeginning() {
        assertThat(SetUpStep.of(new SetUpProgress(null, null, null, List.of(), Map.of(), 0, null, null, null),
                PushReport.OFF)).extracting(SetUpStep::state).containsExactly(State.OPEN, State.OPEN, State.DONE,
                        State.OPEN, State.DONE, State.OPEN, State.OPEN, State.OPEN);
    }

    @Test
    void tellAnEnvironmentThatIsNotReachedFromAClientThatIsNotKnown() {
        answeredAt = BEFORE;
        assertThat(state("Scalekit's environment is reached")).isEqualTo(State.DONE);
        assertThat(state("Its API client is known")).isEqualTo(State.DONE);

        failure = new Failure(NOW, NO_CONNECTION, false);
        assertThat(step("Scalekit's environment is reached")).returns(State.TROUBLE, SetUpStep::state).returns(NOW,
                SetUpStep::at);
        assertThat(state("Its API client is known")).as("it was").isEqualTo(State.DONE);

        failure = new Failure(NOW, NOT_KNOWN, true);
        assertThat(state("Scalekit's environment is reached")).isEqualTo(State.DONE);
        assertThat(step("Its API client is known")).returns(State.TROUBLE, SetUpStep::state).returns(NOT_KNOWN,
                SetUpStep::sentence);
    }

    @Test
    void worryAboutRefusedWebhooksOnlyUntilSignedOnesCome() {
        refusals = List.of(new Refused("signature_mismatch", NOW), new Refused("header_missing", BEFORE));
        assertThat(state("None is refused")).isEqualTo(State.TROUBLE);
        signedAt = BEFORE;
        assertThat(state("None is refused")).isEqualTo(State.TROUBLE);
        signedAt = NOW;
        assertThat(state("None is refused")).isEqualTo(State.DONE);
        assertThat(step("None is refused").sentence()).contains("signature_mismatch");
    }

    @Test
    void seeAnApplicationThatConfirmsOrReads() {
        String application = "Your application is connected";
        feedReadAt = BEFORE;
        assertThat(step(application)).returns(State.DONE, SetUpStep::state).returns(BEFORE, SetUpStep::at);
        push = push(null, null);
        assertThat(state(application)).as("what is pushed counts").isEqualTo(State.OPEN);
        push = push(null, "It answered 500.");
        assertThat(state(application)).isEqualTo(State.TROUBLE);
        push = push(NOW, null);
        assertThat(step(application)).returns(State.DONE, SetUpStep::state).returns(NOW, SetUpStep::at);
        push = push(NOW, "It answered 500.");
        assertThat(step(application)).returns(State.TROUBLE, SetUpStep::state).returns(BEFORE, SetUpStep::at);
    }

    @Test
    void countDirectories() {
        directories = 2;
        completeAt = NOW;
        assertThat(step("The first directory is there").sentence()).isEqualTo("2 directories are known.");
        assertThat(step("A run has seen all of a directory")).returns(State.DONE, SetUpStep::state).returns(NOW,
                SetUpStep::at);
    }
}
