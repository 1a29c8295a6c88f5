package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.Traces;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a node of the version before does while it runs beside this one: its statements are written down here.
@RollcallTest
class EarlierNodesTests {

    private final String organization = "org_" + UUID.randomUUID();
    private final String first = "diruser_1_" + organization;
    private final String second = "diruser_2_" + organization;
    private final String secret = "s" + UUID.randomUUID().toString().replace("-", "");

    @Autowired
    @Qualifier("descriptionsOfEarlierVersions")
    private RecurringTask<Void> descriptions;
    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;

    private UUID join(String directoryUser, String email, String department) {
        client.deliver(userCreated(directoryUser).in(organization).email(email + "@example.com")
                .withData("department", department).withData("preferred_username", department));
        return account(directoryUser);
    }

    private UUID account(String directoryUser) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(directoryUser).query(UUID.class)
                .single();
    }

    private String attribute(UUID account, String name) {
        return client.get("/api/v1/users/" + account).json().path("attributes").path(name).asString("none");
    }

    private UUID open(String organizationId) {
        UUID account = UUID.randomUUID();
        jdbc.sql("""
                insert into app_user (id, organization_id, status, created_at, updated_at, protected, email_key, search)
                values (?, ?, 'ACTIVE', now(), now(), false, null, '')""").params(account, organizationId).update();
        return account;
    }

    @Test
    void leaveNothingOfWhomTheyErase() {
        UUID account = join(first, secret, secret);
        UUID merged = open(organization);
        jdbc.sql("update app_user set merged_into = ?, attributes = ? where id = ?")
                .params(account, "{\"title\":\"%s\"}".formatted(secret), merged).update();
        jdbc.sql("""
                insert into adoption_line (adoption_id, id, line, organization_id, email, email_key, account_id)
                values (-1, 1, 1, :organization, :email, null, :account), (-1, 2, 2, '', :email, :email, null)""")
                .param("organization", organization).param("email", secret + "@example.com").param("account", account)
                .update();

        jdbc.sql("""
                update app_user
                   set email = null, name = null, given_name = null, family_name = null, email_key = null, search = '',
                       revision = revision + 1, wanted_email = null
                 where id = any (?)""").param(new UUID[] { account, merged }).update();
        jdbc.sql("update account_change set changes = '[]', snapshot = null where account_id = ?").param(account)
                .update();
        jdbc.sql("delete from directory_user_address where directory_user_id = ?").param(first).update();
        jdbc.sql("delete from webhook_event where subject_id = ?").param(first).update();
        jdbc.sql("""
                update directory_user
                   set active = false, email = null, name = null, given_name = null, family_name = null, roles = '{}',
                       group_ids = '{}', former_group_ids = '{}', dp_id = null, returned = null, protected_from = null,
                       protection_known = null, observed_nanos = 0, observed_at = now(), observed_event = 'erasure',
                       older_fields = '{}', erased_at = now()
                 where id = ?""").param(first).update();

        assertThat(client.get("/api/v1/users/" + account).json().path("attributes")).isEmpty();
        assertThat(Traces.of(secret, jdbc)).isEmpty();
    }

    @Test
    void handTheExternalIdOnOfWhomTheyMerge() {
        UUID ann = join(first, "ann." + secret, "Sales");
        UUID anna = join(second, "anna." + secret, "Sales");
        client.call("PUT", "/api/v1/users/%s/external-id".formatted(ann), "{\"external_id\":\"4711\"}");

        jdbc.sql("update directory_user set account_id = ? where id = ?").params(anna, first).update();
        jdbc.sql("""
                update app_user set status = 'DEACTIVATED', merged_into = ?, revision = revision + 1 where id = ?""")
                .params(anna, ann).update();

        assertThat(client.get("/api/v1/users/" + anna).json().path("external_id").asString()).isEqualTo("4711");
    }

    @Test
    void leaveThoseWhomTheyPartTheirOwnAttributesSoon() {
        UUID account = join(first, secret, "Sales");
        assertThat(join(second, secret, "Marketing")).isEqualTo(account);
        assertThat(attribute(account, "department")).isEqualTo("Marketing");
        UUID other = open(organization);

        jdbc.sql("update directory_user set account_id = ? where id = ?").params(other, second).update();
        descriptions.execute(null, null);

        assertThat(attribute(account, "department")).isEqualTo("Sales");
        assertThat(attribute(other, "department")).isEqualTo("Marketing");
        assertThat(client.get("/api/v1/users/%s/history".formatted(account)).json().at("/data/0/changes").toString())
                .contains("\"from\":[\"department: Marketing\"", "\"to\":[\"department: Sales\"");
        assertThat(jdbc.sql("select count(*) from account_to_describe").query(Long.class).single()).isZero();
    }

    @Test
    void knowARoleByAnAttributeAsOneByAGroupAndTheDefaultRoleThatIsChosen() {
        UUID ann = join(first, "ann." + secret, secret);
        UUID eve = join(second, "eve." + secret, "Support");
        client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"ATTRIBUTE","attribute":"department","value":"%s","role":"seller"}"""
                .formatted(organization, secret));
        client.call("PUT", "/api/v1/organizations/%s/default-role".formatted(organization), "{\"role\":\"guest\"}");

        assertThat(jdbc.sql("select role || ' ' || source from effective_role where account_id = any (?) order by role")
                .param(new UUID[] { ann, eve }).query(String.class).list()).containsExactly("guest DEFAULT",
                        "seller GROUP");
        assertThat(jdbc.sql("""
                select role from mapped_role where account_id = ? and (priority is null or place = 1)""").param(ann)
                .query(String.class).list()).containsExactly("seller");
        assertThat(jdbc.sql("select count(*) from role_mapping where mapping_means(match, value, 'dirgroup_1', ?)")
                .param(secret).query(Long.class).single()).isZero();
    }

    @Test
    void leaveItToOthersWhomAChangeOfAllOrganizationsConcerns() {
        long change = jdbc.sql("""
                insert into wide_change (attribute, value, settles, cause, occurred_at, listed_to)
                values ('department', ?, false, '{}', now(), gen_random_uuid()) returning id""").param(secret)
                .query(Long.class).single();

        assertThat(jdbc.sql(
                "update wide_change set listed_to = null, listed = true where id = ? returning not listed and listed_to is not null")
                .param(change).query(Boolean.class).single()).isTrue();

        jdbc.sql("delete from wide_change where id = ?").param(change).update();
    }

    @Test
    void listTheOrganizationsThatTheyHearOf() {
        open(organization);
        String connected = "org_" + UUID.randomUUID();
        jdbc.sql("""
                insert into directory (id, organization_id, enabled, observed_at, observed_event)
                values (?, ?, true, now(), 'evt_2')""").params("dir_" + connected, connected).update();

        assertThat(client.get("/api/v1/organizations/" + organization).status()).isEqualTo(200);
        assertThat(client.get("/api/v1/organizations/" + connected).status()).isEqualTo(200);
    }
}
