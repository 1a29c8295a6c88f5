package dev.rollcall.adoption;

import dev.rollcall.accounts.PersonErased;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Takes what the application's lists say of a person out of the database, when the person is erased. The application's own id
/// stays, as other ids do.
@Component
class AdoptionErasures {

    /// Whoever copies lines of all organizations and whoever erases somebody do not do it at the same time: an erasure would not
    /// find what is being copied.
    private static final String KEY = "hashtextextended('lines of adoptions', 0)";

    private final JdbcClient jdbc;

    AdoptionErasures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Has erasures wait until the caller's transaction ends, after those that are under way.
    @Transactional(propagation = Propagation.MANDATORY)
    void holdOff() {
        jdbc.sql("select cast(pg_advisory_xact_lock(%s) as text)".formatted(KEY)).query().listOfRows();
    }

    @EventListener
    void erased(PersonErased person) {
        jdbc.sql("select cast(pg_advisory_xact_lock_shared(%s) as text)".formatted(KEY)).query().listOfRows();
        jdbc.sql("""
                update adoption_line set email = null, email_key = null, roles = '{}'
                 where (adoption_id, id) in (
                       select adoption_id, id from adoption_line where account_id = any (:accounts)
                        union
                       select adoption_id, id from adoption_line
                        where email_key = any (:addresses) and organization_id in (:organization, ''))""")
                .param("accounts", person.accountIds().toArray(UUID[]::new))
                .param("addresses", person.addresses().toArray(String[]::new))
                .param("organization", person.organizationId()).update();
    }
}
