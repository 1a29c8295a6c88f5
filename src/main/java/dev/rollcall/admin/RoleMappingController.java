package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rollcall.customers.ScalekitRoles;
import dev.rollcall.roles.RoleMapping;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings;
import dev.rollcall.roles.RolePreview;
import dev.rollcall.roles.RolePreview.RoleCount;
import dev.rollcall.roles.RolePreview.UserRoles;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// The mappings from groups and attributes to roles: list them, edit them, and see beforehand what an edit would do.
@RestController
@RequestMapping("/api/v1/role-mappings")
class RoleMappingController {

    private final RoleMappings mappings;
    private final ScalekitRoles roles;
    private final Customers customers;

    RoleMappingController(RoleMappings mappings, ScalekitRoles roles, Customers customers) {
        this.mappings = mappings;
        this.roles = roles;
        this.customers = customers;
    }

    /// What a mapping is to say.
    ///
    /// @param unknown what a misspelt field ends up in: without it, a mapping would mean more people than it was to
    record RuleRequest(@PlainText @Nullable String organizationId, @PlainText @Nullable String organizationExternalId,
            @NotNull(message = "must be one of ID, NAME, PATTERN, ATTRIBUTE") Match match,
            @Name @Nullable String attribute, @NotNull(message = Name.NOT_A_NAME) @Name String value,
            @NotNull(message = Name.NOT_A_NAME) @Name String role, @Nullable Integer priority,
            @JsonAnySetter Map<String, Object> unknown) {

        Rule rule(Customers customers) {
            Refusal.refuseUnknown(unknown,
                    "organization_id, organization_external_id, match, attribute, value, role and priority");
            return new Rule(customers.named(organizationId, organizationExternalId), match, attribute, value, role,
                    priority);
        }
    }

    /// A mapping, and what Scalekit says of it.
    ///
    /// @param knownToScalekit whether Scalekit has the role; null if it is not known which roles it has
    record RoleMappingView(@JsonUnwrapped RoleMapping mapping, @Nullable Boolean knownToScalekit) {
    }

    /// Which edit to try out: a new mapping if only `mapping` is given, removing one if only `id` is, replacing one if both
    /// are.
    record PreviewRequest(@Nullable Long id, @Valid @Nullable RuleRequest mapping,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    /// What an edit would do.
    ///
    /// @param users how many users would have other roles
    /// @param roles how many would get and lose each role
    /// @param data some of these users, newest first
    /// @param nextCursor what to ask for the rest with; null at the end
    record Preview(long users, List<RoleCount> roles, List<UserRoles> data, @Nullable String nextCursor) {

        /// @param limit at most as many users
        /// @param preview with one user more, if there is one
        static Preview of(int limit, RolePreview preview) {
            Page<UserRoles> page = Page.of(limit, most -> preview.page(), UserRoles::id);
            return new Preview(preview.users(), preview.roles(), page.data(), page.nextCursor());
        }
    }

    @GetMapping
    Page<RoleMappingView> list(@RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        Page<RoleMapping> page = Page.of(limit, most -> mappings.list(cursor, most), RoleMapping::id);
        Optional<Set<String>> known = roles.among(page.data().stream().map(RoleMapping::role).toList());
        return page.map(mapping -> view(mapping, known));
    }

    @PostMapping
    ResponseEntity<RoleMappingView> add(@Valid @RequestBody RuleRequest asked, Principal actor,
            HttpServletRequest request) {
        RoleMapping added = mappings.add(asked.rule(customers), actor.getName());
        return ResponseEntity.created(URI.create(request.getContextPath() + "/api/v1/role-mappings/" + added.id()))
                .body(view(added));
    }

    @GetMapping("/{id}")
    RoleMappingView find(@PathVariable long id) {
        return view(mappings.find(id).orElseThrow(() -> unknown(id)));
    }

    @PutMapping("/{id}")
    RoleMappingView replace(@PathVariable long id, @Valid @RequestBody RuleRequest request, Principal actor) {
        return view(mappings.replace(id, request.rule(customers), actor.getName()).orElseThrow(() -> unknown(id)));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable long id, Principal actor) {
        mappings.remove(id, actor.getName()).orElseThrow(() -> unknown(id));
    }

    @PostMapping("/preview")
    Preview preview(@Valid @RequestBody PreviewRequest request,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        Refusal.refuseUnknown(request.unknown(), "id and mapping");
        Long id = request.id();
        RuleRequest mapping = request.mapping();
        if (id == null && mapping == null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "Give at least one of id and mapping.");
        }
        RolePreview preview = mappings.preview(id, mapping == null ? null : mapping.rule(customers), cursor, limit + 1)
                .orElseThrow(() -> unknown(id == null ? 0 : id));
        return Preview.of(limit, preview);
    }

    private RoleMappingView view(RoleMapping mapping) {
        return view(mapping, roles.among(Set.of(mapping.role())));
    }

    private static RoleMappingView view(RoleMapping mapping, Optional<Set<String>> known) {
        return new RoleMappingView(mapping, known.map(names -> names.contains(mapping.role())).orElse(null));
    }

    private static Refusal unknown(long id) {
        return Refusal.unknown("role mapping", id);
    }
}
