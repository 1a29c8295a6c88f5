package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Refuses rules that cannot be one.
@Component
class RuleCheck {

    private final GroupPatterns patterns;
    private final JdbcClient jdbc;

    RuleCheck(GroupPatterns patterns, JdbcClient jdbc) {
        this.patterns = patterns;
        this.jdbc = jdbc;
    }

    /// @throws UnusableRuleException if nothing is known of the rule's organization, its value or role is only blanks, or its
    /// pattern cannot be matched
    void require(Rule rule) {
        if (rule.organizationId() != null && !isKnown(rule.organizationId())) {
            throw new UnusableRuleException("organization_id is not an organization that Rollcall knows.");
        }
        if (rule.value().isEmpty() || rule.role().isEmpty()) {
            throw new UnusableRuleException(
                    "%s must be more than blanks.".formatted(rule.value().isEmpty() ? "value" : "role"));
        }
        String defect = rule.match() == Match.PATTERN ? patterns.defect(rule.value()) : null;
        if (defect != null) {
            throw new UnusableRuleException("value %s.".formatted(defect));
        }
    }

    private boolean isKnown(String organizationId) {
        return jdbc.sql("""
                select exists (select from organization where id = :id)
                    or exists (select from directory where organization_id = :id)
                    or exists (select from directory_group where organization_id = :id)
                    or exists (select from app_user where organization_id = :id)""").param("id", organizationId)
                .query(Boolean.class).single();
    }
}
