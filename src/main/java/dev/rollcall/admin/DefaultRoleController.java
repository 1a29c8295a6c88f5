package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.rollcall.admin.RoleMappingController.Preview;
import dev.rollcall.journal.Organizations;
import dev.rollcall.roles.DefaultRoleChoice;
import dev.rollcall.roles.DefaultRoles;
import dev.rollcall.roles.DefaultRoles.Choice;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The role of active users who have no other, in one organization and in all that say nothing of their own.
@RestController
@RequestMapping("/api/v1")
class DefaultRoleController {

    private final DefaultRoles defaults;
    private final Organizations organizations;

    DefaultRoleController(DefaultRoles defaults, Organizations organizations) {
        this.defaults = defaults;
        this.organizations = organizations;
    }

    /// What to choose.
    ///
    /// @param role the role that active users have who have no other
    /// @param none true if they are to have none
    /// @param unknown what a misspelt field ends up in
    record DefaultRoleRequest(@Name @Nullable String role, @Nullable Boolean none,
            @JsonAnySetter Map<String, Object> unknown) {

        /// {@return the choice; nothing to be said if neither is given}
        private Choice choice() {
            Refusal.refuseUnknown(unknown, "role and none");
            if (role != null && Boolean.TRUE.equals(none)) {
                throw new Refusal(HttpStatus.BAD_REQUEST, "Give role or none, not both.");
            }
            return role != null ? new Choice(role) : Boolean.TRUE.equals(none) ? Choice.NONE : Choice.NOTHING;
        }

        private Choice said() {
            Choice choice = choice();
            if (choice.equals(Choice.NOTHING)) {
                throw new Refusal(HttpStatus.BAD_REQUEST,
                        "Give role, or none: true. DELETE lets what is more general count.");
            }
            return choice;
        }
    }

    @GetMapping("/default-roles")
    Page<DefaultRoleChoice> list(@RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @PlainText @Nullable String cursor) {
        return Page.of(limit, most -> defaults.chosen(cursor, most), one -> String.valueOf(one.organizationId()));
    }

    @GetMapping("/default-role")
    DefaultRoleChoice ofAll() {
        return defaults.of(null);
    }

    @PutMapping("/default-role")
    DefaultRoleChoice chooseForAll(@Valid @RequestBody DefaultRoleRequest request, Principal actor) {
        return defaults.choose(null, request.said(), actor.getName());
    }

    @DeleteMapping("/default-role")
    DefaultRoleChoice leaveToTheSetting(Principal actor) {
        return defaults.choose(null, Choice.NOTHING, actor.getName());
    }

    @PostMapping("/default-role/preview")
    Preview previewForAll(@Valid @RequestBody DefaultRoleRequest request,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        return Preview.of(limit, defaults.preview(null, request.choice(), cursor, limit + 1));
    }

    @GetMapping("/organizations/{id}/default-role")
    DefaultRoleChoice of(@PathVariable @PlainText String id) {
        return defaults.of(known(id));
    }

    @PutMapping("/organizations/{id}/default-role")
    DefaultRoleChoice choose(@PathVariable @PlainText String id, @Valid @RequestBody DefaultRoleRequest request,
            Principal actor) {
        return defaults.choose(known(id), request.said(), actor.getName());
    }

    @DeleteMapping("/organizations/{id}/default-role")
    DefaultRoleChoice leaveToAll(@PathVariable @PlainText String id, Principal actor) {
        return defaults.choose(known(id), Choice.NOTHING, actor.getName());
    }

    @PostMapping("/organizations/{id}/default-role/preview")
    Preview preview(@PathVariable @PlainText String id, @Valid @RequestBody DefaultRoleRequest request,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        return Preview.of(limit, defaults.preview(known(id), request.choice(), cursor, limit + 1));
    }

    private String known(String id) {
        return organizations.find(id).orElseThrow(() -> Refusal.unknown("organization", id)).id();
    }
}
