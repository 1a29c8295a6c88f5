package dev.rollcall.roles;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.rollcall.NormalForm;
import dev.rollcall.journal.AttributeValue;
import dev.rollcall.journal.Scope;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A rule that gives a role to the members of groups, or to whoever has an attribute, as it is kept.
///
/// @param id Rollcall's id of it, which grows with time
/// @param organizationId the organization whose groups or users are meant; null for those of all organizations
/// @param match what is compared with the value
/// @param attribute the attribute that is compared, by the names of `GET /users`; left out where groups are
/// @param value the group's id or name, a pattern that its whole name matches, or what the attribute is
/// @param role the role that they get
/// @param priority where mappings with a priority meet on one user, only the role of the highest counts; null always counts
public record RoleMapping(long id, @Nullable String organizationId, Match match,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String attribute, String value, String role,
        @Nullable Integer priority) {

    /// What is compared.
    public enum Match {
        /// Scalekit's id of a group.
        ID,
        /// The name of a group, exactly.
        NAME,
        /// The whole name of a group, with a regular expression as PostgreSQL understands it.
        PATTERN,
        /// An attribute of a user, exactly.
        ATTRIBUTE
    }

    /// What a mapping says, whether it has an id yet or not.
    ///
    /// @param organizationId the organization; null for all
    /// @param match what is compared with the value
    /// @param attribute what [AttributeValue] finds to be the name of one if that is an attribute, else null
    /// @param value 1 to 255 characters
    /// @param role 1 to 255 characters
    /// @param priority null always counts
    @Embeddable
    public record Rule(@Nullable String organizationId, @Enumerated(EnumType.STRING) Match match,
            @Nullable String attribute, String value, String role, @Nullable Integer priority) {

        /// A rule about groups.
        public Rule(@Nullable String organizationId, Match match, String value, String role,
                @Nullable Integer priority) {
            this(organizationId, match, null, value, role, priority);
        }

        /// {@return the rule with its texts in the form in which groups, attributes and roles have theirs}
        Rule normal() {
            return new Rule(organizationId, match, attribute, NormalForm.text(value), NormalForm.text(role), priority);
        }

        /// {@return what the attributes of whoever it means contain, one of these; null if it is about groups}
        @Nullable
        List<String> contained() {
            return attribute == null ? null : AttributeValue.contained(attribute, value);
        }

        /// {@return whom it concerns}
        Scope scope() {
            return match == Match.ATTRIBUTE
                    ? Scope.having(organizationId, Objects.requireNonNull(attribute), value)
                    : Scope.members(organizationId, match.name(), value);
        }
    }

    /// {@return what it says}
    public Rule rule() {
        return new Rule(organizationId, match, attribute, value, role, priority);
    }
}
