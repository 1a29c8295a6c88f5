package dev.rollcall;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// How all tests wait: they look at once whether what they wait for has come, and then often, because most of it takes a few
/// milliseconds; and they give up late, because the machine may be busy with something else.
public final class Waiting implements BeforeAllCallback {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public void beforeAll(ExtensionContext tests) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
