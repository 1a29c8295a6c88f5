package dev.rollcall.scalekit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rollcall.RollcallTest;
import dev.rollcall.scalekit.ScalekitProperties.Client;
import dev.rollcall.simulator.Fault;
import dev.rollcall.simulator.ScalekitSimulator;
import dev.rollcall.simulator.SimulatedDirectory;
import dev.rollcall.simulator.SimulatedGroup;
import dev.rollcall.simulator.SimulatedOrganization;
import dev.rollcall.simulator.SimulatedUser;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/// What every [DirectoryApi] makes of what Scalekit has, whatever it calls it with.
abstract class DirectoryApiContract {

    static final int MOST_ATTEMPTS = 5;

    private static final String SECRET = "a-test-clients-secret";

    final ScalekitSimulator simulator = ScalekitSimulator.start(RollcallTest.SECRET).accepting("skc_test", SECRET)
            .beginning(Duration.ofHours(1));
    final TimepieceDouble time = new TimepieceDouble();

    DirectoryApi api;
    SimulatedDirectory directory;

    /// {@return the implementation, for the simulated Scalekit}
    abstract DirectoryApi api(String clientSecret);

    static ScalekitProperties settings(URI url, String clientSecret, Client client) {
        return new ScalekitProperties(url.toString(), client, "skc_test", clientSecret, Duration.ofSeconds(5),
                Duration.ofSeconds(30), DataSize.ofMegabytes(16), 10_000, MOST_ATTEMPTS, Duration.ofMillis(10),
                Duration.ofSeconds(1));
    }

    @BeforeEach
    void fill() {
        api = api(SECRET);
        SimulatedOrganization organization = simulator.createOrganization("org_acme", "Acme");
        organization.describe("acme-1", Map.of("plan", "gold"));
        directory = organization.createDirectory();
        directory.generate(65, 31);
        directory.createGroup("dirgroup_writers", "Writers");
        directory.assignRole("dirgroup_writers", "writer");
        directory.join(user -> user.groups("dirgroup_writers"));
        directory.join();
        directory.deactivate(directory.users().getFirst().id());
    }

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void listsEveryOrganizationPageByPage() {
        for (int i = 0; i < 101; i++) {
            simulator.createOrganization();
        }

        List<Listing<ScalekitOrganization>> pages = pages(api::organizations);

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(100, 2);
        assertThat(pages).allSatisfy(page -> assertThat(page.totalSize()).isEqualTo(102));
        assertThat(items(pages)).extracting(ScalekitOrganization::id)
                .containsExactlyElementsOf(simulator.organizations().stream().map(SimulatedOrganization::id).toList());
        assertThat(items(pages).getFirst())
                .isEqualTo(new ScalekitOrganization("org_acme", "Acme", "acme-1", "{\"plan\":\"gold\"}"));
    }

    @Test
    void findsOneOrganizationAndItsDirectories() {
        assertThat(api.organization("org_acme").orElseThrow().organization())
                .isEqualTo(new ScalekitOrganization("org_acme", "Acme", "acme-1", "{\"plan\":\"gold\"}"));
        ListedDirectory listed = listed();
        assertThat(listed).returns(true, ListedDirectory::enabled).extracting(ListedDirectory::directory)
                .isEqualTo(new ScalekitDirectory(directory.id(), "org_acme", directory.provider().name(), "SCIM"));
        assertThat(listed.stats()).returns(67L, ListedDirectory.Stats::totalUsers)
                .returns(32L, ListedDirectory.Stats::totalGroups)
                .returns(directory.users().stream().map(SimulatedUser::updatedAt).max(Instant::compareTo).orElseThrow(),
                        ListedDirectory.Stats::userUpdatedAt);
        assertThat(listed.roleAssignments()).contains(new ListedDirectory.RoleAssignment("dirgroup_writers", "writer"));
        assertThat(listed.details().syncedAt()).isNotNull();
        assertThat(listed.details().attributeMappings()).isNotEmpty();
        assertThat(api.directories("org_acme")).usingRecursiveFieldByFieldElementComparatorIgnoringFields("fetchedAt")
                .containsExactly(listed);

        directory.disable();

        assertThat(listed().enabled()).isFalse();
    }

    @Test
    void listsEveryUserPageByPageWithEverythingThatIsSaid() {
        ListedDirectory listed = listed();

        List<Listing<ListedUser>> pages = pages(token -> api.users(listed, DirectoryQuery.ALL.page(token)));

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(30, 30, 7);
        assertThat(pages).allSatisfy(page -> {
            assertThat(page.totalSize()).isEqualTo(67);
            assertThat(page.unreadable()).isEmpty();
        });
        assertThat(items(pages)).extracting(user -> user.user().id())
                .containsExactlyInAnyOrderElementsOf(directory.users().stream().map(SimulatedUser::id).toList());
        assertThat(items(pages)).allSatisfy(user -> {
            SimulatedUser truth = directory.user(user.user().id());
            assertThat(user.updatedAt()).isEqualTo(truth.updatedAt());
            assertThat(user.user().email()).isEqualTo(truth.active() ? truth.email() : null);
            assertThat(user.user()).returns(truth.name(), ScalekitUser::name)
                    .returns(truth.givenName(), ScalekitUser::givenName)
                    .returns(truth.familyName(), ScalekitUser::familyName).returns(truth.dpId(), ScalekitUser::dpId)
                    .returns(truth.active(), ScalekitUser::active).returns(truth.email(), ScalekitUser::username);
            assertThat(user.leftAside()).isEmpty();
            assertThat(user.user().roles()).containsExactlyInAnyOrderElementsOf(truth.roles());
            assertThat(user.user().groups())
                    .containsExactlyInAnyOrderElementsOf(truth.groups().stream().map(this::group).toList());
        });
    }

    @Test
    void listsOnlyWhoWasUpdatedAfterAnInstant() {
        ListedDirectory listed = listed();
        Instant then = simulator.now();
        simulator.advance(Duration.ofMinutes(1));
        directory.change(newest(), user -> user.named("Ann", "Lee"));

        Listing<ListedUser> page = api.users(listed, new DirectoryQuery(null, then, null));

        assertThat(page.items()).extracting(user -> user.user().name()).containsExactly("Ann Lee");
        assertThat(page.totalSize()).isEqualTo(1);
        assertThat(page.nextPageToken()).isNull();
    }

    @Test
    void listsEveryGroupPageByPage() {
        ListedDirectory listed = listed();

        List<Listing<ScalekitGroup>> pages = pages(token -> api.groups(listed, DirectoryQuery.ALL.page(token)));

        assertThat(pages).extracting(page -> page.items().size()).containsExactly(30, 2);
        assertThat(pages).allSatisfy(page -> assertThat(page.totalSize()).isEqualTo(32));
        assertThat(items(pages)).containsExactlyInAnyOrderElementsOf(
                directory.groups().stream().map(SimulatedGroup::id).map(this::group).toList());
    }

    @Test
    void findsTheRolesThatThereAre() {
        simulator.roles("admin", "viewer");

        assertThat(api.roles()).containsExactlyInAnyOrder("admin", "viewer");
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(api.organization("org_none")).isEmpty();
        assertThat(api.directories("org_none")).isEmpty();
        assertThat(api.directory("org_none", directory.id())).isEmpty();
        assertThat(api.directory("org_acme", "dir_none")).isEmpty();
        assertThat(api.portalLink("org_none")).isEmpty();
    }

    @Test
    void failsWhereADirectoryThatWasListedIsGone() {
        ListedDirectory gone = new ListedDirectory(new ScalekitDirectory("dir_gone", "org_acme", "OKTA"), true, null,
                null, simulator.now());

        assertThat(failure(() -> api.users(gone, DirectoryQuery.ALL))).returns(404, DirectoryApiException::status)
                .hasMessageContaining("dir_gone").hasMessageContaining("The directory does not exist");
        assertThat(failure(() -> api.groups(gone, DirectoryQuery.ALL))).returns(404, DirectoryApiException::status);
    }

    @Test
    void goesOnAfterTooManyRequests() {
        ListedDirectory listed = listed();
        Fault fault = simulator.fail(Fault.tooManyRequests(Duration.ofSeconds(1)).on("users").times(2));

        assertThat(api.users(listed, DirectoryQuery.ALL).items()).hasSize(30);

        assertThat(fault.hits()).isEqualTo(2);
        assertThat(time.sleeps()).as("how long it waited").isNotEmpty();
    }

    @Test
    void givesUpInTheEnd() {
        ListedDirectory listed = listed();
        Fault fault = simulator.fail(Fault.tooManyRequests(Duration.ofSeconds(1)).on("users"));

        assertThat(failure(() -> api.users(listed, DirectoryQuery.ALL))).returns(429, DirectoryApiException::status)
                .hasMessageContaining("429 after 5 attempts");

        assertThat(fault.hits()).isEqualTo(MOST_ATTEMPTS);
        simulator.mend();
        Fault other = simulator.fail(Fault.serverError().on("groups"));
        assertThat(failure(() -> api.groups(listed, DirectoryQuery.ALL))).returns(500, DirectoryApiException::status);
        assertThat(other.hits()).isEqualTo(MOST_ATTEMPTS);
    }

    @Test
    void goesOnWithANewTokenWhereTheOldOneIsNotTakenAnyMore() {
        ListedDirectory listed = listed();
        simulator.revokeTokens();

        assertThat(api.users(listed, DirectoryQuery.ALL).items()).hasSize(30);

        assertThat(simulator.tokens()).hasSize(1);
    }

    @Test
    void saysWhatToCheckWhereTheClientIsNotKnown() {
        assertThat(failure(() -> api("another-secret").organizations(null))).returns(401, DirectoryApiException::status)
                .hasMessageEndingWith(DirectoryApiException.CHECK_CREDENTIALS)
                .hasMessageNotContaining("another-secret");
    }

    @Test
    void isTriedOnceWhereAPersonWaits() {
        api.tryOut();
        Fault fault = simulator.fail(Fault.serverError());

        assertThat(failure(api::tryOut)).returns(500, DirectoryApiException::status);
        assertThat(failure(() -> api.portalLink("org_acme"))).returns(500, DirectoryApiException::status);

        assertThat(fault.hits()).isEqualTo(2);
    }

    @Test
    void hasALinkToThePortalMade() {
        PortalLink link = api.portalLink("org_acme").orElseThrow();

        assertThat(link.location()).startsWith("http");
        assertThat(link.expiresAt()).isAfter(simulator.now());
    }

    ListedDirectory listed() {
        return api.directory("org_acme", directory.id()).orElseThrow();
    }

    static DirectoryApiException failure(Runnable call) {
        return catchThrowableOfType(DirectoryApiException.class, call::run);
    }

    private String newest() {
        return directory.users().getLast().id();
    }

    private ScalekitGroup group(String id) {
        return new ScalekitGroup(id, "org_acme", directory.id(), directory.group(id).name());
    }

    private static <T> List<Listing<T>> pages(Function<@Nullable String, Listing<T>> listing) {
        List<Listing<T>> pages = new ArrayList<>();
        String token = null;
        do {
            pages.add(listing.apply(token));
            token = pages.getLast().nextPageToken();
        } while (token != null);
        return pages;
    }

    private static <T> List<T> items(List<Listing<T>> pages) {
        return pages.stream().flatMap(page -> page.items().stream()).toList();
    }
}
