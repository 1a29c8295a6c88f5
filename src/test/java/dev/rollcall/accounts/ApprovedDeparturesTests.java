package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.journal.AttributeProperties;
import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.reconcile.Approvals;
import dev.rollcall.reconcile.RunReport;
import dev.rollcall.reconcile.RunReports;
import dev.rollcall.reconcile.SyncStatus;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.simulator.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// A safeguard that lets no deactivation pass changes nothing but the time: once all of them are approved, users are as they
/// are without it, in whatever order events and approvals come. The first seed is the system property `rollcall.seed`.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.webhook-safeguard-percent=0")
class ApprovedDeparturesTests {

    // 7060 comes out differently if an approval forgets which event it lets through, 7073 if it forgets roles and
    // groups.
    private static final long FIRST_SEED = Long.getLong("rollcall.seed", 7055);
    private static final int HISTORIES = Integer.getInteger("rollcall.histories", 20);
    private static final AtomicLong PLACES = new AtomicLong();

    @Autowired
    private EventHandler guarded;
    @Autowired
    private RunReports runs;
    @Autowired
    private Approvals approvals;
    @Autowired
    private Users users;
    @Autowired
    private TransactionTemplate transaction;

    private EventHandler unguarded;
    private int held;

    @BeforeEach
    void takeTheSafeguardAway(@Autowired EventReader reader, @Autowired OrganizationLocks locks,
            @Autowired Observations observations, @Autowired Directories directories, @Autowired Groups groups,
            @Autowired Departures departures, @Autowired Rosters rosters, @Autowired DepartureHolds holds,
            @Autowired JdbcClient jdbc, @Autowired ApplicationEventPublisher publisher, @Autowired Clock clock,
            @Autowired DatedEvents dated) {
        AccountProperties off = new AccountProperties(AccountProperties.LinkByEmail.UNLESS_IDS_DIFFER,
                AccountProperties.OnDirectoryDisabled.KEEP, 100);
        unguarded = new DirectoryEventHandler(
                reader, dated, locks, new UserEvents(departures, new WebhookSafeguard(off, rosters, holds, jdbc, clock),
                        observations, new KeptAttributes(new AttributeProperties("all"))),
                directories, groups, publisher);
    }

    @Test
    void endAsWithoutASafeguard() {
        LongStream.range(FIRST_SEED, FIRST_SEED + HISTORIES).forEach(seed -> {
            List<SimulatedEvent> history = RandomHistory.of(seed).events();
            Random random = new Random(seed);
            String without = newPlace();
            history.forEach(event -> apply(unguarded, event, without));

            List<SimulatedEvent> permuted = new ArrayList<>(history);
            if (seed % 3 == 0) { // in their order more deactivations are held
                Collections.shuffle(permuted, random);
            }
            String with = newPlace();
            permuted.forEach(event -> {
                apply(guarded, event, with);
                if (random.nextInt(10) == 0) {
                    approveAll(with);
                }
            });
            approveAll(with);

            assertThat(stateOf(with)).as("seed %d", seed).isEqualTo(stateOf(without));
        });
        assertThat(held).as("deactivations that were held").isGreaterThan(HISTORIES / 2);
    }

    private void apply(EventHandler handler, SimulatedEvent event, String place) {
        byte[] payload = event.json().replace("~", place).getBytes(StandardCharsets.UTF_8);
        List<ReceivedEvent> batch = List.of(new ReceivedEvent(1, payload, Instant.now()));
        if (transaction.execute(status -> handler.handle(batch)).getFirst() instanceof Outcome.Held) {
            held++;
        }
    }

    private void approveAll(String place) {
        organizations(place).forEach(organization -> runs.awaitingApproval(1000).stream()
                .filter(run -> organization.equals(run.organizationId())).forEach(this::approve));
    }

    private void approve(RunReport run) {
        approvals.approve(run.id(), Set.of(run.version()), "tester");
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> runs.find(run.id()).orElseThrow().status() == SyncStatus.SUCCEEDED);
    }

    private List<String> stateOf(String place) {
        return organizations(place)
                .flatMap(organization -> users.list(new UserFilter(organization, null, null), null, 100).stream())
                .map(user -> "%s %s %s %s %s %s %s %s".formatted(user.directoryUserIds(), user.status(), user.email(),
                        user.name(), user.givenName(), user.familyName(), user.roles(),
                        user.groups().stream().map(User.Group::id).toList()))
                .map(line -> line.replace(place, "")).sorted().toList();
    }

    private static Stream<String> organizations(String place) {
        return Stream.of("org_0" + place, "org_1" + place);
    }

    private static String newPlace() {
        return "_departed" + PLACES.incrementAndGet();
    }
}
