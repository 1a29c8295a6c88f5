package dev.rollcall.admin;

import dev.rollcall.roles.RoleMapping;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/// A role mapping as a form has it. The value and the role are there once it has been checked.
record MappingForm(@BindParam("organization_id") @PlainText @Nullable String organizationId, @Nullable Match match,
        @NotNull(message = Name.NOT_A_NAME) @Name @Nullable String value,
        @NotNull(message = Name.NOT_A_NAME) @Name @Nullable String role, @Nullable Integer priority) {

    static final MappingForm EMPTY = new MappingForm(null, null, null, null, null);

    static MappingForm of(RoleMapping mapping) {
        return new MappingForm(mapping.organizationId(), mapping.match(), mapping.value(), mapping.role(),
                mapping.priority());
    }

    /// {@return the same of the organization that is meant}
    MappingForm of(@Nullable String organization) {
        return new MappingForm(organization, match, value, role, priority);
    }

    Rule rule() {
        return new Rule(organizationId, match == null ? Match.NAME : match, String.valueOf(value), String.valueOf(role),
                priority);
    }
}
