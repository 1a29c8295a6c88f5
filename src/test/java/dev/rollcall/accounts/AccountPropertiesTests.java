package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.simulator.ScriptedScalekit;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/// The rules that a setting changes.
@RollcallTest
@TestPropertySource(properties = { "rollcall.accounts.link-by-email=never", "rollcall.accounts.default-role=member",
        "rollcall.accounts.on-directory-disabled=deactivate",
        "rollcall.accounts.attributes= title , department,title" })
class AccountPropertiesTests {

    private static final ScriptedScalekit SCALEKIT = ScriptedScalekit.start();

    @Autowired
    private EventHandler handler;
    @Autowired
    private Users users;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();

    @DynamicPropertySource
    static void environment(DynamicPropertyRegistry registry) {
        registry.add("SCALEKIT_ENVIRONMENT_URL", SCALEKIT::url);
    }

    @AfterAll
    static void stop() {
        SCALEKIT.close();
    }

    @Test
    void keepsEachDirectoryUserAnAccountOfItsOwn() {
        happens(userCreated("diruser_1" + organization).email("ann@example.com"));
        happens(userCreated("diruser_2" + organization).email("ann@example.com"));
        assertThat(happens(userUpdated("diruser_2" + organization).email("ann@example.com")))
                .isInstanceOf(Outcome.Applied.class);
        assertThat(users()).extracting(User::directoryUserIds).allSatisfy(ids -> assertThat(ids).hasSize(1)).hasSize(2);
    }

    @Test
    void keepsOnlyTheAttributesThatTheSettingNames() {
        happens(userCreated("diruser_1" + organization).withData("department", "Sales").withData("division", "North")
                .withData("preferred_username", "ann").withData("custom_attributes", Map.of("cost", 7)));
        assertThat(users().getFirst().attributes()).isEqualTo(Map.of("department", "Sales"));
        assertThat(jdbc.sql("select attributes || coalesce(username, '') from directory_user where organization_id = ?")
                .param(organization).query(String.class).single()).isEqualTo("{\"department\":\"Sales\"}");
    }

    @Test
    void refusesAMappingByAnAttributeThatIsNotKept(@Autowired RollcallClient client) {
        client.post("/api/v1/role-mappings",
                "{\"match\":\"ATTRIBUTE\",\"attribute\":\"custom_attributes.cost\",\"value\":\"7\",\"role\":\"r\"}")
                .assertProblem(400,
                        "attribute is custom_attributes.cost, which is not kept, so that nobody would get the role: add custom_attributes to ROLLCALL_ACCOUNTS_ATTRIBUTES first.");
    }

    @Test
    void keepsOfAPageOnlyWhatTheSettingNames(@Autowired RollcallClient client) {
        SCALEKIT.says(organization, "dir_" + organization, "", """
                {'id':'diruser_1%s','email':'ann@example.com','preferred_username':'ann',
                 'updated_at':'2026-01-05T09:00:00Z'}""".formatted(organization).replace("'", "\""));

        String run = client.post("/api/v1/sync-runs", "{\"organization_id\":\"%s\"}".formatted(organization))
                .header("Location");

        await().until(() -> client.get(run).json().path("status").asString().equals("SUCCEEDED"));
        assertThat(users().getFirst().attributes()).isEmpty();
        assertThat(jdbc.sql("select count(*) from directory_user where organization_id = ? and username is null")
                .param(organization).query(Long.class).single()).isEqualTo(1);
    }

    @Test
    void removesWhatTheSettingDoesNotNameAnyMore(@Autowired AttributesKept kept) {
        happens(userCreated("diruser_1" + organization).withData("department", "Sales"));
        happens(userCreated("diruser_2" + organization).withData("department", "Support"));
        // As if all had been kept until now.
        jdbc.sql("""
                update directory_user set username = 'ann', username_said = attributes_said,
                                          attributes = '{"department":"Sales","division":"North"}' where id = ?""")
                .param("diruser_1" + organization).update();
        jdbc.sql("""
                update app_user set attributes = '{"preferred_username":"ann","department":"Sales","division":"North"}'
                 where id = (select account_id from directory_user where id = ?)""").param("diruser_1" + organization)
                .update();

        kept.removeOthers(transaction);

        User changed = users().getLast();
        assertThat(changed.attributes()).isEqualTo(Map.of("department", "Sales"));
        AccountChange told = users.history(changed.id(), null, 10).orElseThrow().getFirst();
        assertThat(told.kind()).isEqualTo("user.updated");
        assertThat(told.cause().actor()).isEqualTo("settings");
        assertThat(users.history(users().getFirst().id(), null, 10).orElseThrow()).hasSize(1);
        kept.removeOthers(transaction);
        assertThat(users.history(changed.id(), null, 10).orElseThrow()).hasSize(2);
        happens(userUpdated("diruser_1" + organization).withData("title", "Agent"));
        assertThat(users().getLast().attributes()).isEqualTo(Map.of("title", "Agent"));
    }

    @Test
    void givesTheDefaultRoleToActiveUsersWhoHaveNoOther() {
        happens(userCreated("diruser_1" + organization));
        assertThat(users().getFirst().roles()).containsExactly(new Role("member", Source.DEFAULT));
        happens(userUpdated("diruser_1" + organization).roles("admin"));
        assertThat(users().getFirst().roles()).containsExactly(new Role("admin", Source.DIRECTORY));
        happens(userUpdated("diruser_1" + organization).roles());
        assertThat(users().getFirst().roles()).containsExactly(new Role("member", Source.DEFAULT));
        happens(userDeleted("diruser_1" + organization));
        assertThat(users().getFirst().roles()).isEmpty();
    }

    @Test
    void deactivatesTheUsersOfADisabledDirectoryUntilItIsEnabled() {
        happens(directoryEnabled("dir_1" + organization));
        happens(userCreated("diruser_1" + organization));
        happens(directoryDisabled("dir_1" + organization));
        assertThat(users().getFirst().status()).isEqualTo(Status.DEACTIVATED);
        happens(directoryEnabled("dir_1" + organization));
        assertThat(users().getFirst().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void keepsTheUsersOfADisabledDirectoryDeactivatedWhenAnotherOneIsEnabled() {
        happens(directoryEnabled("dir_1" + organization));
        happens(userCreated("diruser_1" + organization));
        happens(directoryDisabled("dir_1" + organization));
        happens(directoryEnabled("dir_2" + organization));
        assertThat(users().getFirst().status()).isEqualTo(Status.DEACTIVATED);
        happens(userCreated("diruser_2" + organization));
        assertThat(users()).extracting(User::status).containsExactly(Status.ACTIVE, Status.DEACTIVATED);
    }

    @Test
    void leavesWhoJoinedUnderAnotherSettingWhereTheyAre() {
        happens(userCreated("diruser_1" + organization).email("ann@example.com"));
        happens(userCreated("diruser_2" + organization));
        // As if both had appeared while addresses alone decided.
        jdbc.sql("update directory_user set linked_by = 'ALWAYS' where organization_id = ?").param(organization)
                .update();
        happens(userUpdated("diruser_2" + organization).email("ann@example.com"));
        assertThat(users()).extracting(User::email).containsExactly("ann@example.com");
        happens(userUpdated("diruser_1" + organization).email("anna@example.com"));
        happens(userUpdated("diruser_2" + organization).named("Ann", "Lee"));
        assertThat(users()).as("no address flips").extracting(User::email).containsExactly("anna@example.com");
    }

    @Test
    void tellsTheUsersOfTwoDirectoriesApartByTheirGroups() {
        happens(directoryEnabled("dir_1" + organization));
        happens(directoryEnabled("dir_2" + organization));
        happens(groupCreated("dirgroup_1" + organization).inDirectory("dir_1" + organization));
        happens(groupCreated("dirgroup_2" + organization).inDirectory("dir_2" + organization));
        happens(userCreated("diruser_1" + organization).groups(group("dirgroup_1" + organization, "One")));
        happens(userCreated("diruser_2" + organization).groups(group("dirgroup_2" + organization, "Two")));
        happens(directoryDisabled("dir_2" + organization));
        assertThat(users()).extracting(user -> user.directoryUserIds().getFirst() + user.status())
                .containsExactlyInAnyOrder("diruser_1" + organization + Status.ACTIVE,
                        "diruser_2" + organization + Status.DEACTIVATED);
    }

    @Test
    void letsSomebodyLeaveAfterADisabledDirectoryTookManyAway() {
        happens(directoryEnabled("dir_1" + organization));
        happens(directoryEnabled("dir_2" + organization));
        happens(groupCreated("dirgroup_1" + organization).inDirectory("dir_1" + organization));
        happens(groupCreated("dirgroup_2" + organization).inDirectory("dir_2" + organization));
        happens(userCreated("diruser_1" + organization).groups(group("dirgroup_1" + organization, "One")));
        IntStream.range(2, 15).forEach(number -> happens(
                userCreated("diruser_" + number + organization).groups(group("dirgroup_2" + organization, "Two"))));
        happens(directoryDisabled("dir_2" + organization));

        assertThat(happens(userDeleted("diruser_1" + organization))).isInstanceOf(Outcome.Applied.class);

        assertThat(jdbc.sql("select count(*) from app_user where organization_id = ? and status = 'ACTIVE'")
                .param(organization).query(Long.class).single()).isZero();
    }

    private Outcome happens(SimulatedEvent event) {
        byte[] payload = event.in(organization).bytes();
        List<ReceivedEvent> batch = List.of(new ReceivedEvent(1, payload, Instant.now()));
        List<Outcome> outcomes = transaction.execute(status -> handler.handle(batch));
        return outcomes.getFirst();
    }

    private List<User> users() {
        return users.list(new UserFilter(organization, null, null), null, 10);
    }
}
