package dev.rollcall;

import dev.rollcall.simulator.WebhookSigner;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A test of the whole service, see [RollcallContext]. Such classes run one after the other, because they share what is
/// costly to start; others run beside them.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RollcallContext
@Execution(ExecutionMode.SAME_THREAD)
public @interface RollcallTest {

    String SECRET = "whsec_dGVzdC1vbmx5LW5vdC1hLXNlY3JldC1vZi1hbnlvbmU=";
    /// Signs as Scalekit does.
    WebhookSigner SIGNER = new WebhookSigner(SECRET);

    String ADMIN_TOKEN = "test-admin-token-0000";
    String PUBLIC_URL = "https://rollcall.example.com";
    String READER_TOKEN = "test-reader-token-0000";
    String METRICS_TOKEN = "test-metrics-token-0000";
}
