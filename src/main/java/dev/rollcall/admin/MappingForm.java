package dev.rollcall.admin;

import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.roles.RoleMapping;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import jakarta.validation.constraints.NotNull;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/// A role mapping as a form has it. The value and the role are there once it has been checked.
record MappingForm(@BindParam("organization_id") @PlainText @Nullable String organizationId, @Nullable Match match,
        @Name @Nullable String attribute, @NotNull(message = Name.NOT_A_NAME) @Name @Nullable String value,
        @NotNull(message = Name.NOT_A_NAME) @Name @Nullable String role, @Nullable Integer priority) {

    static final MappingForm EMPTY = new MappingForm(null, null, null, null, null, null);

    static MappingForm of(RoleMapping mapping) {
        return new MappingForm(mapping.organizationId(), mapping.match(), mapping.attribute(), mapping.value(),
                mapping.role(), mapping.priority());
    }

    /// {@return the same of the organization that is meant}
    MappingForm of(@Nullable String organization) {
        return new MappingForm(organization, match, attribute, value, role, priority);
    }

    /// {@return whether it is about an attribute. What is written into the attribute's field otherwise, nobody sees}
    public boolean isByAttribute() {
        return match == Match.ATTRIBUTE;
    }

    /// {@return a filter for the active users who have the attribute that it is about}
    UserFilter having() {
        return new UserFilter(organizationId, null, User.Status.ACTIVE, null, null, null, null, null,
                Map.of(String.valueOf(attribute), String.valueOf(value)));
    }

    Rule rule() {
        return new Rule(organizationId, match == null ? Match.NAME : match, isByAttribute() ? attribute : null,
                String.valueOf(value), String.valueOf(role), priority);
    }
}
