package dev.rollcall.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rollcall.Rollcall;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import dev.rollcall.simulator.ScalekitEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

/// Starts the service with one bad setting after the other and reads what it says as a user would, and once with good
/// ones in files.
@ExtendWith(OutputCaptureExtension.class)
@Isolated // reads what is printed
class SettingsTests {

    private static final String DATABASE = TestDatabase.createEmpty();
    private static final Map<String, String> GOOD = Map.of("SPRING_DATASOURCE_URL", DATABASE,
            "SPRING_DATASOURCE_USERNAME", "postgres", "SPRING_DATASOURCE_PASSWORD", "s3cret-password",
            "SCALEKIT_ENVIRONMENT_URL", "https://acme.scalekit.com", "SCALEKIT_CLIENT_ID", "skc_s3cret",
            "SCALEKIT_CLIENT_SECRET", "s3cret-client", "SCALEKIT_WEBHOOK_SECRET", RollcallTest.SECRET,
            "ROLLCALL_ADMIN_TOKEN", RollcallTest.ADMIN_TOKEN, "ROLLCALL_READER_TOKEN", RollcallTest.READER_TOKEN);

    static Stream<Arguments> badSettings() {
        String malformed = "SCALEKIT_WEBHOOK_SECRET must be whsec_ followed by Base64";
        String tooShort = "SCALEKIT_WEBHOOK_SECRET must have at least 24 bytes after whsec_";
        String notHttps = "SCALEKIT_ENVIRONMENT_URL must be the https URL";
        String notPostgres = "SPRING_DATASOURCE_URL is not set to a PostgreSQL database";
        return Stream.of(arguments("SCALEKIT_WEBHOOK_SECRET", "", "SCALEKIT_WEBHOOK_SECRET is not set"),
                arguments("SCALEKIT_WEBHOOK_SECRET", " , ,", "SCALEKIT_WEBHOOK_SECRET is not set"),
                arguments("SCALEKIT_WEBHOOK_SECRET", "s3cretdGVzdA==", malformed),
                arguments("SCALEKIT_WEBHOOK_SECRET", "whsec_", malformed),
                arguments("SCALEKIT_WEBHOOK_SECRET", "whsec_s3cret!", malformed),
                arguments("SCALEKIT_WEBHOOK_SECRET", RollcallTest.SECRET + ",s3cret", malformed),
                arguments("SCALEKIT_WEBHOOK_SECRET", "whsec_c2hvcnQ=", tooShort),
                arguments("SCALEKIT_WEBHOOK_SECRET", secretOf(23), tooShort),
                arguments("SCALEKIT_WEBHOOK_SECRET", RollcallTest.SECRET + "," + secretOf(23), tooShort),
                arguments("rollcall.accounts.attributes", "title,s3cret",
                        "ROLLCALL_ACCOUNTS_ATTRIBUTES must be all, none, or some of these names"),
                arguments("SCALEKIT_ENVIRONMENT_URL", "", notHttps),
                arguments("SCALEKIT_ENVIRONMENT_URL", "http://acme.scalekit.com", notHttps),
                arguments("SCALEKIT_ENVIRONMENT_URL", "acme.scalekit.com", notHttps),
                arguments("SCALEKIT_ENVIRONMENT_URL", "https://", notHttps),
                arguments("SCALEKIT_CLIENT_ID", "", "SCALEKIT_CLIENT_ID is not set"),
                arguments("SCALEKIT_CLIENT_SECRET", " ", "SCALEKIT_CLIENT_SECRET is not set"),
                arguments("ROLLCALL_ADMIN_TOKEN", "s3cret", "ROLLCALL_ADMIN_TOKEN must have at least 16 characters"),
                arguments("ROLLCALL_READER_TOKEN", "s3cret with a space", "ROLLCALL_READER_TOKEN must have at least"),
                arguments("ROLLCALL_READER_TOKEN", RollcallTest.ADMIN_TOKEN,
                        "ROLLCALL_ADMIN_TOKEN, ROLLCALL_READER_TOKEN and ROLLCALL_METRICS_TOKEN must differ."),
                arguments("ROLLCALL_METRICS_TOKEN", "s3cret", "ROLLCALL_METRICS_TOKEN must have at least"),
                arguments("ROLLCALL_METRICS_TOKEN", RollcallTest.READER_TOKEN,
                        "ROLLCALL_ADMIN_TOKEN, ROLLCALL_READER_TOKEN and ROLLCALL_METRICS_TOKEN must differ."),
                arguments("SPRING_DATASOURCE_URL", "", notPostgres),
                arguments("SPRING_DATASOURCE_URL", "jdbc:mysql://localhost/rollcall", notPostgres),
                arguments("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/rollcall?password=s3cret",
                        "The database at jdbc:postgresql://localhost:1/rollcall, from SPRING_DATASOURCE_URL, cannot be reached."),
                arguments("SPRING_DATASOURCE_URL", "jdbc:postgresql://nowhere.invalid/rollcall",
                        "The database at jdbc:postgresql://nowhere.invalid/rollcall, from SPRING_DATASOURCE_URL, cannot be reached."),
                arguments("SPRING_DATASOURCE_URL", DATABASE.replaceAll("rollcall_\\d+", "rollcall_missing"),
                        "does not exist."),
                arguments("rollcall.webhook.refusals-per-minute", "-1",
                        "rollcall.webhook.refusals-per-minute must be 0 or more."),
                arguments("rollcall.inbox.workers", "-1", "rollcall.inbox.workers must be from 0 to 64."),
                arguments("rollcall.inbox.retention", "1d", "rollcall.inbox.retention must be at least 7d"),
                arguments("rollcall.accounts.webhook-safeguard-percent", "101",
                        "rollcall.accounts.webhook-safeguard-percent must be from 0 to 100, which is no safeguard."),
                arguments("rollcall.accounts.webhook-safeguard-minimum", "2",
                        "rollcall.accounts.webhook-safeguard-minimum is no setting any more"),
                arguments("rollcall.accounts.webhook-safeguard-window", "2h",
                        "rollcall.accounts.webhook-safeguard-window is no setting any more"),
                arguments("ROLLCALL_NOTIFY_URL", "hooks.example.com/s3cret",
                        "ROLLCALL_NOTIFY_URL must be an absolute http or https URL"),
                arguments("ROLLCALL_PUBLIC_URL", "rollcall.example.com",
                        "ROLLCALL_PUBLIC_URL must be the absolute http or https URL"),
                arguments("ROLLCALL_PUSH_URL", "https://s3cret.example.com", "ROLLCALL_PUSH_SECRET is not set"),
                arguments("ROLLCALL_PUSH_URL", "s3cret.example.com",
                        "ROLLCALL_PUSH_URL must be an absolute http or https"),
                arguments("ROLLCALL_PUSH_URL", "https://me:s3cret@example.com",
                        "ROLLCALL_PUSH_URL must be an absolute http or https"),
                arguments("ROLLCALL_PUSH_SECRET", RollcallTest.SECRET,
                        "ROLLCALL_PUSH_URL is not set, but ROLLCALL_PUSH_SECRET is"),
                arguments("ROLLCALL_PUSH_SECRET", "s3cret", "ROLLCALL_PUSH_SECRET must be whsec_ followed by Base64"),
                arguments("ROLLCALL_PUSH_SECRET", secretOf(23),
                        "ROLLCALL_PUSH_SECRET must have at least 24 bytes after whsec_"),
                arguments("rollcall.push.max-batch", "101", "rollcall.push.max-batch must be from 1 to 100."),
                arguments("rollcall.push.timeout", "0s",
                        "rollcall.push.timeout, first-retry and longest-retry must be"),
                arguments("rollcall.console.idle-timeout", "1s",
                        "rollcall.console.idle-timeout must be from 1m to 24h"),
                arguments("rollcall.console.lifetime", "8d", "rollcall.console.lifetime must be from 1m to 7d"),
                arguments("ROLLCALL_CONSOLE_CLIENTID", "s3cret",
                        "ROLLCALL_CONSOLE_CLIENTID is set, but SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI is not"),
                arguments("ROLLCALL_CONSOLE_CLIENTSECRET", "s3cret",
                        "ROLLCALL_CONSOLE_CLIENTSECRET is set, but ROLLCALL_CONSOLE_CLIENTID is not"),
                arguments("rollcall.console.token-form", "false",
                        "ROLLCALL_CONSOLE_TOKENFORM is false, but ROLLCALL_CONSOLE_CLIENTID is not set"),
                arguments("rollcall.audit.retention", "364d", "rollcall.audit.retention must be 365d or longer."));
    }

    private static String secretOf(int bytes) {
        return "whsec_"
                + Base64.getEncoder().encodeToString("s3cret-".repeat(bytes).substring(0, bytes).getBytes(UTF_8));
    }

    @ParameterizedTest
    @MethodSource("badSettings")
    void saysInASentenceWhichSettingStopsTheStart(String name, String value, String sentence, CapturedOutput output) {
        assertStops(name, value, sentence, output);
    }

    @Test
    void saysThatItWasBuiltWithoutScalekitsSdk(CapturedOutput output) {
        assumeFalse(ClassUtils.isPresent("dev.rollcall.scalekit.SdkDirectoryApi", null), "It was built with it");

        assertStops("rollcall.scalekit.client", "sdk",
                "This Rollcall was built without Scalekit's SDK. Set ROLLCALL_SCALEKIT_CLIENT to rest, or build it with -Pscalekit-sdk.",
                output);
    }

    private static void assertStops(String name, String value, String sentence, CapturedOutput output) {
        Map<String, String> settings = new LinkedHashMap<>(GOOD);
        settings.put(name, value);
        String[] arguments = settings.entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue())
                .toArray(String[]::new);

        assertThatException().isThrownBy(() -> new SpringApplication(Rollcall.class).run(arguments));

        String said = output.toString();
        assertThat(said)
                .contains("APPLICATION FAILED TO START").containsOnlyOnce(sentence).doesNotContain("\tat ", "Exception",
                        "s3cret", RollcallTest.SECRET, RollcallTest.ADMIN_TOKEN, RollcallTest.READER_TOKEN)
                .doesNotContainPattern(" WARN \\d+ ---");
        assertThat(said.split(" ERROR \\d+ ---")).as("one error").hasSize(2);
    }

    @Test
    void takesSettingsFromFilesOfTheirNamesAsKubernetesLaysThemOut(@TempDir Path secrets) throws IOException {
        Path version = Files.createDirectory(secrets.resolve("..2026_01_01"));
        Files.createSymbolicLink(secrets.resolve("..data"), version.getFileName());
        Map<String, String> settings = new LinkedHashMap<>(GOOD);
        settings.replace("SCALEKIT_WEBHOOK_SECRET", secretOf(24) + "," + RollcallTest.SECRET);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            Files.writeString(version.resolve(setting.getKey()), setting.getValue() + "\n");
            Files.createSymbolicLink(secrets.resolve(setting.getKey()), Path.of("..data", setting.getKey()));
        }

        try (var rollcall = new SpringApplication(Rollcall.class).run("--ROLLCALL_SECRETS=" + secrets,
                "--server.port=0", "--rollcall.reconcile.automatic=false")) {
            RollcallClient client = new RollcallClient(
                    rollcall.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            assertThat(client.get("/api/v1/events").status()).isEqualTo(200);
            assertThat(client.send(client.webhook("msg_1", ScalekitEvents.userCreated("diruser_1").bytes())).status())
                    .isEqualTo(201);
        }
    }
}
