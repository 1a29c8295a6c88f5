package dev.rollcall.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Grants roles to the only user of an organization.
@RollcallTest
class GrantsTests {

    private static final String DECOMPOSED = "Bu\u0308ro";
    private static final String COMPOSED = "B\u00fcro";

    @Autowired
    private Grants grants;
    @Autowired
    private Users users;
    @Autowired
    private Observations observations;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();
    private UUID user;

    @BeforeEach
    void join() {
        observations.users(organization,
                List.of(new Observation(
                        new ScalekitUser("diruser_" + organization, organization, true, null, null, null, null, null,
                                List.of(), List.of()),
                        "dir_1", new Version(Instant.parse("2026-03-01T08:00:00Z"), "evt_1"))),
                Cause.syncRun(1));
        user = users.list(new UserFilter(organization, null, null), null, 2).getFirst().id();
    }

    @Test
    void leaveARoleWithWhoGrantedItFirst() {
        grants.grant(user, DECOMPOSED, "ann");
        grants.grant(user, COMPOSED, "bob");

        assertThat(stored()).containsExactly("ann granted " + COMPOSED + " to diruser_" + organization);
    }

    @Test
    void takeBackARoleByTheNameThatAnEarlierVersionGaveIt() {
        jdbc.sql("insert into role_grant (account_id, role, granted_by, granted_at) values (?, ?, 'ann', now())")
                .params(user, DECOMPOSED).update();
        grants.grant(user, COMPOSED, "bob");
        grants.grant(user, "other", "bob");

        assertThat(grants.revoke(user, DECOMPOSED, "bob").orElseThrow().roles()).extracting(User.Role::name)
                .containsExactly("other");
        assertThat(stored()).containsExactly("bob granted other to diruser_" + organization);
    }

    @Test
    void knowNobodyByAnUnknownId() {
        assertThat(grants.grant(UUID.randomUUID(), "owner", "ann")).isEmpty();
        assertThat(grants.revoke(UUID.randomUUID(), "owner", "ann")).isEmpty();
    }

    private List<String> stored() {
        return jdbc.sql(
                "select granted_by || ' granted ' || role || ' to ' || directory_user_id from role_grant where account_id = ?")
                .param(user).query(String.class).list();
    }
}
