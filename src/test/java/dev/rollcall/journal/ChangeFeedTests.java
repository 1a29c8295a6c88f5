package dev.rollcall.journal;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.organizationUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.Barrier;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallContext;
import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.accounts.AccountEdits.ActiveUserException;
import dev.rollcall.accounts.ExternalIds;
import dev.rollcall.accounts.RandomHistory;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.roles.Grants;
import dev.rollcall.roles.RoleMapping;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings;
import dev.rollcall.simulator.SimulatedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// Whoever applies the change feed has the same users as the list of users, whatever happened and however many wrote it.
/// The first seed is the system property `rollcall.seed`.
@RollcallContext
@TestPropertySource(properties = { "rollcall.accounts.on-directory-disabled=deactivate",
        "rollcall.accounts.default-role=everybody" })
class ChangeFeedTests {

    private static final long FIRST_SEED = Long.getLong("rollcall.seed", 7000);
    private static final int HISTORIES = Integer.getInteger("rollcall.histories", 25);
    private static final int WRITERS = 4;

    @Autowired
    private EventHandler handler;
    @Autowired
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private ExternalIds externalIds;
    @Autowired
    private Grants grants;
    @Autowired
    private RoleMappings mappings;
    @Autowired
    private ChangeFeed feed;
    @Autowired
    private OrganizationLocks locks;
    @Autowired
    private Journal journal;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private final Consumer consumer = new Consumer();
    @Autowired
    private RollcallClient client;

    @Test
    void makesTheSameUsersOfItAsTheListHas() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 2)) {
            Future<?> reading = threads.submit(() -> {
                while (!written.get()) {
                    consumer.follow("7", "1s");
                }
            });
            Future<?> editing = threads.submit(() -> {
                Random random = new Random(FIRST_SEED);
                while (!written.get()) {
                    editMappings(random);
                }
            });
            // Two writers share each place.
            List<Future<?>> writing = IntStream.range(0, WRITERS)
                    .<Future<?>> mapToObj(writer -> threads.submit(() -> write(writer))).toList();
            try {
                for (Future<?> one : writing) {
                    one.get();
                }
            } finally {
                written.set(true);
            }
            editing.get();
            reading.get();
        }
        consumer.end();
        assertThat(consumer.users).hasSizeGreaterThan(HISTORIES);
        assertThat(consumer.kinds).contains("user.created", "user.updated", "user.deactivated", "user.reactivated",
                "user.roles_changed", "user.merged", "user.protected", "user.unprotected", "user.erased");
        assertThat(consumer.users).isEqualTo(listed());
    }

    @Test
    void tellsThatAnAccountBecamePartOfAnother() {
        Instant start = Instant.parse("2026-03-01T08:00:00Z");
        apply(userCreated("second~").in("org_merge~").at(start.plusSeconds(5)).email("new@x.org"), "");
        apply(userCreated("first~").in("org_merge~").at(start.plusSeconds(1)).email("old@x.org"), "");
        String before = consumer.end();
        apply(userUpdated("first~").in("org_merge~").at(start.plusSeconds(2)).email("new@x.org"), "");

        List<Change> changes = feed.read(Long.parseLong(before), 10, Duration.ZERO);
        Change merged = changes.stream().filter(change -> change.kind().equals("user.merged")).findAny().orElseThrow();
        User survivor = users.list(new UserFilter("org_merge", null, null), null, 10).getFirst();
        assertThat(merged.user().id()).isNotEqualTo(survivor.id());
        assertThat(users.find(merged.user().id())).contains(survivor);
        assertThat(changes).filteredOn(change -> change.user().id().equals(survivor.id())).last()
                .extracting(Change::user).isEqualTo(survivor);
        consumer.end();
        assertThat(consumer.users).doesNotContainKey(merged.user().id().toString())
                .containsKey(survivor.id().toString());
    }

    @Test
    void tellsWhereSomebodyTurnsOutToBelong() {
        Instant start = Instant.parse("2026-03-01T08:00:00Z");
        apply(userDeleted("mover~").in("org_named~").at(start.plusSeconds(5)), "");
        consumer.end();
        apply(userUpdated("mover~").in("org_right~").at(start), "");
        consumer.end();

        User moved = users.list(new UserFilter("org_right", null, null), null, 10).getFirst();
        assertThat(consumer.users.get(moved.id().toString()).path("organization_id").asString()).isEqualTo("org_right");
    }

    @Test
    void tellsOfOneAccountOfWhoIsFirstHeardOfInTwoPlacesAtOnce(@Value("${spring.datasource.url}") String url)
            throws Exception {
        long right;
        try (Barrier barrier = Barrier.before("insert on directory_group", "gate", url)) {
            right = client.post(userUpdated("both").in("org_both_right").at(Instant.parse("2026-03-01T08:00:00Z"))
                    .groups(group("gate", "Gate")));
            await().until(() -> !barrier.waiting().isEmpty());
            awaitProcessed(client.post(userDeleted("both").in("org_both_named")));
        }
        awaitProcessed(right);

        consumer.end();
        assertThat(users.list(new UserFilter("org_both_named", null, null), null, 10)).isEmpty();
        assertThat(users.list(new UserFilter("org_both_right", null, null), null, 10)).singleElement()
                .extracting(User::status).as("as the newer statement has it").isEqualTo(User.Status.DEACTIVATED);
        assertThat(consumer.users).isEqualTo(listed());
    }

    private void awaitProcessed(long event) {
        await().until(() -> client.get("/api/v1/events/" + event).json().path("status").asString().equals("PROCESSED"));
    }

    @Test
    void fillsInWhatTheVersionBeforeDidNotTell(@Autowired JdbcClient jdbc) {
        apply(organizationUpdated("org_before~").withData("external_id", "acme"), "");
        UUID id = account("org_before");
        String before = consumer.end();
        externalIds.assign(id, "4711", "tester");
        jdbc.sql(
                """
                        update account_change
                           set snapshot = snapshot - 'attributes' - 'external_id' - 'organization_external_id' || '{"name":"as it was"}'
                         where account_id = ?""")
                .param(id).update();

        Change change = feed.read(Long.parseLong(before), 10, Duration.ZERO).getLast();
        assertThat(change.organizationExternalId()).isEqualTo("acme");
        assertThat(change.user().organizationExternalId()).isEqualTo("acme");
        assertThat(change.user().externalId()).isEqualTo("4711");
        assertThat(change.user().name()).isEqualTo("as it was");
        jdbc.sql("update account_change set snapshot = snapshot - 'name' where account_id = ?").param(id).update();
    }

    @Test
    void doesNotMissAChangeThatIsCommittedLate() {
        UUID early = account("org_early");
        UUID late = account("org_late");
        String start = consumer.end();
        try (ExecutorService others = Executors.newFixedThreadPool(1)) {
            transaction.executeWithoutResult(status -> {
                note(late, "org_late", "written first");
                assertThat(others.submit(() -> {
                    transaction.executeWithoutResult(other -> note(early, "org_early", "committed first"));
                    return kindsAfter(start);
                })).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(List.of("committed first"));
            });
        }
        assertThat(kindsAfter(start)).containsExactly("committed first", "written first");
        assertThat(jdbc.sql("select max(position) - count(*) from account_change").query(Long.class).single())
                .as("gaps").isZero();
    }

    @Test
    void isReadOnWithoutLookingAtAllThatIsToBeTold() {
        int many = 10_000;
        String organization = "org_" + UUID.randomUUID();
        UUID account = account(organization);
        String start = consumer.end();
        jdbc.sql("""
                insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                select ?, ?, 'user.updated', '[]', '{}', now(), now() from generate_series(1, ?)""")
                .params(account, organization, many).update();
        jdbc.sql("analyze account_change").update();
        Map<String, Object> before = figures();

        assertThat(feed.read(Long.parseLong(start), 100, Duration.ZERO)).hasSize(100);

        // A connection says what it has done when it is idle.
        Map<String, Object> after = await().until(this::figures,
                now -> figure(now, "changed") >= figure(before, "changed") + 100);
        assertThat(figure(after, "looked") - figure(before, "looked")).isLessThan(many / 10);
        consumer.end();
    }

    private static long figure(Map<String, Object> figures, String name) {
        return ((Number) Objects.requireNonNull(figures.get(name))).longValue();
    }

    private Map<String, Object> figures() {
        return jdbc.sql("""
                select coalesce(seq_tup_read, 0) as looked, n_tup_upd as changed
                  from pg_stat_user_tables where relname = 'account_change'""").query().singleRow();
    }

    private void write(int writer) {
        Random random = new Random(FIRST_SEED + writer);
        for (int i = 0; i < HISTORIES; i++) {
            long seed = FIRST_SEED + i * 2L + writer / 2;
            String place = "_feed" + seed;
            List<SimulatedEvent> events = new ArrayList<>(RandomHistory.of(seed).events());
            Collections.shuffle(events, random);
            IntStream.range(0, events.size()).filter(event -> event % 2 == writer % 2).forEach(event -> {
                apply(events.get(event), place);
                if (random.nextInt(4) == 0) {
                    changeByHand("org_" + random.nextInt(2) + place, random);
                }
            });
        }
    }

    private void apply(SimulatedEvent event, String place) {
        byte[] payload = event.json().replace("~", place).getBytes(StandardCharsets.UTF_8);
        while (true) {
            try {
                transaction.executeWithoutResult(
                        status -> handler.handle(List.of(new ReceivedEvent(1, payload, Instant.now()))));
                return;
            } catch (ConcurrencyFailureException raced) {
                // As the inbox does: a leaver's statement of another organization had just been the first of its user.
            }
        }
    }

    private void changeByHand(String organization, Random random) {
        List<User> all = users.list(new UserFilter(organization, null, null), null, 100);
        if (!all.isEmpty()) {
            UUID id = all.get(random.nextInt(all.size())).id();
            try {
                switch (random.nextInt(5)) {
                    case 0 -> grants.grant(id, "role" + random.nextInt(2), "tester");
                    case 1 -> grants.revoke(id, "role" + random.nextInt(2), "tester");
                    case 2 -> edits.protect(id, "tester");
                    case 3 -> erase(id);
                    default -> edits.unprotect(id, "tester");
                }
            } catch (CannotAcquireLockException raced) {
                // It has just been placed in the other organization: a person is told to try again.
            }
        }
    }

    private void erase(UUID id) {
        try {
            edits.erase(id, "tester");
        } catch (ActiveUserException active) {
            // as most of them are
        }
    }

    private void editMappings(Random random) {
        List<RoleMapping> known = mappings.list(null, 100);
        if (known.size() > 3) {
            mappings.remove(known.get(random.nextInt(known.size())).id(), "tester");
        } else {
            Rule rule = new Rule(null, Match.PATTERN, "Team [%d-3]".formatted(random.nextInt(4)),
                    "mapped" + random.nextInt(5), random.nextBoolean() ? null : random.nextInt(3));
            if (known.stream()
                    .noneMatch(mapping -> mapping.value().equals(rule.value()) && mapping.role().equals(rule.role()))) {
                mappings.add(rule, "tester");
            }
        }
    }

    private UUID account(String organization) {
        byte[] payload = userCreated("diruser_" + organization).in(organization).bytes();
        transaction
                .executeWithoutResult(status -> handler.handle(List.of(new ReceivedEvent(1, payload, Instant.now()))));
        return users.list(new UserFilter(organization, null, null), null, 1).getFirst().id();
    }

    private void note(UUID account, String organization, String kind) {
        locks.lock(List.of(organization));
        journal.record(new Occasion(Cause.actor("tester"), Instant.EPOCH), recording -> {
            recording.watch(List.of(account));
            recording.note(account, kind);
        });
    }

    private List<String> kindsAfter(String cursor) {
        return feed.read(Long.parseLong(cursor), 100, Duration.ZERO).stream().map(Change::kind).toList();
    }

    private Map<String, JsonNode> listed() {
        Map<String, JsonNode> listed = new TreeMap<>();
        JsonNode page = client.get("/api/v1/users?limit=100").json();
        while (true) {
            page.path("data").forEach(user -> listed.put(user.path("id").asString(), user));
            if (page.path("next_cursor").isNull()) {
                return listed;
            }
            page = client.get("/api/v1/users?limit=100&cursor=" + page.path("next_cursor").asString()).json();
        }
    }

    /// An application that follows along.
    private final class Consumer {

        private final Map<String, JsonNode> users = new TreeMap<>();
        private final Set<String> kinds = new HashSet<>();
        private String cursor = "0";

        private int follow(String limit, String wait) {
            JsonNode page = client.get("/api/v1/changes?after=%s&limit=%s&wait=%s".formatted(cursor, limit, wait))
                    .json();
            page.path("data").forEach(change -> {
                kinds.add(change.path("kind").asString());
                String id = change.path("user").path("id").asString();
                if (change.path("kind").asString().equals("user.merged")) {
                    users.remove(id);
                } else {
                    users.put(id, change.path("user"));
                }
            });
            cursor = page.path("next_cursor").asString();
            return page.path("data").size();
        }

        private String end() {
            while (follow("100", "0s") > 0) {
                // on to the end
            }
            return cursor;
        }
    }
}
