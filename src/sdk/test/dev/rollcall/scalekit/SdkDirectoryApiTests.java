package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.scalekit.ScalekitProperties.Client;
import dev.rollcall.simulator.Fault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The contract over Scalekit's SDK, and where the SDK falls short of REST (`docs/decisions/no-sdk-by-default.md`).
@Isolated // port 443, the trust store and the SDK's environment are one for the process
class SdkDirectoryApiTests extends DirectoryApiContract {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");

    private static GrpcScalekit scalekit;

    @BeforeAll
    static void listen(@TempDir Path folder) throws IOException, InterruptedException {
        scalekit = GrpcScalekit.start(folder);
    }

    @AfterAll
    static void stop() {
        if (scalekit != null) {
            scalekit.close();
        }
    }

    @Override
    DirectoryApi api(String clientSecret) {
        scalekit.on(simulator.url());
        return new SdkDirectoryApi(settings(GrpcScalekit.URL, clientSecret, Client.SDK), new SimpleMeterRegistry(),
                Clock.fixed(NOW, ZoneOffset.UTC), time);
    }

    @Test
    void datesAPageByItsOwnClock() {
        assertThat(api.organizations(null).fetchedAt()).isEqualTo(NOW);
        assertThat(listed().fetchedAt()).isEqualTo(NOW);
    }

    @Test
    void listsAllGroupsWhateverWasUpdated() {
        ListedDirectory listed = listed();
        Set<String> asked = new ConcurrentSkipListSet<>();
        simulator.onRequest(asked::add);

        Listing<ScalekitGroup> page = api.groups(listed,
                new DirectoryQuery(null, simulator.now().plus(Duration.ofDays(1)), null));

        assertThat(page.items()).hasSize(30);
        assertThat(page.totalSize()).isEqualTo(32);
        assertThat(asked).singleElement().asString().contains("/groups?").doesNotContain("updated_after");
    }

    @Test
    void asksForWhoWasUpdatedSince1970WhereItAsksForAll() {
        ListedDirectory listed = listed();
        Set<String> asked = new ConcurrentSkipListSet<>();
        simulator.onRequest(asked::add);

        api.users(listed, DirectoryQuery.ALL);

        assertThat(asked).singleElement().asString().contains("updated_after=1970-01-01T00%3A00%3A00Z");
    }

    @Test
    void refusesToListTheMembersOfOneGroup() {
        ListedDirectory listed = listed();

        assertThat(failure(() -> api.users(listed, new DirectoryQuery(null, null, "dirgroup_writers"))))
                .hasMessageEndingWith("Scalekit's SDK cannot ask for the members of one group.")
                .returns(null, DirectoryApiException::status);
    }

    @Test
    void asksTwiceForEachAttemptWhereScalekitIsUnavailable() {
        ListedDirectory listed = listed();
        Fault fault = simulator.fail(Fault.unavailable(Duration.ofSeconds(1)).on("users"));

        assertThat(failure(() -> api.users(listed, DirectoryQuery.ALL))).returns(503, DirectoryApiException::status)
                .hasMessageContaining("503 after 5 attempts: UNAVAILABLE");

        assertThat(fault.hits()).isEqualTo(2 * MOST_ATTEMPTS);
    }

    @Test
    void doesNotHeedHowLongScalekitWantsToBeLeftAlone() {
        ListedDirectory listed = listed();
        simulator.fail(Fault.tooManyRequests(Duration.ofSeconds(30)).on("users").times(1));

        assertThat(api.users(listed, DirectoryQuery.ALL).items()).hasSize(30);

        assertThat(time.sleeps()).allSatisfy(sleep -> assertThat(sleep).isLessThan(Duration.ofSeconds(30)));
    }

    @Test
    void triesAgainWhereTheConnectionForATokenBreaks() {
        Fault fault = simulator.fail(Fault.dropped().on("token"));

        assertThat(failure(() -> api.organizations(null))).returns(null, DirectoryApiException::status)
                .hasMessage("ListOrganization: the answer was cut off after 5 attempts.");

        simulator.mend(fault);
        assertThat(api.organizations(null).items()).hasSize(1);
    }

    @Test
    void takesItForAnAnswerWhereNobodyAnswers() {
        DirectoryApi unreachable = new SdkDirectoryApi(
                settings(URI.create("https://nowhere.invalid"), "a-secret", Client.SDK), new SimpleMeterRegistry(),
                Clock.systemUTC(), time);

        assertThat(failure(unreachable::tryOut)).returns(503, DirectoryApiException::status)
                .hasMessage("ListOrganization: 503: UNAVAILABLE: Unable to resolve host nowhere.invalid.");
    }
}
