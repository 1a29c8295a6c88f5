package dev.rollcall.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.RollcallTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@RollcallTest
class NormalMappingsTests {

    private static final String COMPOSED = "B\u00fcro";
    private static final String DECOMPOSED = "Bu\u0308ro";

    @Autowired
    private NormalMappings mappings;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();

    @Test
    void areOneAfterwardsIfTheyMeanTheSame() {
        knowTheOrganization();
        jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role)
                values (:organization, 'NAME', :composed, 'desk'), (:organization, 'NAME', :decomposed, 'desk'),
                       (:organization, 'NAME', :decomposed, 'door')""").param("organization", organization)
                .param("composed", COMPOSED).param("decomposed", DECOMPOSED).update();

        mappings.mappings();

        assertThat(jdbc.sql("select role || ' ' || value from role_mapping where organization_id = ? order by 1")
                .param(organization).query(String.class).list()).containsExactly("desk " + COMPOSED,
                        "door " + COMPOSED);
    }

    @Test
    void areTriedAgainUntilItSucceededOnce(@Autowired RoleMappings all) {
        NormalMappings started = new NormalMappings(jdbc, all);
        knowTheOrganization();
        map();
        jdbc.sql("alter table role_mapping add constraint refused check (organization_id <> '%s') not valid"
                .formatted(organization)).update();
        try {
            assertThatThrownBy(started::mappingsOnce).isInstanceOf(DataAccessException.class);
        } finally {
            jdbc.sql("alter table role_mapping drop constraint refused").update();
        }

        assertThat(started.mappingsOnce()).isPositive();
        map();
        assertThat(started.mappingsOnce()).isZero();
    }

    private void knowTheOrganization() {
        jdbc.sql("insert into organization (id, observed_at, observed_event) values (?, now(), '')").param(organization)
                .update();
    }

    private void map() {
        jdbc.sql("insert into role_mapping (organization_id, match, value, role) values (?, 'NAME', ?, 'desk')")
                .params(organization, DECOMPOSED).update();
    }
}
