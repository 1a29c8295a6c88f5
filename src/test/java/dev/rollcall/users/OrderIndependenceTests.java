package dev.rollcall.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.scalekit.DirectoryUser;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.ScalekitEvent;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import dev.rollcall.scalekit.UnreadableEventException;
import dev.rollcall.simulator.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Whatever the order in which a history of events and of users that runs read arrives, the same users, groups and roles come of it. The first seed is the
/// system property `rollcall.seed`; what fails is reported with its seed and the shortest history that still fails.
@RollcallTest
class OrderIndependenceTests {

    // From 5000: two histories of these once came out differently.
    private static final long FIRST_SEED = Long.getLong("rollcall.seed", 5000);
    private static final int HISTORIES = Integer.getInteger("rollcall.histories", 100);
    private static final AtomicLong PLACES = new AtomicLong();

    @Autowired
    private EventHandler handler;
    @Autowired
    private EventReader events;
    @Autowired
    private Observations observations;
    @Autowired
    private OrganizationLocks locks;
    @Autowired
    private Rosters rosters;
    @Autowired
    private UserReader reader;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void mapRoles() {
        jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role, priority) values
                    (null, 'NAME', 'Team 1', 'lead', null),
                    (null, 'PATTERN', 'Team [12]', 'member', 1),
                    (null, 'PATTERN', 'Team [23]', 'guest', 2)
                on conflict do nothing""").update();
    }

    @Test
    void endsInTheSameStateInAnyPermutation() {
        check(0, (history, random) -> permuted(history, random));
    }

    @Test
    void endsInTheSameStateWithDuplicates() {
        check(1, (history, random) -> {
            List<SimulatedEvent> twice = permuted(history, random);
            twice.addAll(permuted(history, random).subList(0, history.size() / 2));
            return twice;
        });
    }

    @Test
    void endsInTheSameStateSplitOverTwoConcurrentWorkers() {
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            seeds(2).forEach(seed -> {
                List<SimulatedEvent> history = RandomHistory.of(seed);
                List<SimulatedEvent> permuted = permuted(history, new Random(seed));
                String place = newPlace();
                List<Future<?>> halves = IntStream.range(0, 2).<Future<?>> mapToObj(half -> workers.submit(() -> apply(
                        IntStream.range(0, permuted.size()).filter(i -> i % 2 == half).mapToObj(permuted::get).toList(),
                        place, 3))).toList();
                halves.forEach(half -> assertThat(half).succeedsWithin(Duration.ofSeconds(60)));
                assertThat(stateOf(place)).as("seed %d, two workers", seed).isEqualTo(stateAfter(history));
            });
        }
    }

    @Test
    void keepsAnAccountActiveExactlyWhileOneOfItsDirectoryUsersIs() {
        seeds(3).forEach(seed -> {
            apply(permuted(RandomHistory.of(seed), new Random(seed)), newPlace(), 1);
            assertThat(jdbc.sql("""
                    select count(*) from app_user a
                     where merged_into is null
                       and (status = 'ACTIVE') <> exists (
                           select from directory_user du
                            where du.account_id = a.id and du.active
                              and not exists (select from organization o where o.id = du.organization_id and o.deleted))
                    """).query(Long.class).single()).as("seed %d", seed).isZero();
        });
    }

    private interface Arrival {

        List<SimulatedEvent> of(List<SimulatedEvent> history, Random random);
    }

    private void check(int test, Arrival arrival) {
        seeds(test).forEach(seed -> {
            List<SimulatedEvent> history = RandomHistory.of(seed);
            List<SimulatedEvent> arrived = arrival.of(history, new Random(seed));
            if (differs(history, arrived)) {
                history = shrink(history, arrived);
                arrived.retainAll(history);
                assertThat(stateAfter(arrived)).as("seed %d; the shortest history that fails:%n%s%nas it arrived:%n%s",
                        seed, lines(history), lines(arrived)).isEqualTo(stateAfter(history));
            }
        });
    }

    private boolean differs(List<SimulatedEvent> history, List<SimulatedEvent> arrived) {
        return !stateAfter(arrived).equals(stateAfter(history));
    }

    /// Leaves out one event after the other for as long as the history still fails in the order in which it arrived.
    private List<SimulatedEvent> shrink(List<SimulatedEvent> failing, List<SimulatedEvent> arrived) {
        for (SimulatedEvent superfluous : failing) {
            List<SimulatedEvent> shorter = failing.stream().filter(event -> event != superfluous).toList();
            if (differs(shorter, arrived.stream().filter(shorter::contains).toList())) {
                return shrink(shorter, arrived);
            }
        }
        return failing;
    }

    /// Different histories for each test.
    private static LongStream seeds(int test) {
        return LongStream.range(0, HISTORIES).map(i -> FIRST_SEED + (long) test * HISTORIES + i);
    }

    private static List<SimulatedEvent> permuted(List<SimulatedEvent> history, Random random) {
        List<SimulatedEvent> permuted = new ArrayList<>(history);
        Collections.shuffle(permuted, random);
        return permuted;
    }

    private List<String> stateAfter(List<SimulatedEvent> arrived) {
        String place = newPlace();
        apply(arrived, place, 4);
        return stateOf(place);
    }

    private void apply(List<SimulatedEvent> events, String place, int batchSize) {
        for (int from = 0; from < events.size(); from += batchSize) {
            List<ReceivedEvent> batch = events.subList(from, Math.min(from + batchSize, events.size())).stream()
                    .map(event -> received(event, place)).toList();
            transaction.executeWithoutResult(status -> {
                locks.lock(batch.stream().map(ReceivedEvent::organizationId).toList());
                batch.forEach(this::apply);
            });
        }
    }

    private void apply(ReceivedEvent event) {
        if (read(event) instanceof UserUpdated listed && listed.id().startsWith("api:")) {
            list(listed.user(), new Version(listed.occurredAt(), listed.id()));
        } else {
            handler.handle(List.of(event));
        }
    }

    private ScalekitEvent read(ReceivedEvent event) {
        try {
            return events.read(event.payload()).orElseThrow();
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    /// As a run does: who is listed as known is only confirmed.
    private void list(DirectoryUser listed, Version at) {
        Roster roster = new Roster();
        rosters.read(roster, List.of(listed.id()));
        MirroredUser known = roster.find(listed.id());
        String directory = "dir_" + listed.organizationId();
        if (known != null && isConfirmed(known, listed, at)) {
            observations.confirm(listed.organizationId(), directory, List.of(new ConfirmedUser(listed.id(), at.at())),
                    unsaid(listed), at.event());
        } else {
            observations.users(listed.organizationId(), List.of(new SeenUser(listed, directory, at)), Cause.syncRun(1));
        }
    }

    private static boolean isConfirmed(MirroredUser known, DirectoryUser listed, Version at) {
        MirroredUser after = new MirroredUser(known.id(), known.organizationId());
        after.observe(new SeenUser(listed, null, at));
        return known.version().isBefore(at)
                // Of several confirmations in a row only the last one is remembered.
                && !known.addressed().event().startsWith("api:")
                && (listed.active() == null || listed.active() == known.active()) && same(listed.email(), known.email())
                && same(listed.name(), known.name()) && same(listed.givenName(), known.givenName())
                && same(listed.familyName(), known.familyName())
                && (listed.roles() == null || after.roles().equals(known.roles()))
                && (listed.groups() == null || after.groupIds().equals(known.groupIds()));
    }

    private static boolean same(String listed, String known) {
        return listed == null || listed.equals(known);
    }

    private static Set<String> unsaid(DirectoryUser listed) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("active", listed.active());
        fields.put("email", listed.email());
        fields.put("name", listed.name());
        fields.put("given_name", listed.givenName());
        fields.put("family_name", listed.familyName());
        fields.put("roles", listed.roles());
        fields.put("groups", listed.groups());
        fields.values().removeIf(Objects::nonNull);
        return fields.keySet();
    }

    private ReceivedEvent received(SimulatedEvent event, String place) {
        byte[] payload = event.json().replace("~", place).getBytes(StandardCharsets.UTF_8);
        return new ReceivedEvent(1, payload, handler.describe(payload).organizationId());
    }

    private static String newPlace() {
        return "_place" + PLACES.incrementAndGet();
    }

    private List<String> stateOf(String place) {
        List<String> state = new ArrayList<>();
        for (int organization = 0; organization < 2; organization++) {
            String id = "org_" + organization + place;
            reader.list(new UserFilter(id, null, null), null, 100)
                    .forEach(user -> state.add(
                            "%s %s %s %s %s %s %s %s".formatted(user.directoryUserIds(), user.status(), user.email(),
                                    user.name(), user.givenName(), user.familyName(), user.roles(), user.groups())));
            jdbc.sql("select id, display_name, deleted from directory_group where organization_id = ?").param(id)
                    .query().listOfRows().forEach(group -> state.add(group.toString()));
            jdbc.sql("select id, enabled from directory where organization_id = ?").param(id).query().listOfRows()
                    .forEach(directory -> state.add(directory.toString()));
        }
        return state.stream().map(line -> line.replace(place, "")).sorted().toList();
    }

    private static String lines(List<SimulatedEvent> events) {
        return String.join("\n", events.stream().map(SimulatedEvent::json).toList());
    }
}
