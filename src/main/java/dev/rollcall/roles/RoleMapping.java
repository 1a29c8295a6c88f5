package dev.rollcall.roles;

import dev.rollcall.NormalForm;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.jspecify.annotations.Nullable;

/// A rule that gives the members of groups a role, as it is kept.
///
/// @param id Rollcall's id of it, which grows with time
/// @param organizationId the organization whose groups are meant; null for the groups of all organizations
/// @param match what of a group is compared with the value
/// @param value the group's id or name, or a pattern that its whole name matches
/// @param role the role that members get
/// @param priority where mappings with a priority meet on one user, only the role of the highest counts; null always counts
public record RoleMapping(long id, @Nullable String organizationId, Match match, String value, String role,
        @Nullable Integer priority) {

    /// What of a group is compared.
    public enum Match {
        /// Scalekit's id of the group.
        ID,
        /// Its name, exactly.
        NAME,
        /// Its whole name, with a regular expression as PostgreSQL understands it.
        PATTERN
    }

    /// What a mapping says, whether it has an id yet or not.
    ///
    /// @param organizationId the organization; null for all
    /// @param match what of a group is compared with the value
    /// @param value 1 to 255 characters
    /// @param role 1 to 255 characters
    /// @param priority null always counts
    @Embeddable
    public record Rule(@Nullable String organizationId, @Enumerated(EnumType.STRING) Match match, String value,
            String role, @Nullable Integer priority) {

        /// {@return the rule with its texts in the form in which groups and roles have theirs}
        Rule normal() {
            return new Rule(organizationId, match, NormalForm.text(value), NormalForm.text(role), priority);
        }
    }

    /// {@return what it says}
    public Rule rule() {
        return new Rule(organizationId, match, value, role, priority);
    }
}
