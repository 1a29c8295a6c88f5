package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.accounts.SlowModel.Deed.Kind;
import dev.rollcall.accounts.SlowPersons.Mode;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Tries the model itself on the concrete cases that the rules were written for.
class SlowModelTests {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T09:00:00Z");
    private static final Instant RECEIVED = BEGINNING.plusSeconds(3600);
    private static final String ONE = "00u1abcdefghij123456";
    private static final String TWO = "00u2abcdefghij123456";

    private SlowModel model = new SlowModel(Mode.UNLESS_IDS_DIFFER);

    private static Instant at(long second) {
        return BEGINNING.plusSeconds(second);
    }

    private void hear(int second, SimulatedEvent event) {
        model.hear(event.at(at(second)), RECEIVED);
    }

    private void hear(Mode mode, SimulatedEvent... events) {
        model = new SlowModel(mode);
        for (int i = 0; i < events.length; i++) {
            hear(i + 1, events[i]);
        }
    }

    private static SimulatedEvent a() {
        return userCreated("a").active(true).email("ana@f.example");
    }

    private static SimulatedEvent b() {
        return userCreated("b").active(true).email("ana@f.example");
    }

    private List<String> users() {
        return model.state("org_1").stream().filter(line -> line.startsWith("user")).toList();
    }

    /// Who is who, without names, roles and groups.
    private List<String> people() {
        return users().stream().map(line -> line.replaceAll("^user (.*] \\w+ [^,]*), .*$", "$1")).toList();
    }

    @Test
    void aStaleListRenamesNoGroup() {
        hear(1, a().groups(group("g", "Interns")));
        hear(3, userUpdated("a").groups(group("g", "Team 1")));
        hear(2, userUpdated("a").groups(group("g", "Interns")));

        assertThat(model.state("org_1")).containsExactly("group g 'Team 1'",
                "user [a] ACTIVE ana@f.example, null, null, null; roles [lead:GROUP, member:GROUP], groups {g=Team 1}");
    }

    @Test
    void aListNamesADeletedGroupButDoesNotBringItBack() {
        hear(1, groupCreated("g").displayName("Old"));
        hear(2, groupDeleted("g").withoutData("display_name"));
        hear(3, a().groups(group("g", "New")));

        assertThat(model.state("org_1")).contains("group g 'New' deleted").anyMatch(line -> line.endsWith("groups {}"));
    }

    @Test
    void nullIsNoneAndMissingIsNotSaid() {
        hear(1, a().roles("billing").groups(group("g", "Team 1")).familyName("Oldname").givenName("Ana"));
        hear(2, userUpdated("a").withData("roles", null).withData("groups", null).familyName(""));

        assertThat(users()).containsExactly("user [a] ACTIVE ana@f.example, null, Ana, null; roles [], groups {}");
    }

    @Test
    void nothingIsFromTheFuture() {
        model.hear(a().at(Instant.parse("2099-01-01T00:00:00Z")), at(10));
        model.hear(userDeleted("a").at(at(20)), at(20));
        assertThat(people()).containsExactly("[a] DEACTIVATED ana@f.example");

        model.hear(userUpdated("a").active(true).at(at(50)), at(25));
        assertThat(people()).as("within a few minutes it counts as dated").containsExactly("[a] ACTIVE ana@f.example");
    }

    @Test
    void readsBooleansAsTexts() {
        hear(1, userCreated("a").withData("active", "True"));
        hear(2, userUpdated("a").withData("active", "False"));
        hear(1, userCreated("b").withData("active", null));
        hear(1, userCreated("c").withData("active", 0));

        assertThat(people()).containsExactly("[a] DEACTIVATED null", "[b] ACTIVE null");
    }

    @Test
    void aSoftDeleteManglesNoAddress() {
        hear(1, a().dpId("5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11"));
        model.act(Kind.GRANT, "a", "owner", at(2));
        hear(3, userDeleted("a").email("283405f5aa11bb22cc33dd44ee55ff66ana@f.example"));
        assertThat(people()).containsExactly("[a] DEACTIVATED ana@f.example");

        hear(4, b().dpId("5F0C1F0E-5B1A-4C38-9B57-6F2F6A0D7A11"));
        assertThat(users())
                .containsExactly("user [a, b] ACTIVE ana@f.example, null, null, null; roles [owner:MANUAL], groups {}");
    }

    @Test
    void aRenameByDeactivateAndCreateKeepsTheAccountInAnyOrder() {
        List<SimulatedEvent> events = List.of(a().email("ana.doe@f.example").dpId("00u7abcdefghij123456").at(at(1)),
                userDeleted("a").at(at(2)), b().email("ana.roe@f.example").dpId("00u7abcdefghij123456").at(at(3)));
        Stream.of("012", "021", "102", "120", "201", "210").forEach(order -> {
            model = new SlowModel(Mode.UNLESS_IDS_DIFFER);
            order.chars().forEach(i -> model.hear(events.get(i - '0'), RECEIVED));
            assertThat(people()).containsExactly("[a, b] ACTIVE ana.roe@f.example");
        });
    }

    @Test
    void anAddressRecycledMakesTwoAccounts() {
        hear(1, a().dpId(ONE));
        model.act(Kind.GRANT, "a", "owner", at(2));
        hear(3, userDeleted("a"));
        hear(4, b().dpId(TWO));

        assertThat(users()).containsExactly(
                "user [a] DEACTIVATED ana@f.example, null, null, null; roles [owner:MANUAL], groups {}",
                "user [b] ACTIVE ana@f.example, null, null, null; roles [], groups {}");
    }

    @Test
    void anIdSaidLaterPartsNobody() {
        hear(Mode.UNLESS_IDS_DIFFER, a(), b().dpId(TWO), userUpdated("a").dpId(ONE));

        assertThat(people()).containsExactly("[a, b] ACTIVE ana@f.example");
    }

    @Test
    void idsOfDirectoriesKnownToBeDifferentPartNobody() {
        hear(Mode.UNLESS_IDS_DIFFER, a().dpId(ONE).groups(group("g", "G")), b().dpId(TWO).groups(group("h", "H")));
        assertThat(people()).hasSize(2);

        hear(3, groupCreated("g").inDirectory("dir_A"));
        assertThat(people()).hasSize(2);

        hear(4, groupDeleted("h").inDirectory("dir_B"));
        assertThat(people()).containsExactly("[a, b] ACTIVE ana@f.example");
    }

    @Test
    void aPageTellsTheDirectoryAndPeopleOfOnePageJoin() {
        SimulatedEvent one = userUpdated("a").id("api:7").at(at(1)).email("ana@f.example").dpId(ONE);
        SimulatedEvent other = userUpdated("b").id("api:7").at(at(1)).email("ana@f.example");
        model.list(one, RECEIVED, "dir_A").list(other, RECEIVED, "dir_A");
        assertThat(people()).containsExactly("[a, b] ACTIVE ana@f.example");

        model.list(other.id("api:8").at(at(0)).dpId(TWO), RECEIVED, "dir_A");
        assertThat(people()).hasSize(2);

        model.list(userUpdated("c").id("api:9").at(at(3)).email("ana@f.example").dpId("00u3abcdefghij123456"), RECEIVED,
                "dir_B");
        assertThat(people()).hasSize(2).contains("[b] ACTIVE ana@f.example");
    }

    @Test
    void whatWasGrantedByHandRestsForAStrangerUntilItIsGrantedAgainOrSomebodyIsBack() {
        hear(1, a().dpId("jo"));
        model.act(Kind.GRANT, "a", "owner", at(2));
        hear(3, userDeleted("a"));
        hear(4, b().dpId("park"));
        assertThat(users()).singleElement().asString().contains("[a, b] ACTIVE", "roles []");

        model.act(Kind.GRANT, "b", "auditor", at(5));
        assertThat(users()).singleElement().asString().contains("roles [auditor:MANUAL]");

        hear(6, userUpdated("a").active(true));
        assertThat(users()).singleElement().asString().contains("roles [auditor:MANUAL, owner:MANUAL]");
    }

    @Test
    void whoeverJoinsSomebodyActiveIsNoStranger() {
        hear(1, a());
        model.act(Kind.GRANT, "a", "owner", at(2));
        hear(3, b());
        hear(4, userDeleted("a"));

        assertThat(users()).singleElement().asString().contains("[a, b] ACTIVE", "owner:MANUAL");
    }

    @Test
    void protectionRestsToo() {
        hear(1, a());
        model.act(Kind.PROTECT, "a", "", at(2));
        hear(3, userDeleted("a"));
        assertThat(people()).containsExactly("[a] ACTIVE ana@f.example");

        hear(4, b());
        hear(5, userDeleted("b"));
        assertThat(people()).containsExactly("[a, b] DEACTIVATED ana@f.example");
    }

    @Test
    void aSecondDirectoryThatKnowsLessTakesNoNames() {
        hear(1, a().named("Ana", "Doe"));
        hear(2, b());
        assertThat(users()).singleElement().asString().contains("Ana Doe, Ana, Doe");

        hear(3, userUpdated("b").name("A. Doe"));
        assertThat(users()).singleElement().asString().contains("A. Doe, Ana, Doe");

        hear(4, userDeleted("b"));
        assertThat(users()).singleElement().asString().contains("Ana Doe, Ana, Doe");
    }

    @Test
    void theSameTextWrittenDifferentlyIsTheSame() {
        hear(1, a().groups(group("g", "Bu\u0308ro")));
        hear(2, b().email("Ana@F.example\u200b"));

        assertThat(users())
                .containsExactly("user [a, b] ACTIVE Ana@F.example, null, null, null; roles [], groups {g=B\u00fcro}");
    }

    @Test
    void nanosecondsAndTheDigitsOfIdsDecide() {
        hear(1, a().roles("admin"));
        model.hear(userUpdated("a").roles().at(at(1).plusNanos(800)), RECEIVED);
        assertThat(users()).singleElement().asString().contains("roles []");

        hear(2, userUpdated("a").roles().id("evt_1000"));
        hear(2, userUpdated("a").roles("admin").id("evt_999"));
        assertThat(users()).singleElement().asString().contains("roles []");
    }

    @Test
    void aLeaverWhoseDateCannotBeReadLeaves() {
        for (Object date : new Object[] { "2026-02-03T17:30:00+0530", 1795600000, "" }) {
            hear(Mode.UNLESS_IDS_DIFFER, a());
            model.hear(userDeleted("a").with("occurred_at", date), RECEIVED);
            assertThat(people()).containsExactly("[a] DEACTIVATED ana@f.example");
        }
    }

    @Test
    void anOddOptionalFieldIsLeftAside() {
        hear(1, a().withData("given_name", 7).withData("roles", List.of(Map.of("role_name", "viewer"), Map.of())));
        assertThat(users()).singleElement().asString().contains("ACTIVE", "roles [viewer:DIRECTORY]");

        hear(2, userUpdated("a").roles().withData("given_name", 7));
        assertThat(users()).singleElement().asString().contains("roles []");
    }

    @Test
    void oneActiveAccountHasAProtectedAddress() {
        hear(1, a().email("x@f.example"));
        hear(2, b().email("y@f.example"));
        model.act(Kind.PROTECT, "a", "", at(2));
        hear(3, userDeleted("a"));
        hear(4, userUpdated("b").email("x@f.example"));

        assertThat(people()).containsExactly("[a] ACTIVE x@f.example", "[b] ACTIVE y@f.example");
    }

    @Test
    void whoWaitsForAnAddressGetsItAsSoonAsItIsFree() {
        hear(Mode.UNLESS_IDS_DIFFER, a().email("x@f.example"), b().email("y@f.example"),
                userUpdated("b").email("x@f.example"));
        assertThat(people()).containsExactly("[a] ACTIVE x@f.example", "[b] ACTIVE y@f.example");

        hear(5, userDeleted("a"));
        assertThat(people()).containsExactly("[a] DEACTIVATED x@f.example", "[b] ACTIVE x@f.example");

        hear(6, userUpdated("a").active(true));
        assertThat(people()).containsExactly("[a] ACTIVE null", "[b] ACTIVE x@f.example");

        hear(7, userUpdated("b").withData("email", null));
        assertThat(people()).containsExactly("[a] ACTIVE x@f.example", "[b] ACTIVE null");
    }

    @Test
    void aLeaversStatementBindsNoOrganization() {
        hear(1, userDeleted("a").in("org_2"));
        hear(2, a().active(true));
        assertThat(people()).containsExactly("[a] ACTIVE ana@f.example");
        assertThat(model.state("org_2")).isEmpty();

        hear(3, userDeleted("a").in("org_2"));
        assertThat(people()).containsExactly("[a] DEACTIVATED ana@f.example");
    }

    @Test
    void aMergeIsForEver() {
        hear(1, a().dpId(ONE));
        hear(2, b().dpId(TWO).email("bob@f.example"));
        assertThat(model.act(Kind.MERGE, "a", "b", at(3))).isTrue();

        assertThat(people()).containsExactly("[a, b] ACTIVE bob@f.example");
    }

    @Test
    void whoIsErasedComesBackWithNothingOfBefore() {
        hear(1, a().name("Ana").roles("viewer"));
        assertThat(model.act(Kind.ERASE, "a", "", at(2))).as("active").isFalse();
        hear(2, userDeleted("a"));
        assertThat(model.act(Kind.ERASE, "a", "", at(3))).isTrue();
        hear(4, userUpdated("a").name("Nobody"));
        assertThat(users()).containsExactly("user [a] DEACTIVATED null, null, null, null; roles [], groups {}");

        hear(5, userUpdated("a").active(true).givenName("Ana"));
        assertThat(users()).containsExactly("user [a] ACTIVE null, null, Ana, null; roles [], groups {}");
    }

    @Test
    void onlyTheFirstFiftyOfACrowdAreOnePerson() {
        for (int i = 0; i < 53; i++) {
            hear(i, userCreated("u%02d".formatted(i)).email("shared@f.example"));
            hear(i, userCreated("v%02d".formatted(i)).dpId(ONE));
        }

        assertThat(people()).hasSize(2 + 2 * 3);
    }

    @Test
    void linksByTheAddressAloneOrByIdsAlone() {
        SimulatedEvent one = a().dpId(ONE);
        hear(Mode.ALWAYS, one, userDeleted("a"), b().dpId(TWO), userCreated("c").email("c@f.example").dpId(ONE));
        assertThat(people()).containsExactly("[a, b] ACTIVE ana@f.example", "[c] ACTIVE c@f.example");

        hear(Mode.NEVER, one, b(), userCreated("c").email("c@f.example").dpId(ONE));
        assertThat(people()).containsExactly("[a, c] ACTIVE c@f.example", "[b] ACTIVE ana@f.example");
    }

    @Test
    void tellsTellingIdsFromOthers() {
        assertThat(List.of(ONE, "5f0c1f0e-5b1a-4c38-9b57-6f2f6a0d7a11", "1234567890123456",
                "5F0C1F0E5B1A4C389B576F2F6A0D7A11")).allMatch(SlowDirectoryUser::isTelling);
        assertThat(List.of("", "00u1", "alexandermueller1", "alexandermueller1990", "1111111111111111",
                "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "a.1234567890123456b",
                "1".repeat(64) + "ab", "123456789012345\u0661a")).noneMatch(SlowDirectoryUser::isTelling);
    }

    @Test
    void makesHistoriesThatTryEveryRule() {
        StringBuilder all = new StringBuilder();
        for (long seed = 0; seed < 60; seed++) {
            RandomHistory.History history = RandomHistory.of(seed);
            List<String> state = stateAfter(history);
            assertThat(stateAfter(history.permuted(new Random(seed)))).as("seed %d", seed).isEqualTo(state);
            all.append(String.join("\n", state)).append('\n');
        }

        assertThat(all).containsPattern("diruser_\\d_org_\\d~, diruser").contains("MANUAL", "GROUP", "DEACTIVATED null",
                "ACTIVE null", "deleted");
    }

    @Test
    void takesNothingFromTheFutureWhateverClocksSay() {
        int different = 0;
        for (long seed = 0; seed < 20; seed++) {
            RandomHistory.History history = RandomHistory.withWrongDates(seed);
            List<String> state = stateAfter(history);
            assertThat(stateAfter(history.permuted(new Random(seed)))).as("seed %d", seed).isEqualTo(state);
            different += state.equals(stateAfter(RandomHistory.of(seed))) ? 0 : 1;
        }

        assertThat(different).isPositive();
    }

    private static List<String> stateAfter(RandomHistory.History history) {
        SlowModel slow = new SlowModel(Mode.UNLESS_IDS_DIFFER);
        history.before().forEach(event -> hear(slow, event));
        history.actions()
                .forEach(action -> slow.act(action.kind(), action.directoryUser(), action.other(), history.at()));
        history.after().forEach(event -> hear(slow, event));
        return Stream.of("org_0~", "org_1~").flatMap(organization -> slow.state(organization).stream()).toList();
    }

    private static void hear(SlowModel slow, SimulatedEvent event) {
        if (RandomHistory.isListed(event)) {
            slow.list(event, RandomHistory.receivedAt(event), RandomHistory.directoryOf(RandomHistory.subject(event)));
        } else {
            slow.hear(event, RandomHistory.receivedAt(event));
        }
    }
}
