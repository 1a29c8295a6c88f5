package dev.rollcall.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalQuotaTests {

    private static final String STRANGER = "203.0.113.7";
    private static final String ANOTHER = "203.0.113.8";

    private final AtomicLong nanos = new AtomicLong();
    private final RefusalQuota quota = new RefusalQuota(3, nanos::get);

    private void goOn(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    private void refuse(String address, int times) {
        for (int i = 0; i < times; i++) {
            quota.refused(address);
        }
    }

    @Test
    void readsOnUntilTheQuotaIsUsedUp() {
        refuse(STRANGER, 2);
        assertThat(quota.wait(STRANGER)).isZero();

        refuse(STRANGER, 1);
        assertThat(quota.wait(STRANGER)).isEqualTo(Duration.ofMinutes(1));
        assertThat(quota.wait(ANOTHER)).isZero();
    }

    @Test
    void readsAgainAMinuteAfterTheFirstRefusal() {
        refuse(STRANGER, 1);
        goOn(Duration.ofSeconds(20));
        refuse(STRANGER, 2);
        assertThat(quota.wait(STRANGER)).isEqualTo(Duration.ofSeconds(40));

        goOn(Duration.ofSeconds(40));
        assertThat(quota.wait(STRANGER)).isZero();
        refuse(STRANGER, 2);
        assertThat(quota.wait(STRANGER)).isZero();
    }

    @Test
    void readsForADayWhateverComesFromWhereASignedRequestCameFrom() {
        quota.signed(STRANGER);
        refuse(STRANGER, 100);
        assertThat(quota.wait(STRANGER)).isZero();

        goOn(Duration.ofDays(1));
        refuse(STRANGER, 3);
        assertThat(quota.wait(STRANGER)).isPositive();
    }

    @Test
    void readsAgainAsSoonAsASignedRequestCame() {
        refuse(STRANGER, 3);
        quota.signed(STRANGER);

        assertThat(quota.wait(STRANGER)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.254", "192.168.1.1", "::1",
            "0:0:0:0:0:0:0:1", "fd00::1", "fc00:0:0:0:0:0:0:1", "::ffff:10.0.0.1" })
    void limitsNoPrivateAddress(String address) {
        refuse(address, 100);

        assertThat(quota.wait(address)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = { "172.32.0.1", "2001:db8::1", "::ffff:203.0.113.7", "203.0.113.7:5678", "unknown", "" })
    void limitsEveryOtherSender(String address) {
        refuse(address, 3);

        assertThat(quota.wait(address)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({ "2001:db8:0:1::1, 2001:db8:0:1:ffff:ffff:ffff:ffff, true", "2001:db8:0:1::1, 2001:db8:0:2::1, false",
            "203.0.113.7, ::ffff:203.0.113.7, true" })
    void takesANetworkOfIpv6ForOneSender(String one, String other, boolean same) {
        refuse(one, 3);

        assertThat(quota.wait(other).isPositive()).isEqualTo(same);
    }

    @Test
    void limitsNobodyWhereTheQuotaIsZero() {
        RefusalQuota none = new RefusalQuota(0, nanos::get);
        for (int i = 0; i < 100; i++) {
            none.refused(STRANGER);
        }

        assertThat(none.wait(STRANGER)).isZero();
    }

    @Test
    void forgetsNoSignerHoweverManySendersAreRefused() {
        quota.signed(STRANGER);
        for (int i = 0; i < 100_000; i++) {
            quota.refused("198.%d.%d.%d".formatted(18 + i % 2, i / 256 % 256, i % 256));
        }
        refuse(STRANGER, 3);

        assertThat(quota.wait(STRANGER)).isZero();
    }
}
