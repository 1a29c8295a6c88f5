package dev.rollcall.roles;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.rollcall.NormalForm;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Brings mappings of the version before this one into today's form, once after each start.
@Configuration(proxyBeanMethods = false)
class NormalMappings {

    private static final Logger log = LoggerFactory.getLogger(NormalMappings.class);

    private static final String ACTOR = "upgrade";

    private final JdbcClient jdbc;
    private final RoleMappings mappings;
    private volatile boolean looked;

    NormalMappings(JdbcClient jdbc, RoleMappings mappings) {
        this.jdbc = jdbc;
        this.mappings = mappings;
    }

    @Bean
    RecurringTask<Void> mappingsOfEarlierVersions() {
        return Tasks.recurring("normal-mappings", FixedDelay.of(Duration.ofMinutes(1))).execute((instance, context) -> {
            int total = mappingsOnce();
            if (total > 0) {
                log.info("Brought {} mappings of an earlier version into the form of this one", total);
            }
        });
    }

    /// Does so until it succeeded once after the start.
    int mappingsOnce() {
        if (looked) {
            return 0;
        }
        int changed = mappings();
        looked = true;
        return changed;
    }

    /// As if somebody had written them so; one that turns out to be another one goes.
    int mappings() {
        List<RoleMapping> odd = jdbc
                .sql("select id from role_mapping where value !~ '%1$s' or role !~ '%1$s'".formatted(NormalForm.SURELY))
                .query((row, number) -> row.getLong(1)).list().stream().flatMap(id -> mappings.find(id).stream())
                .filter(mapping -> !mapping.rule().normal().equals(mapping.rule())).toList();
        for (RoleMapping mapping : odd) {
            try {
                mappings.replace(mapping.id(), mapping.rule(), ACTOR);
            } catch (RuleExistsException another) {
                mappings.remove(mapping.id(), ACTOR);
            } catch (UnusableRuleException unusable) {
                log.warn("Mapping {} cannot be brought into the form of this version and stays as it is: {}",
                        mapping.id(), unusable.getMessage());
            }
        }
        return odd.size();
    }
}
