package dev.rollcall.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallNode;
import dev.rollcall.RollcallTest;
import dev.rollcall.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Measures searches among 1,000,000 users, and how long it takes to take all of them out, with 128 MB of heap. It takes
/// minutes, so it is no part of the build: `./mvnw test -Dtest=ManyUsers`.
class ManyUsers {

    private static final int USERS = Integer.getInteger("users", 1_000_000);
    private static final int ROUNDS = 7;

    private final String url = TestDatabase.create();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", "postgres"));

    /// In 1,000 organizations. Everybody has a role and is in one of 100,000 groups, 2,000 are in sales, and a few are called Quill.
    private void seed() {
        jdbc.sql("""
                insert into organization (id, display_name, external_id, observed_at, observed_event)
                select 'org_' || n, 'Customer ' || n, 'tenant-' || n, now(), '' from generate_series(0, 999) n""")
                .update();
        jdbc.sql(
                """
                        insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        select 'dirgroup_' || n, 'org_' || n % 1000, 'Group ' || n, now(), '', now(), ''
                          from generate_series(0, 99999) n""")
                .update();
        jdbc.sql(
                """
                        insert into app_user (id, organization_id, email, name, status, created_at, updated_at, email_key, search, external_id, attributes)
                        select cast('018f' || lpad(to_hex(n / 65536), 4, '0') || '-' || lpad(to_hex(n % 65536), 4, '0') || '-7000-8000-' || substr(md5(cast(n as text)), 1, 12) as uuid),
                               'org_' || n % 1000, 'u' || n || '@c' || n % 1000 || '.example', first || ' ' || last, 'ACTIVE', now(), now() - interval '30 days',
                               'u' || n || '@c' || n % 1000 || '.example', array_to_tsvector(array['u' || n, 'c' || n % 1000, 'example', lower(first), lower(last)]), n,
                               jsonb_build_object('department', case when n % 500 = 0 then 'Sales' else 'Department ' || n % 20 end, 'employee_id', cast(n as text))
                          from generate_series(0, :users - 1) n
                         cross join lateral (select 'Ann' || n % 1000 as first, case when n % 100003 = 7 then 'Quill' else 'Lee' || n % 5000 end as last) as its""")
                .param("users", USERS).update();
        jdbc.sql(
                """
                        insert into directory_user (id, organization_id, account_id, active, email, name, roles, group_ids, observed_at, observed_event)
                        select 'diruser_' || external_id, organization_id, id, true, email, name,
                               case when cast(external_id as int) % 200003 = 7 then array['rare', 'member'] else array['member'] end,
                               array['dirgroup_' || cast(external_id as int) % 100000] || case when cast(external_id as int) % 2 = 0 then array['dirgroup_all'] else '{}' end,
                               now(), ''
                          from app_user""")
                .update();
        jdbc.sql(
                """
                        insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                        values ('dirgroup_all', 'org_0', 'All', now(), '', now(), '')""")
                .update();
        jdbc.sql(
                """
                        insert into role_mapping (match, value, role) values ('PATTERN', 'Group 77', 'mapped'), ('NAME', 'Group 78', 'mapped')""")
                .update();
        jdbc.sql(
                """
                        insert into account_change (account_id, organization_id, kind, changes, cause, occurred_at, recorded_at)
                        select id, organization_id, 'user.created', '[{"field":"roles","from":[],"to":["member (DIRECTORY)"]}]', '{}', updated_at, updated_at
                          from app_user""")
                .update();
        jdbc.sql("vacuum analyze").update();
    }

    @Test
    void findsAndTakesOut() throws Exception {
        seed();
        try (RollcallNode node = RollcallNode.start(url, URI.create("http://localhost:1"),
                "--rollcall.reconcile.automatic=false")) {
            Stream.of("", "organization_id=org_7", "organization_external_id=tenant-7", "external_id=4711",
                    "email=u4711@c711.example", "q=quill", "q=ann7%20lee7", "q=example", "q=u4711", "role=rare",
                    "role=mapped", "role=member", "role=nothing", "group_id=dirgroup_4711", "group_id=dirgroup_all",
                    "group_id=dirgroup_none", "attribute.department=Sales", "attribute.department=Department%207",
                    "attribute.employee_id=4711", "updated_since=" + Instant.now().minusSeconds(86400),
                    "updated_since=2000-01-01T00:00:00Z", "status=DEACTIVATED", "organization_id=org_7&role=rare",
                    "role=member&status=DEACTIVATED", "role=member&attribute.department=Sales&q=ann")
                    .forEach(query -> measure(node, query));
            Instant begin = Instant.now();
            long lines;
            try (Stream<String> body = HttpClient.newHttpClient().send(
                    node.client().request("/api/v1/users").timeout(Duration.ofMinutes(20)).header("Accept", "text/csv")
                            .header("Authorization", "Bearer " + RollcallTest.READER_TOKEN).build(),
                    BodyHandlers.ofLines()).body()) {
                lines = body.count();
            }
            System.out.printf("| CSV of everybody | %,d lines | %s |%n", lines, Duration.between(begin, Instant.now()));
            assertThat(lines).isGreaterThan(USERS);
        }
    }

    private static void measure(RollcallNode node, String query) {
        List<Long> millis = new ArrayList<>();
        int found = 0;
        boolean more = false;
        for (int round = 0; round < ROUNDS; round++) {
            Instant begin = Instant.now();
            var page = node.client().get("/api/v1/users?" + query).json();
            millis.add(Duration.between(begin, Instant.now()).toMillis());
            found = page.path("data").size();
            more = !page.path("next_cursor").isNull();
        }
        System.out.printf("| %s | %d%s | first %d ms, then %d ms |%n", query, found, more ? " and more" : "",
                millis.getFirst(), millis.stream().skip(2).mapToLong(Long::longValue).max().orElseThrow());
    }
}
