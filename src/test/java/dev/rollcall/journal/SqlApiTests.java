package dev.rollcall.journal;

import static dev.rollcall.simulator.ScalekitEvents.group;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallTest;
import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Compares what the views say with what the API says, of an organization for each test with all that can be the matter with
/// users.
@RollcallTest
@TestPropertySource(properties = "rollcall.accounts.default-role=guest")
class SqlApiTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    private RollcallClient client;
    @Autowired
    private JdbcClient jdbc;
    @Autowired
    private TransactionTemplate transaction;

    private SimulatedEvent user(String name) {
        return ScalekitEvents.userCreated("diruser_" + name + "_" + organization).in(organization).email(email(name))
                .name("Zoë " + name);
    }

    private void leaves(String name) {
        client.deliver(ScalekitEvents.userDeleted("diruser_" + name + "_" + organization).in(organization));
    }

    private String email(String name) {
        return name + "@" + organization.replace("_", "") + ".example.com";
    }

    private String id(String name) {
        return client.get("/api/v1/users?email=" + email(name)).json().path("data").path(0).path("id").asString();
    }

    private String account(String name) {
        return "/api/v1/users/" + id(name);
    }

    private void map(String group, String role, String priority) {
        assertThat(client.post("/api/v1/role-mappings", """
                {"organization_id":"%s","match":"NAME","value":"%s","role":"%s","priority":%s}"""
                .formatted(organization, group, role, priority)).status()).isEqualTo(201);
    }

    private void scenario() {
        client.deliver(ScalekitEvents.organizationCreated(organization));
        jdbc.sql("update organization set external_id = ?, metadata = '{\"plan\":\"gold\"}' where id = ?")
                .params("tenant-" + organization, organization).update();
        map("Writers", "low", "1");
        map("Writers", "high", "2");
        map("Zé", "Émile", "null");
        client.deliver(user("directory").roles("editor", "Zebra", "editor"));
        client.deliver(user("member").roles("editor").groups(group("b_" + organization, "Writers"),
                group("a_" + organization, "Zé"), group("C_" + organization, "Readers")));
        client.deliver(ScalekitEvents.groupDeleted("C_" + organization).in(organization));
        client.deliver(user("hand").roles("editor"));
        client.call("PUT", account("hand") + "/roles?role=a%2Fb");
        client.call("PUT", account("hand") + "/roles/editor");
        client.deliver(user("none"));
        client.deliver(user("gone").roles("editor").groups(group("b_" + organization, "Writers")));
        leaves("gone");
        client.deliver(user("root").roles("admin").groups(group("b_" + organization, "Writers")));
        client.call("PUT", account("root") + "/protection");
        leaves("root");
        client.deliver(user("erased").roles("editor"));
        leaves("erased");
        client.call("DELETE", account("erased") + "/personal-data");
        client.deliver(user("resting"));
        client.call("PUT", account("resting") + "/roles/owner");
        leaves("resting");
        client.deliver(ScalekitEvents.userCreated("diruser_next_" + organization).in(organization)
                .email(email("resting")).at(Instant.now()));
        client.deliver(user("one").roles("editor").groups(group("b_" + organization, "Writers")));
        client.deliver(user("two").groups(group("b_" + organization, "Writers")));
        client.post(account("one") + "/merge", "{\"into\":\"%s\"}".formatted(id("two")));
        client.call("PUT", account("hand") + "/external-id", "{\"external_id\":\"42\"}");
        jdbc.sql("update app_user set attributes = ? where organization_id = ?")
                .params("{\"custom_attributes\":{\"cost\":7.50},\"department\":\"Söhne\"}", organization).update();
    }

    private List<JsonNode> users() {
        List<JsonNode> users = client.get("/api/v1/users?limit=100&organization_id=" + organization).json().path("data")
                .valueStream().toList();
        assertThat(users).hasSize(9);
        return users;
    }

    @Test
    void saysOfUsersWhatTheApiSays() {
        scenario();

        List<Map<String, Object>> viewed = jdbc
                .sql("select * from rollcall_api.users where organization_id = ? order by id desc").param(organization)
                .query(SqlApiTests::row).list();

        assertThat(viewed).isEqualTo(users().stream().map(SqlApiTests::asViewed).toList());
        assertThat(viewed).extracting(user -> user.get("roles")).contains(List.of("guest"),
                List.of("editor", "high", "Émile"), List.of("a/b", "editor"), List.of());
    }

    /// {@return what the API says, as the view has it}
    private static Map<String, Object> asViewed(JsonNode user) {
        Map<String, Object> viewed = new LinkedHashMap<>();
        Stream.of("id", "organization_id", "organization_external_id", "external_id", "email", "name", "given_name",
                "family_name", "status")
                .forEach(field -> viewed.put(field, user.path(field).isNull() ? null : user.path(field).asString()));
        viewed.put("roles",
                List.copyOf(new TreeSet<>(
                        user.path("roles").valueStream().filter(role -> !role.path("resting").asBoolean(false))
                                .map(role -> role.path("name").asString()).toList())));
        viewed.put("groups", user.path("groups").valueStream().map(group -> group.path("id").asString()).toList());
        viewed.put("group_names",
                user.path("groups").valueStream().map(group -> group.path("display_name").asString()).toList());
        viewed.put("directory_user_ids",
                user.path("directory_user_ids").valueStream().map(JsonNode::asString).toList());
        viewed.put("attributes", JSON.readTree(user.path("attributes").toString()));
        viewed.put("created_at", Instant.parse(user.path("created_at").asString()));
        viewed.put("updated_at", Instant.parse(user.path("updated_at").asString()));
        return viewed;
    }

    private static Map<String, Object> row(ResultSet row, int number) throws SQLException {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            Object value = switch (row.getMetaData().getColumnTypeName(i)) {
                case "timestamptz" -> row.getObject(i, OffsetDateTime.class).toInstant();
                case "jsonb" -> JSON.readTree(row.getString(i));
                case "uuid" -> row.getString(i);
                default -> row.getObject(i);
            };
            values.put(row.getMetaData().getColumnName(i),
                    value instanceof Array array ? Arrays.asList((Object[]) array.getArray()) : value);
        }
        return values;
    }

    @Test
    void saysOfRolesWhatTheApiSays() {
        scenario();

        List<String> viewed = jdbc.sql("""
                select user_id, role, source, resting from rollcall_api.user_roles where organization_id = ?""")
                .param(organization).query((row, number) -> "%s %s %s %s".formatted(row.getString("user_id"),
                        row.getString("role"), row.getString("source"), row.getBoolean("resting")))
                .list();

        assertThat(viewed)
                .containsExactlyInAnyOrderElementsOf(users().stream()
                        .flatMap(user -> user.path("roles").valueStream()
                                .map(role -> "%s %s %s %s".formatted(user.path("id").asString(),
                                        role.path("name").asString(), role.path("source").asString(),
                                        role.path("resting").asBoolean(false))))
                        .toList());
        assertThat(viewed).anyMatch(role -> role.endsWith("guest DEFAULT false"))
                .anyMatch(role -> role.endsWith("owner MANUAL true")).noneMatch(role -> role.contains(" low "));
    }

    @Test
    void saysOfGroupsWhatTheApiSays() {
        scenario();

        List<Map<String, Object>> viewed = jdbc.sql("""
                select * from rollcall_api.groups where organization_id = ? order by id collate "C\"""")
                .param(organization).query(SqlApiTests::row).list();

        List<JsonNode> groups = client.get("/api/v1/groups?organization_id=" + organization).json().path("data")
                .valueStream().toList();
        assertThat(groups).hasSize(2);
        assertThat(JSON.valueToTree(viewed).toString()).isEqualTo(JSON.valueToTree(groups).toString());
    }

    @Test
    void saysOfOrganizationsWhatTheApiSays() {
        scenario();

        JsonNode said = organization();
        assertThat(viewedOrganization()).isEqualTo(said);
        assertThat(said.path("metadata").path("plan").asString()).isEqualTo("gold");
        client.deliver(ScalekitEvents.organizationDeleted(organization));
        assertThat(viewedOrganization()).isEqualTo(organization());
        assertThat(organization().path("deleted").asBoolean()).isTrue();
    }

    /// {@return what the API says, but for the numbers of users and directories: whoever reads by SQL counts rows}
    private JsonNode organization() {
        ObjectNode said = (ObjectNode) client.get("/api/v1/organizations/" + organization).json();
        return said.remove(List.of("users", "directories"));
    }

    private JsonNode viewedOrganization() {
        return JSON.valueToTree(jdbc.sql("select * from rollcall_api.organizations where external_id = ?")
                .param("tenant-" + organization).query(SqlApiTests::row).single());
    }

    @ParameterizedTest
    @ValueSource(strings = { "users where id = cast($1 as uuid)", "users where external_id = $1",
            "users where external_id = $1 and organization_external_id = $1",
            "users where external_id = $1 and organization_id = $1", "users where lower(email) = lower($1)",
            "users where organization_external_id = $1 order by id limit 10",
            "user_roles where user_id = cast($1 as uuid)", "organizations where id = $1",
            "organizations where external_id = $1", "groups where id = $1" })
    void findsOneByIndex(String what) {
        jdbc.sql(
                """
                        insert into organization (id, external_id, observed_at, observed_event)
                        select 'org_plan_' || n, 'plan-' || n, now(), '' from generate_series(1, 5000) n on conflict do nothing""")
                .update();
        jdbc.sql(
                """
                        insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        select 'dirgroup_plan_' || n, 'org_plan_' || n, 'Group', now(), '', now(), '' from generate_series(1, 5000) n
                        on conflict do nothing""")
                .update();
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, status, created_at, updated_at, external_id)
                        select cast('017f1111-0000-7000-8000-' || lpad(to_hex(n), 12, '0') as uuid), 'org_plan_' || n % 5000,
                               n || '@plan.example', 'ACTIVE', now(), now(), n from generate_series(1, 20000) n on conflict do nothing""")
                .update();
        jdbc.sql(
                """
                        insert into directory_user (id, organization_id, account_id, active, roles, group_ids, observed_at, observed_event)
                        select 'diruser_plan_' || external_id, organization_id, id, true, '{editor}', array['dirgroup_plan_' || external_id],
                               now(), ''
                          from app_user where email like '%@plan.example' on conflict do nothing""")
                .update();
        jdbc.sql("analyze app_user; analyze directory_user; analyze organization; analyze directory_group").update();

        List<String> plan = transaction.execute(status -> {
            jdbc.sql("prepare one (text) as select * from rollcall_api." + what).update();
            List<String> lines = jdbc.sql("explain execute one ('%s')".formatted(UUID.randomUUID())).query(String.class)
                    .list();
            jdbc.sql("deallocate one").update();
            return lines;
        });

        assertThat(plan).noneMatch(
                line -> line.matches(".*Seq Scan on (app_user|directory_user|organization|directory_group).*"));
    }

    @Test
    void letsAReaderReadTheViewsAndNothingElse(@Value("${spring.datasource.url}") String url) throws IOException {
        scenario();
        Matcher documented = Pattern.compile("```sql\\n(create role .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/integration.md")));
        assertThat(documented.find()).isTrue();
        String reader = "reader_" + UUID.randomUUID().toString().replace("-", "");
        Stream.of(documented.group(1).replace("my_app", reader).replaceAll("--.*", "").split(";"))
                .filter(statement -> !statement.isBlank()).forEach(statement -> jdbc.sql(statement).update());
        jdbc.sql("alter role %s password 'secret'".formatted(reader)).update();
        DataSource database = new DriverManagerDataSource(url.replaceAll("\\?.*", ""), reader, "secret");
        JdbcClient application = JdbcClient.create(database);

        for (String view : List.of("users", "user_roles", "organizations", "groups")) {
            String sql = "select count(*) from rollcall_api.%s where %s = ?".formatted(view,
                    view.equals("organizations") ? "id" : "organization_id");
            assertThat(application.sql(sql).param(organization).query(Long.class).single()).as(view)
                    .isEqualTo(jdbc.sql(sql).param(organization).query(Long.class).single()).isPositive();
        }
        assertThat(application.sql("select roles from rollcall_api.users where id = cast(? as uuid)").param(id("hand"))
                .query((row, number) -> Arrays.asList((Object[]) row.getArray(1).getArray())).single())
                        .isEqualTo(List.of("a/b", "editor"));
        for (String sql : List.of("select * from public.app_user", "select * from public.webhook_event",
                "select * from public.default_role", "update rollcall_api.organizations set name = 'mine'",
                "create table rollcall_api.mine (id text)", "delete from rollcall_api.groups")) {
            assertThatExceptionOfType(DataAccessException.class).as(sql)
                    .isThrownBy(() -> new JdbcTemplate(database).execute(sql)).havingRootCause()
                    .withMessageContaining("permission denied");
        }
    }

    @Test
    void describesEveryColumn() {
        assertThat(jdbc
                .sql("""
                        select c.table_name || '.' || c.column_name from information_schema.columns c
                         where c.table_schema = 'rollcall_api'
                           and col_description(cast(quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) as regclass), c.ordinal_position) is null""")
                .query(String.class).list()).isEmpty();
    }
}
