package dev.rollcall.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallNode;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/// Nodes in processes of their own with 128 MB of heap each, on one database.
class AdoptionNodesTests {

    private static final String PATH = "/api/v1/adoptions";

    private static final String[] SETTINGS = { "--rollcall.reconcile.automatic=false",
            "--db-scheduler.heartbeat-interval=1s", "--db-scheduler.polling-interval=500ms" };

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
    private final List<RollcallNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(RollcallNode::close);
    }

    private RollcallNode start() {
        RollcallNode node = RollcallNode.start(url, URI.create("http://localhost:1"), SETTINGS);
        nodes.add(node);
        return node;
    }

    /// Users `u1@example.com` and so on, in organizations `org_0` and so on in turn.
    private void users(int count, int organizations) {
        jdbc.sql(
                "insert into organization (id, observed_at, observed_event) select 'org_' || n, now(), '' from generate_series(0, ?) as n")
                .param(organizations - 1).update();
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, email_key, search, status, created_at, updated_at)
                        select gen_random_uuid(), 'org_' || n % ?, 'u' || n || '@example.com', 'u' || n || '@example.com', '', 'ACTIVE',
                               now(), now()
                          from generate_series(1, ?) as n""")
                .params(organizations, count).update();
    }

    private static String lines(int count, int organizations) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> "org_%d,u%d@example.com,%d,editor%n".formatted(n % organizations, n, n))
                .collect(Collectors.joining("", "organization_id,email,external_id,roles\n", ""));
    }

    private static Answer send(RollcallClient client, String query, String list) {
        Answer answer = client.send(client.request(PATH + query).timeout(Duration.ofMinutes(2))
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(list)).build());
        assertThat(answer.status()).as(answer.http().body()).isEqualTo(202);
        return answer;
    }

    private static JsonNode ended(RollcallClient client, Answer answer) {
        return await().until(() -> client.get(answer.header("Location")).json(),
                adoption -> adoption.path("status").asString().matches("SUCCEEDED|FAILED"));
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }

    @Test
    void takes100000LinesWith128MbOfHeap() {
        int most = 100_000;
        users(most, 7);
        RollcallClient client = start().client();

        JsonNode adoption = ended(client, send(client, "?dry_run=true", lines(most, 7)));

        assertThat(adoption.path("error").isNull()).as(adoption.toString()).isTrue();
        assertThat(adoption.path("matched").asLong()).isEqualTo(most);
        assertThat(adoption.path("not_in_application").asLong()).isZero();
        String table = client.send(client.request(PATH + "/" + adoption.path("id").asString() + "/lines")
                .timeout(Duration.ofMinutes(2)).header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN)
                .header("Accept", "text/csv").build()).http().body();
        assertThat(table.lines().count()).isEqualTo(most + 1);
    }

    @Test
    void goesOnOnAnotherNodeWhenTheFirstIsKilled() throws InterruptedException {
        int listed = 6000;
        int unlisted = 3000;
        users(listed + unlisted, 3);
        RollcallNode first = start();
        Answer answer = send(first.client(), "", lines(listed, 3));
        await().until(() -> count("adoption_line where result = 'MATCHED'") > 400);

        first.process().kill();
        assertThat(count("adoption_line where result is null")).isPositive();

        JsonNode adoption = ended(start().client(), answer);
        assertThat(adoption.path("matched").asLong()).as(adoption.toString()).isEqualTo(listed);
        assertThat(adoption.path("not_in_application").asLong()).isEqualTo(unlisted);
        assertThat(count("adoption_line where result = 'NOT_IN_APPLICATION'")).isEqualTo(unlisted);
        assertThat(count("(select distinct account_id from adoption_line) as one")).isEqualTo(listed + unlisted);
        assertThat(count("role_grant")).isEqualTo(listed);
        assertThat(count("app_user where external_id is not null")).isEqualTo(listed);
        assertThat(count("account_change")).isGreaterThanOrEqualTo(listed);
        assertThat(count("(select account_id, kind from account_change group by 1, 2 having count(*) > 1) as twice"))
                .isZero();
        assertThat(count("app_user where status <> 'ACTIVE'")).isZero();
    }
}
