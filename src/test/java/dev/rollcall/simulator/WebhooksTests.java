package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTests {

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final ScalekitSimulator simulator = ScalekitSimulator.start(0, receiver.url(), WebhookReceiver.SECRET);
    private final Webhooks webhooks = simulator.webhooks();
    private SimulatedDirectory directory;

    @BeforeEach
    void start() {
        directory = simulator.createDirectory();
        received();
    }

    @AfterEach
    void stop() {
        simulator.close();
        receiver.close();
    }

    @Test
    void arriveInTheOrderOfTheChanges() {
        var joined = directory.join(100);

        assertThat(received()).containsExactlyElementsOf(ids(joined));
    }

    @Test
    void areSentAgainWhileTheNextOnesGoOut() {
        receiver.answerNext(503);

        var joined = directory.join(3);

        assertThat(received()).containsExactlyInAnyOrderElementsOf(ids(joined)).last()
                .isEqualTo(joined.getFirst().id());
        assertThat(simulator.deliveries().getFirst().attempts()).isEqualTo(2);
    }

    @Test
    void areLostInPartOrAltogether() {
        webhooks.lose(30).seed(5);
        var arrived = joinAndReceive(200);
        assertThat(arrived).hasSizeBetween(110, 170);
        assertThat(webhooks.lost()).isEqualTo(200 - arrived.size());
        assertThat(simulator.deliveries()).filteredOn(delivery -> delivery.attempts() == 0)
                .hasSize(200 - arrived.size());

        webhooks.lose(100);
        assertThat(joinAndReceive(20)).isEmpty();
        webhooks.mend();
        assertThat(joinAndReceive(20)).hasSize(20);
    }

    @Test
    void areDelayed() {
        webhooks.delay(Duration.ofMillis(150));
        var begin = System.nanoTime();

        assertThat(joinAndReceive(5)).hasSize(5);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(150));
    }

    @Test
    void areDuplicated() {
        webhooks.duplicate(100);

        assertThat(joinAndReceive(10)).hasSize(20);
        assertThat(simulator.deliveries().stream().map(Delivery::webhookId).distinct()).hasSize(2 + 10);
    }

    @Test
    void areReordered() {
        webhooks.reorder(true);

        var joined = directory.join(50);

        assertThat(received()).containsExactlyInAnyOrderElementsOf(ids(joined)).isNotEqualTo(ids(joined));
    }

    @Test
    void arePostedSeveralAtATime() {
        webhooks.concurrency(8);

        assertThat(joinAndReceive(100)).hasSize(100);
    }

    @Test
    void goNowhereBeforeSomebodySaysWhere() {
        try (var silent = ScalekitSimulator.start(WebhookReceiver.SECRET)) {
            var other = silent.createDirectory();
            silent.webhooks().settle();
            assertThat(received()).isEmpty();

            silent.postTo(receiver.url());
            var joined = other.join();
            silent.webhooks().settle();
            assertThat(received()).containsExactly(joined.id());
        }
    }

    @Test
    void areNotWaitedForLongerThanToldTo() {
        webhooks.delay(Duration.ofMinutes(1));
        directory.join();

        assertThatIllegalStateException().isThrownBy(() -> webhooks.settle(Duration.ofMillis(50)));
        assertThat(webhooks.pending()).isOne();
    }

    private List<String> joinAndReceive(int count) {
        directory.join(count);
        return received();
    }

    private List<String> received() {
        webhooks.settle();
        return receiver.take().stream().map(event -> event.at("/data/id").asString()).toList();
    }

    private static List<String> ids(List<SimulatedUser> users) {
        return users.stream().map(SimulatedUser::id).toList();
    }
}
