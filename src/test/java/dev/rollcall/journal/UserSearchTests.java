package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.journal.User.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/// Counts the rows that PostgreSQL looks at to find a few users among many. No other test has the same default role, so the
/// service is its own: whoever others leave protected is looked at for everybody's roles.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.default-role=visitor")
class UserSearchTests {

    private static final int OTHERS = 30_000;
    private static final UUID RARE = UUID.fromString("018f0000-0000-7000-8000-000000000001");

    @Autowired
    private Users users;
    @Autowired
    private UserReader reader;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private TransactionTemplate transaction;

    /// One out of the ordinary who is older than all the others.
    @BeforeAll
    static void many(@Autowired JdbcClient jdbc) {
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, name, status, created_at, updated_at, email_key, search, external_id, attributes)
                        select cast('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') as uuid), 'org_many',
                               word || n || '@many.example', word || ' ' || n, 'ACTIVE', now(), now() - interval '30 days', word || n || '@many.example',
                               array_to_tsvector(array[word, word || n]), word || n, jsonb_build_object('department', word, 'nickname', n)
                          from generate_series(1, :others + 1) n
                         cross join lateral (select case n when 1 then 'rare' else 'common' end as word) w""")
                .param("others", OTHERS).update();
        jdbc.sql(
                """
                        insert into directory_user (id, organization_id, account_id, active, roles, group_ids, observed_at, observed_event)
                        select 'diruser_' || external_id, organization_id, id, true,
                               case when external_id = 'rare1' then array['rare'] else array['common'] end,
                               case when external_id = 'rare1' then array['dirgroup_rare'] else array['dirgroup_common'] end, now(), ''
                          from app_user where organization_id = 'org_many'""")
                .update();
        jdbc.sql(
                """
                        insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        select 'dirgroup_' || word, 'org_many', word, now(), '', now(), '' from unnest(array['rare', 'common']) word""")
                .update();
        jdbc.sql(
                """
                        insert into role_mapping (match, value, role, priority)
                        values ('NAME', 'rare', 'mapped rare', null), ('NAME', 'common', 'high', 2), ('NAME', 'common', 'low', 1)""")
                .update();
        jdbc.sql(
                "insert into role_grant (account_id, role, granted_by, granted_at) values (?, 'granted', 'ann', now())")
                .param(RARE).update();
        jdbc.sql("update app_user set updated_at = now() where id = ?").param(RARE).update();
        jdbc.sql("""
                insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                select id, organization_id, 'user.created', '[]', '{}', updated_at, updated_at from app_user
                 where organization_id = 'org_many' order by updated_at""").update();
        jdbc.sql("analyze").update();
    }

    private static UserFilter filter(String text, String role, String group, Instant since,
            Map<String, String> attributes) {
        return new UserFilter(null, null, null, null, text, role, group, since, attributes);
    }

    private static UserFilter withRole(String role) {
        return new UserFilter("org_many", null, null, null, null, role, null, null, Map.of());
    }

    static Stream<Arguments> whatOnlyOneIs() {
        Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
        return Stream.of(Arguments.of("text", filter("rare", null, null, null, Map.of())),
                Arguments.of("id", filter("diruser_rare1", null, null, null, Map.of())),
                Arguments.of("role of the directory", filter(null, "rare", null, null, Map.of())),
                Arguments.of("role of a group", filter(null, "mapped rare", null, null, Map.of())),
                Arguments.of("role by hand", filter(null, "granted", null, null, Map.of())),
                Arguments.of("group", filter(null, null, "dirgroup_rare", null, Map.of())),
                Arguments.of("change",
                        new UserFilter("org_many", null, null, null, null, null, null, yesterday, Map.of())),
                Arguments.of("attribute", filter(null, null, null, null, Map.of("department", "rare"))),
                Arguments.of("email", new UserFilter(null, "RARE1@many.example", null)),
                Arguments.of("external id",
                        new UserFilter(null, null, null, "rare1", null, null, null, null, Map.of())),
                Arguments.of("group of many who are like one",
                        filter("rare", null, "dirgroup_common", null, Map.of("department", "rare"))),
                Arguments.of("organization", new UserFilter("org_many", null, Status.ACTIVE, null, "rare", "rare", null,
                        yesterday, Map.of())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatOnlyOneIs")
    void looksAtFewToFindOne(String what, UserFilter filter) {
        List<User> found = new ArrayList<>();

        long looked = looked(() -> found.addAll(users.page(filter, null, 50).users()));

        if (!what.contains("many who")) {
            assertThat(found).extracting(User::id).containsExactly(RARE);
        }
        // The newest entries of the journal are looked at to find out that older ones need not be.
        assertThat(looked).isLessThan(filter.updatedSince() == null ? 500 : UserCandidates.MOST + 500);
    }

    @Test
    void looksAtFewToFindThatHardlyAnybodyIsInAStatus() {
        assertThat(looked(() -> users.page(new UserFilter(null, null, Status.DEACTIVATED), null, 50))).isLessThan(500);
    }

    static Stream<Arguments> whatAlmostEverybodyIs() {
        return Stream.of(Arguments.of("text", filter("common", null, null, null, Map.of())),
                Arguments.of("role", filter(null, "common", null, null, Map.of())),
                Arguments.of("role of a group", filter(null, "high", null, null, Map.of())),
                Arguments.of("group", filter(null, null, "dirgroup_common", null, Map.of())),
                Arguments.of("attribute", filter(null, null, null, null, Map.of("department", "common"))),
                Arguments.of("change", filter(null, null, null, Instant.EPOCH, Map.of())),
                Arguments.of("status", new UserFilter(null, null, Status.ACTIVE)),
                Arguments.of("nothing", UserFilter.like(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatAlmostEverybodyIs")
    void fillsAPageOfManyWithoutLookingAtAll(String what, UserFilter filter) {
        List<User> found = new ArrayList<>();

        long looked = looked(() -> found.addAll(users.page(filter, null, 50).users()));

        assertThat(found).hasSize(50).isSortedAccordingTo((one, other) -> other.id().compareTo(one.id()));
        // That there are too many candidates is found out by collecting as many.
        assertThat(looked).isLessThan(UserCandidates.MOST + 2_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatOnlyOneIs")
    void looksAtFewToCountOne(String what, UserFilter filter) {
        long looked = looked(() -> assertThat(users.count(filter)).hasValue(what.contains("many who") ? 0 : 1));

        assertThat(looked).isLessThan(
                filter.updatedSince() == null && !what.contains("many who") ? 500 : UserCandidates.MOST + 500);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatAlmostEverybodyIs")
    void countsNoFurtherThanItHasToToSayThatThereAreMany(String what, UserFilter filter) {
        List<OptionalInt> counts = new ArrayList<>();

        long looked = looked(() -> counts.add(users.count(filter)));

        // Whether somebody really has a role or is in a group is only known of whom is read as a whole. Of a text or an
        // attribute so
        // many are looked at, and newer ones of other tests may be among them.
        OptionalInt many = OptionalInt.of(UserSearch.MOST_COUNTED + 1);
        assertThat(counts).singleElement().isIn(switch (what) {
            case "role", "role of a group", "group" -> List.of(OptionalInt.empty());
            case "text", "attribute" -> List.of(many, OptionalInt.empty());
            default -> List.of(many);
        });
        assertThat(looked).isLessThan(3 * UserSearch.MOST_COUNTED + 2_000);
    }

    @Test
    void looksAtFewToFindWhatAnEventChanged() {
        jdbc.sql(
                """
                        insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                        values (:rare, 'org_many', 'user.updated', '[]', '{"eventId":"evt_1","inboxId":9000000077}', 'epoch', 'epoch')""")
                .param("rare", RARE).update();

        assertThat(looked(() -> assertThat(users.changedBy(9_000_000_077L, null, 50)).singleElement().returns(RARE,
                CausedChange::account))).isLessThan(50);
        assertThat(looked(() -> assertThat(users.changedBy(9_000_000_078L, null, 50)).isEmpty())).isLessThan(50);
    }

    @Test
    void saysWhereToGoOnInsteadOfGoingThroughAllForHardlyAnybody() {
        UserFilter low = withRole("low");
        UserPage page = users.page(low, null, 50);
        int pages = 1;

        assertThat(page.next()).as("after the first page").isNotNull();
        while (page.next() != null) {
            assertThat(page.users()).isEmpty();
            page = users.page(low, page.next(), 50);
            pages++;
        }
        assertThat(page.users()).isEmpty();
        assertThat(pages).isBetween(OTHERS / UserSearch.MOST_READ, OTHERS / UserSearch.MOST_READ + 1);
    }

    @Test
    void findsWhoHasTheDefaultRole() {
        assertThat(users.page(withRole("visitor"), null, 10).users()).isEmpty();
        jdbc.sql("update directory_user set roles = '{}', group_ids = '{}' where id = 'diruser_common7'").update();

        List<User> visitors = new ArrayList<>();
        users.each(withRole("visitor"), visitors::addAll);
        assertThat(visitors).singleElement().returns("common7@many.example", User::email);
        jdbc.sql("""
                update directory_user set roles = '{common}', group_ids = '{dirgroup_common}'
                 where id = 'diruser_common7'""").update();
    }

    @Test
    void goesThroughEverybodyOnceNewestFirst() {
        List<UUID> all = new ArrayList<>();
        users.each(new UserFilter("org_many", null, null), some -> some.forEach(user -> all.add(user.id())));

        assertThat(all).hasSize(OTHERS + 1).doesNotHaveDuplicates();
        assertThat(all.getLast()).isEqualTo(RARE);
    }

    @Test
    @Transactional // and nothing of it stays, even if it fails: the other tests would look at everybody for each one,
                   // too
    void looksAtNobodyElseToSayWhoHasARoleByAnAttribute() {
        List<UUID> some = users.page(withRole("common"), null, 50).users().stream().map(User::id).toList();
        jdbc.sql("""
                update directory_user set attributes = '{"department": "common"}'
                 where account_id = any (?)""").param(some.toArray(UUID[]::new)).update();
        jdbc.sql("""
                insert into role_mapping (match, attribute, value, role, contained)
                values ('ATTRIBUTE', 'department', 'common', 'seller', array['{"department": "common"}'])""").update();

        List<User> read = new ArrayList<>();
        assertThat(looked(() -> read.addAll(reader.find(some)))).isLessThan(some.size() * 20L);

        assertThat(read).hasSize(50)
                .allSatisfy(user -> assertThat(user.roles()).extracting(User.Role::name).contains("seller"));
    }

    @Test
    @Transactional // and nothing of it stays, as above
    void looksForNobodysMappingsWhereThereAreNone() {
        List<UUID> some = users.page(withRole("common"), null, 50).users().stream().map(User::id).toList();
        jdbc.sql("delete from role_mapping").update();

        List<User> read = new ArrayList<>();
        // Each account, and its directory user for roles, for groups and for who it is.
        assertThat(looked(() -> read.addAll(reader.find(some)))).isLessThan(some.size() * 5L);

        assertThat(read).hasSize(50)
                .allSatisfy(user -> assertThat(user.roles()).extracting(User.Role::name).containsExactly("common"));
    }

    /// {@return how many rows PostgreSQL looks at for what is done}
    private long looked(Runnable work) {
        return transaction.execute(status -> {
            long before = looked();
            work.run();
            return looked() - before;
        });
    }

    private long looked() {
        return jdbc.sql("""
                select coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) from pg_stat_xact_user_tables
                 where relname in ('app_user', 'directory_user', 'role_grant', 'account_change')""").query(Long.class)
                .single();
    }
}
