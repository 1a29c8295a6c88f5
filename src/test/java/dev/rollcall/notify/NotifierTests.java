package dev.rollcall.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.ClockDouble;
import dev.rollcall.simulator.ChannelDouble;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks at conditions that come and go, and posts to a channel.
@RollcallTest
@ExtendWith(OutputCaptureExtension.class)
class NotifierTests {

    private static final ChannelDouble CHANNEL = ChannelDouble.start();
    private static final Condition WAITS = new Condition("held", "org_1", "Something waits.", "/console/runs/7");
    private static final String TOLD = "Rollcall: Something waits. https://rollcall.example.com/console/runs/7";
    private static final String RESOLVED = "Rollcall, resolved: Something waits. https://rollcall.example.com/console/runs/7";

    @Autowired
    private NoticeBoard board;
    @Autowired
    private JdbcClient jdbc;

    private final List<Condition> there = new ArrayList<>();
    private final ClockDouble clock = new ClockDouble(Instant.parse("2026-03-01T12:00:00Z"));
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private Notifier notifier;

    @AfterAll
    static void stop() {
        CHANNEL.close();
    }

    @BeforeEach
    void beginAnew() {
        notifier = notifier();
        jdbc.sql("delete from notice").update();
        CHANNEL.reset();
    }

    @Test
    void tellsOnceAndOnceThatItIsResolved() throws InterruptedException {
        look();
        assertThat(CHANNEL.posted()).isEmpty();

        there.add(WAITS);
        look();
        look();
        assertThat(CHANNEL.bodies()).containsExactly("{\"text\":\"%s\"}".formatted(TOLD));

        there.clear();
        look();
        look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED);
    }

    @Test
    void repeatsNothingAfterARestartOrOnAnotherNode() throws InterruptedException {
        there.add(WAITS);
        look();
        notifier().look();
        clock.goOn(Duration.ofDays(30));
        notifier().look();
        there.clear();
        notifier().look();
        notifier().look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED);
    }

    @Test
    void saysNothingMoreWhenTheSentenceChanges() throws InterruptedException {
        there.add(WAITS);
        look();
        there.set(0, new Condition("held", "org_1", "More waits.", "/console/runs/8"));
        look();
        there.clear();
        look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED);
    }

    @Test
    void triesAgainLaterAndLaterAndCountsIt() throws InterruptedException {
        CHANNEL.answering(body -> 500);
        there.add(WAITS);
        look();
        look();
        assertThat(CHANNEL.posted()).as("at once").hasSize(1);
        waitAndLook(Duration.ofSeconds(30));
        waitAndLook(Duration.ofSeconds(59));
        assertThat(CHANNEL.posted()).as("after 30 s, and not before a minute more").hasSize(2);
        waitAndLook(Duration.ofSeconds(1));
        for (int hours = 0; hours < 5; hours++) {
            waitAndLook(Duration.ofHours(1));
        }
        assertThat(CHANNEL.posted()).hasSize(8);
        assertThat(CHANNEL.texts()).isEmpty();
        assertThat(counted("5xx")).isEqualTo(8);

        CHANNEL.answering(body -> 204);
        waitAndLook(Duration.ofHours(1));
        look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD);
        assertThat(counted("2xx")).isOne();
    }

    @Test
    void tellsAgainThatItIsResolvedIfThatWasNotTaken() throws InterruptedException {
        there.add(WAITS);
        look();
        there.clear();
        CHANNEL.answering(body -> 302);
        look();
        assertThat(counted("redirect")).isOne();
        CHANNEL.answering(body -> 200);
        waitAndLook(Duration.ofSeconds(30));
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED);
    }

    @Test
    void saysNothingOfWhatIsOverBeforeAnybodyCouldBeTold() throws InterruptedException {
        CHANNEL.answering(body -> 503);
        there.add(WAITS);
        look();
        there.clear();
        CHANNEL.answering(body -> 200);
        waitAndLook(Duration.ofHours(1));
        assertThat(CHANNEL.texts()).isEmpty();
        assertThat(jdbc.sql("select count(*) from notice").query(Long.class).single()).isZero();
    }

    @Test
    void holdsNothingUpForOneTextThatIsNotTaken() throws InterruptedException {
        CHANNEL.answering(body -> body.contains("Poison") ? 400 : 200);
        there.add(new Condition("a", "", "Poison.", "/console"));
        there.add(WAITS);
        look();
        look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD);
    }

    @Test
    void waitsLongerEachTimeUntilWhatFlapsIsResolved() throws InterruptedException {
        there.add(WAITS);
        look();
        there.clear();
        look();
        there.add(WAITS);
        look();
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED, TOLD);

        for (int times = 0; times < 10; times++) {
            there.clear();
            waitAndLook(Duration.ofSeconds(10));
            waitAndLook(Duration.ofMinutes(4));
            there.add(WAITS);
            waitAndLook(Duration.ofSeconds(10));
        }
        assertThat(CHANNEL.texts()).as("away for less than five minutes, again and again").hasSize(3);

        there.clear();
        look();
        waitAndLook(Duration.ofMinutes(5));
        assertThat(CHANNEL.texts()).containsExactly(TOLD, RESOLVED, TOLD, RESOLVED);
        there.add(WAITS);
        look();
        there.clear();
        look();
        waitAndLook(Duration.ofMinutes(9));
        assertThat(CHANNEL.texts()).hasSize(5);
        waitAndLook(Duration.ofMinutes(1));
        assertThat(CHANNEL.texts()).hasSize(6);

        waitAndLook(Duration.ofDays(1));
        there.add(WAITS);
        look();
        there.clear();
        look();
        assertThat(CHANNEL.texts()).as("after a quiet day").hasSize(8);
    }

    @Test
    void tellsOfManyAlikeInOneMessage() throws InterruptedException {
        IntStream.range(0, 300).mapToObj(number -> new Condition("fails", "dir_%03d".formatted(number),
                "No. %d.".formatted(number), "/console/runs")).forEach(there::add);
        there.add(WAITS);
        look();
        look();
        String many = "No. 0.\nNo. 1.\nNo. 2.\nNo. 3.\nNo. 4.\nAnd 295 more like these. https://rollcall.example.com/console";
        assertThat(CHANNEL.texts()).containsExactlyInAnyOrder("Rollcall: " + many, TOLD);

        there.clear();
        look();
        assertThat(CHANNEL.texts()).hasSize(4).contains("Rollcall, resolved: " + many, RESOLVED);
    }

    @Test
    void leavesAsItWasToldWhatASourceThatFailsDoesNotKnow(CapturedOutput output) throws InterruptedException {
        Condition moves = new Condition("moves", "", "It moves.", "/console");
        List<Condition> moving = new ArrayList<>(List.of(moves));
        boolean[] isBroken = { false };
        notifier = notifier(source(Set.of("moves"), () -> {
            if (isBroken[0]) {
                throw new IllegalStateException("cannot be asked");
            }
            return moving;
        }), source(Set.of("held"), () -> there));
        look();
        String told = "Rollcall: It moves. https://rollcall.example.com/console";
        assertThat(CHANNEL.texts()).containsExactly(told);

        isBroken[0] = true;
        there.add(WAITS);
        look();
        there.clear();
        look();
        assertThat(CHANNEL.texts()).containsExactly(told, TOLD, RESOLVED);
        assertThat(output.getAll().split("stays as it was told: \\[moves]", -1)).as("logged once").hasSize(2);

        isBroken[0] = false;
        look();
        assertThat(CHANNEL.texts()).hasSize(3);
        moving.clear();
        look();
        assertThat(CHANNEL.texts()).hasSize(4).last()
                .isEqualTo("Rollcall, resolved: It moves. https://rollcall.example.com/console");
    }

    @Test
    void saysWhereItIsIfNobodySaidWhereTheConsoleIs() {
        assertThat(new PublicUrl(" ").to("/console")).isEqualTo("(in the console: /console)");
        assertThat(new PublicUrl("https://rollcall.example.com/in/").to("/console"))
                .isEqualTo("https://rollcall.example.com/in/console");
    }

    private Notifier notifier(ConditionSource... sources) {
        return new Notifier(List.of(sources), board, CHANNEL.url(), meters, clock);
    }

    private static ConditionSource source(Set<String> kinds, Supplier<List<Condition>> current) {
        return new ConditionSource() {
            @Override
            public Set<String> kinds() {
                return kinds;
            }

            @Override
            public List<Condition> current() {
                return current.get();
            }
        };
    }

    private Notifier notifier() {
        return notifier(source(Set.of("held", "a", "fails"), () -> there));
    }

    private void look() throws InterruptedException {
        notifier.look();
    }

    private void waitAndLook(Duration time) throws InterruptedException {
        clock.goOn(time);
        look();
    }

    private double counted(String outcome) {
        return meters.get("rollcall.notifications").tag("outcome", outcome).counter().count();
    }
}
