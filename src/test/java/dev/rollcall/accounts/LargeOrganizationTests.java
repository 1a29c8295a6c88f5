package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.organizationDeleted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rollcall.Barrier;
import dev.rollcall.RollcallNode;
import dev.rollcall.TestDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// A large organization is deleted, and the node that is at it is killed.
class LargeOrganizationTests {

    private static final int PEOPLE = 5_000;

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));
    private final List<RollcallNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(RollcallNode::close);
    }

    private RollcallNode start() {
        RollcallNode node = RollcallNode.start(url, URI.create("http://localhost:1"),
                "--rollcall.reconcile.automatic=false");
        nodes.add(node);
        return node;
    }

    @Test
    void isDeactivatedToItsEndByAnotherNodeWhenTheFirstIsKilledInTheMiddle() throws Exception {
        RollcallNode first = start();
        people();
        long id;
        try (Barrier barrier = Barrier.before("update on app_user", middle(), url)) {
            id = first.client().post(organizationDeleted("org_large"));
            await().until(() -> !barrier.waiting().isEmpty());

            first.process().kill();
        }
        long done = count("app_user where status = 'DEACTIVATED'");
        RollcallNode second = start();

        await().until(
                () -> second.client().get("/api/v1/events/" + id).json().path("status").asString().equals("PROCESSED"));
        assertThat(done).as("deactivated when the node was killed").isBetween(1L, PEOPLE - 1L);
        assertThat(count("app_user where status = 'ACTIVE'")).isZero();
        assertThat(count("account_change where kind = 'user.deactivated'")).isEqualTo(PEOPLE);
        assertThat(count("(select distinct account_id from account_change) as everybody")).isEqualTo(PEOPLE);
        assertThat(count("wide_change")).isZero();
    }

    private void people() {
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, status, created_at, updated_at, search)
                        select md5(n::text)::uuid, 'org_large', n || '@x.org', 'ACTIVE', now(), now(), '' from generate_series(1, :people) n""")
                .param("people", PEOPLE).update();
        jdbc.sql("""
                insert into directory_user (id, organization_id, account_id, active, email, observed_at, observed_event)
                select 'diruser_' || n, 'org_large', md5(n::text)::uuid, true, n || '@x.org', '2026-01-01', 'evt_1'
                  from generate_series(1, :people) n""").param("people", PEOPLE).update();
    }

    private String middle() {
        return jdbc.sql("select id from app_user order by id offset ? limit 1").param(PEOPLE / 2).query(UUID.class)
                .single().toString();
    }

    private long count(String what) {
        return jdbc.sql("select count(*) from " + what).query(Long.class).single();
    }
}
