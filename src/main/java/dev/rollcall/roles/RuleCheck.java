package dev.rollcall.roles;

import dev.rollcall.journal.AttributeProperties;
import dev.rollcall.journal.AttributeValue;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Refuses rules that cannot be one.
@Component
class RuleCheck {

    /// Runs know it, too: what a mapping of it took away, the safeguard for runs would have to foresee.
    private static final String USERNAME = "preferred_username";

    private final GroupPatterns patterns;
    private final AttributeProperties kept;
    private final JdbcClient jdbc;

    RuleCheck(GroupPatterns patterns, AttributeProperties kept, JdbcClient jdbc) {
        this.patterns = patterns;
        this.kept = kept;
        this.jdbc = jdbc;
    }

    /// @throws UnusableRuleException if nothing is known of the rule's organization, its value or role is only blanks, its
    /// pattern cannot be matched, or nobody can have its attribute
    void require(Rule rule) {
        if (rule.organizationId() != null && !isKnown(rule.organizationId())) {
            throw new UnusableRuleException("organization_id is not an organization that Rollcall knows.");
        }
        if (rule.value().isEmpty() || rule.role().isEmpty()) {
            throw new UnusableRuleException(
                    "%s must be more than blanks.".formatted(rule.value().isEmpty() ? "value" : "role"));
        }
        requireAttribute(rule.match(), rule.attribute());
        String defect = rule.match() == Match.PATTERN ? patterns.defect(rule.value()) : null;
        if (defect != null) {
            throw new UnusableRuleException("value %s.".formatted(defect));
        }
    }

    private void requireAttribute(Match match, @Nullable String attribute) {
        if ((match == Match.ATTRIBUTE) != (attribute != null)) {
            throw new UnusableRuleException("attribute has to be given if match is ATTRIBUTE, and only then.");
        }
        if (attribute == null) {
            return;
        }
        if (!AttributeValue.isName(attribute)) {
            throw new UnusableRuleException(
                    "attribute is no documented attribute: %s.".formatted(AttributeValue.POSSIBLE));
        }
        String whole = AttributeValue.whole(attribute);
        if (whole.equals(USERNAME)) {
            throw new UnusableRuleException(
                    "attribute must not be %s, which is one person's: grant the role by hand.".formatted(USERNAME));
        }
        if (!kept.names().contains(whole)) {
            throw new UnusableRuleException(
                    "attribute is %s, which is not kept, so that nobody would get the role: add %s to ROLLCALL_ACCOUNTS_ATTRIBUTES first."
                            .formatted(attribute, whole));
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
