package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallContext;
import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.accounts.RandomHistory.Action;
import dev.rollcall.accounts.RandomHistory.History;
import dev.rollcall.accounts.SlowPersons.Mode;
import dev.rollcall.inbox.ClockDouble;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.OrganizationLocks;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Grants;
import dev.rollcall.scalekit.EventReader;
import dev.rollcall.scalekit.ScalekitEvent;
import dev.rollcall.scalekit.ScalekitEvent.UserUpdated;
import dev.rollcall.scalekit.ScalekitUser;
import dev.rollcall.scalekit.UnreadableEventException;
import dev.rollcall.simulator.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Whatever the order in which a history of events and of users that runs read arrives, the same users, groups and roles
/// come of it: those of which DESIGN's rules speak, as [SlowModel] has them. The first seed is the system property
/// `rollcall.seed`; what fails is reported with its seed and the shortest history that still fails.
@RollcallContext
class OrderIndependenceTests {

    // From 5000: two histories of these once came out differently.
    private static final long FIRST_SEED = Long.getLong("rollcall.seed", 5000);
    private static final int HISTORIES = Integer.getInteger("rollcall.histories", 60);
    private static final AtomicLong PLACES = new AtomicLong();

    @TestConfiguration
    static class Doubles {

        @Bean
        @Primary
        ClockDouble clockDouble() {
            return new ClockDouble(Instant.parse("2026-03-01T09:00:00Z"));
        }
    }

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
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private Merges merges;
    @Autowired
    private Grants grants;
    @Autowired
    private ClockDouble clock;
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
    void agreesWithTheSlowModelInTheOrderOfDates() {
        seeds(0).forEach(seed -> compare(seed, RandomHistory.of(seed), (history, random) -> history));
    }

    @Test
    void agreesWithTheSlowModelInAnyPermutation() {
        seeds(1).forEach(seed -> compare(seed, RandomHistory.of(seed), History::permuted));
    }

    @Test
    void agreesWithTheSlowModelWithDuplicates() {
        seeds(2).forEach(seed -> compare(seed, RandomHistory.of(seed), History::repeated));
    }

    @Test
    void agreesWithTheSlowModelWhenClocksAreWrong() {
        seeds(3).forEach(seed -> compare(seed, RandomHistory.withWrongDates(seed), History::permuted));
    }

    @Test
    void agreesWithTheSlowModelSplitOverTwoConcurrentWorkers() {
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            seeds(4).forEach(seed -> {
                History history = RandomHistory.of(seed);
                History permuted = history.permuted(new Random(seed));
                assertThat(stateAfter(permuted, (events, place) -> applyByTwo(workers, events, place)))
                        .as("seed %d, two workers", seed).isEqualTo(modelOf(history));
            });
        }
    }

    private void compare(long seed, History history, BiFunction<History, Random, History> arrival) {
        History arrived = arrival.apply(history, new Random(seed));
        if (differs(history, arrived)) {
            for (Object superfluous = superfluous(history, arrived); superfluous != null; //
                    superfluous = superfluous(history, arrived)) {
                history = history.without(superfluous);
                arrived = arrived.without(superfluous);
            }
            assertThat(stateAfter(arrived))
                    .as("seed %d; the shortest history that fails:%n%s%nas it arrived:%n%s", seed, history, arrived)
                    .isEqualTo(modelOf(history));
        }
    }

    private boolean differs(History history, History arrived) {
        return !stateAfter(arrived).equals(modelOf(history));
    }

    /// {@return what may be left out of a history that still fails in the order in which it arrived; null if nothing}
    private @Nullable Object superfluous(History failing, History arrived) {
        return failing.parts().stream().filter(part -> heard(failing.without(part)).isEverybodyPlaced())
                .filter(part -> differs(failing.without(part), arrived.without(part))).findFirst().orElse(null);
    }

    /// Different histories for each test.
    private static LongStream seeds(int test) {
        return LongStream.range(0, HISTORIES).map(i -> FIRST_SEED + (long) test * HISTORIES + i);
    }

    private List<String> modelOf(History history) {
        SlowModel model = heard(history);
        return Stream.of("org_0~", "org_1~").flatMap(organization -> model.state(organization).stream())
                .map(line -> line.replace("~", "")).sorted().toList();
    }

    private static SlowModel heard(History history) {
        SlowModel model = new SlowModel(Mode.UNLESS_IDS_DIFFER);
        possible(history, model);
        history.after().forEach(event -> hear(model, event));
        return model;
    }

    /// {@return what admins can do, and the model tells to whom}
    private static List<Action> possible(History history, SlowModel model) {
        history.before().forEach(event -> hear(model, event));
        return history.actions().stream()
                .filter(action -> model.act(action.kind(), action.directoryUser(), action.other(), history.at()))
                .toList();
    }

    private static void hear(SlowModel model, SimulatedEvent event) {
        Instant at = RandomHistory.receivedAt(event);
        if (RandomHistory.isListed(event)) {
            model.list(event, at, RandomHistory.directoryOf(RandomHistory.subject(event)));
        } else {
            model.hear(event, at);
        }
    }

    private interface Worker {

        void apply(List<SimulatedEvent> events, String place);
    }

    private List<String> stateAfter(History history) {
        return stateAfter(history, (events, place) -> apply(events, place, 4));
    }

    private List<String> stateAfter(History history, Worker worker) {
        String place = "_place" + PLACES.incrementAndGet();
        jdbc.sql("delete from event_receipt").update(); // the events of all histories have the same ids
        worker.apply(history.before(), place);
        clock.goOn(Duration.between(clock.instant(), history.at()));
        possible(history, new SlowModel(Mode.UNLESS_IDS_DIFFER)).forEach(action -> act(action, place));
        worker.apply(history.after(), place);
        assertThatAccountsAreActiveExactlyWhileOneOfTheirDirectoryUsersIs(place);
        return stateOf(place);
    }

    private void assertThatAccountsAreActiveExactlyWhileOneOfTheirDirectoryUsersIs(String place) {
        assertThat(jdbc.sql("""
                select a.id from app_user a
                 where a.organization_id in (:organizations) and merged_into is null and not protected
                   and (status = 'ACTIVE') <> exists (
                       select from directory_user du
                        where du.account_id = a.id and du.active
                          and not exists (select from organization o where o.id = du.organization_id and o.deleted))
                """).param("organizations", List.of("org_0" + place, "org_1" + place)).query(UUID.class).list())
                .isEmpty();
    }

    private void act(Action action, String place) {
        UUID account = accountOf(action.directoryUser(), place);
        switch (action.kind()) {
            case GRANT -> grants.grant(account, action.other(), "ann");
            case PROTECT -> edits.protect(account, "ann");
            case MERGE -> merges.merge(account, accountOf(action.other(), place), "ann");
            case ERASE -> edits.erase(account, "ann");
        }
    }

    private UUID accountOf(String directoryUser, String place) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(directoryUser.replace("~", place))
                .query(UUID.class).single();
    }

    private void applyByTwo(ExecutorService workers, List<SimulatedEvent> events, String place) {
        List<Future<?>> halves = IntStream.range(0, 2)
                .<Future<?>> mapToObj(half -> workers.submit(() -> apply(
                        IntStream.range(0, events.size()).filter(i -> i % 2 == half).mapToObj(events::get).toList(),
                        place, 3)))
                .toList();
        halves.forEach(half -> assertThat(half).succeedsWithin(Duration.ofMinutes(1)));
    }

    private void apply(List<SimulatedEvent> events, String place, int batchSize) {
        for (int from = 0; from < events.size(); from += batchSize) {
            List<ReceivedEvent> batch = events.subList(from, Math.min(from + batchSize, events.size())).stream()
                    .map(event -> received(event, place)).toList();
            transaction.executeWithoutResult(status -> {
                locks.lock(Stream.of("org_0", "org_1").map(organization -> organization + place).toList());
                apply(batch);
            });
        }
    }

    /// As a worker does: events that come together are handled together.
    private void apply(List<ReceivedEvent> batch) {
        List<ReceivedEvent> together = new ArrayList<>();
        for (ReceivedEvent event : batch) {
            if (read(event) instanceof UserUpdated listed && listed.id().startsWith("api:")) {
                handler.handle(List.copyOf(together));
                together.clear();
                // A page says the user name, and nothing else of all that.
                list(listed.user().withAttributes(null, listed.user().username()),
                        new Version(listed.occurredAt(), listed.id()));
            } else {
                together.add(event);
            }
        }
        handler.handle(together);
    }

    private @Nullable ScalekitEvent read(ReceivedEvent event) {
        try {
            return events.read(event.payload()).event();
        } catch (UnreadableEventException e) {
            throw new AssertionError(e);
        }
    }

    /// As a run does: who is listed as known is only confirmed.
    private void list(ScalekitUser listed, Version at) {
        Roster roster = new Roster();
        rosters.read(roster, List.of(listed.id()));
        DirectoryUser known = roster.find(listed.id());
        String directory = RandomHistory.directoryOf(listed.id());
        if (known != null && isConfirmed(known.facts(), listed, at)) {
            observations.confirm(listed.organizationId(), directory, List.of(new Confirmation(listed.id(), at.at())),
                    unsaid(listed), at.event(), Cause.syncRun(1));
        } else {
            observations.users(listed.organizationId(), List.of(new Observation(listed, directory, at)),
                    Cause.syncRun(1));
        }
    }

    private static boolean isConfirmed(Facts known, ScalekitUser listed, Version at) {
        DirectoryUser user = new DirectoryUser(listed.id(), listed.organizationId(), LinkByEmail.ALWAYS);
        user.observe(new Observation(listed, null, at));
        Facts after = user.facts();
        return at.nanos() == 0 && known.version().at().isBefore(at.at())
        // Of several confirmations in a row only the last one is remembered.
                && !known.versionOf(Field.EMAIL).event().startsWith("api:")
                && (listed.active() == null || listed.active() == known.active()) && same(listed.email(), known.email())
                && same(listed.name(), known.name()) && same(listed.givenName(), known.givenName())
                && same(listed.familyName(), known.familyName()) && same(listed.dpId(), known.dpId())
                && same(listed.username(), known.attributed().username())
                && (listed.roles() == null || after.roles().equals(known.roles()))
                && (listed.groups() == null || after.groupIds().equals(known.groupIds()));
    }

    private static boolean same(String listed, String known) {
        return listed == null || listed.equals(Objects.requireNonNullElse(known, ""));
    }

    private static Set<String> unsaid(ScalekitUser listed) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("active", listed.active());
        fields.put("email", listed.email());
        fields.put("name", listed.name());
        fields.put("given_name", listed.givenName());
        fields.put("family_name", listed.familyName());
        fields.put("dp_id", listed.dpId());
        fields.put("roles", listed.roles());
        fields.put("groups", listed.groups());
        fields.put("username", listed.username());
        fields.values().removeIf(Objects::nonNull);
        return fields.keySet();
    }

    private ReceivedEvent received(SimulatedEvent event, String place) {
        byte[] payload = event.json().replace("~", place).getBytes(StandardCharsets.UTF_8);
        return new ReceivedEvent(1, payload, RandomHistory.receivedAt(event));
    }

    private List<String> stateOf(String place) {
        List<String> state = new ArrayList<>();
        for (int organization = 0; organization < 2; organization++) {
            String id = "org_" + organization + place;
            users.list(new UserFilter(id, null, null), null, 100).forEach(user -> state.add(line(user)));
            jdbc.sql("select id, display_name, deleted from directory_group where organization_id = ?").param(id)
                    .query((row, number) -> SlowModel.group(row.getString(1), row.getString(2), row.getBoolean(3)))
                    .list().forEach(state::add);
            jdbc.sql("select id, enabled from directory where organization_id = ?").param(id)
                    .query((row, number) -> SlowModel.directory(row.getString(1), row.getBoolean(2))).list()
                    .forEach(state::add);
        }
        return state.stream().map(line -> line.replace(place, "")).sorted().toList();
    }

    private static String line(User user) {
        Map<String, @Nullable String> groups = new HashMap<>();
        user.groups().forEach(group -> groups.put(group.id(), group.displayName()));
        Map<String, Object> attributes = new TreeMap<>(user.attributes());
        Object username = attributes.remove("preferred_username");
        return SlowModel.user(user.directoryUserIds(), user.status() == Status.ACTIVE, user.email(), user.name(),
                user.givenName(), user.familyName(), (String) username,
                attributes.isEmpty() ? null : attributes.toString(), user.roles().stream()
                        .filter(role -> !role.resting()).map(role -> role.name() + ":" + role.source()).toList(),
                groups);
    }
}
