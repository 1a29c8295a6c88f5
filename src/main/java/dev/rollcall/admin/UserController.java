package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.accounts.Merges;
import dev.rollcall.journal.GroupSummary;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.ServletWebRequest;

/// Users, their protection, who is one person, and groups.
@RestController
@RequestMapping("/api/v1")
class UserController {

    private final Users users;
    private final AccountEdits edits;
    private final Merges merges;
    private final UserCsv csv;
    private final Customers customers;

    UserController(Users users, AccountEdits edits, Merges merges, UserCsv csv, Customers customers) {
        this.users = users;
        this.edits = edits;
        this.merges = merges;
        this.csv = csv;
        this.customers = customers;
    }

    /// Which account is to carry on in place of another.
    ///
    /// @param unknown what a misspelt field ends up in
    record MergeRequest(@NotNull(message = "must be the id of a user") UUID into,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    /// @return null if the answer is written as CSV
    @GetMapping("/users")
    @Nullable
    Page<User> list(UserFilter filter, @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable UUID cursor, ServletWebRequest request,
            HttpServletResponse response) throws HttpMediaTypeNotAcceptableException {
        if (!UserCsv.isWanted(request)) {
            return Page.of(users.page(filter, cursor, limit));
        }
        if (cursor != null || request.getParameter("limit") != null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "limit and cursor are for JSON; CSV has everybody.");
        }
        csv.write(some -> users.each(filter, some), response);
        return null;
    }

    @GetMapping("/users/{id}")
    User find(@PathVariable UUID id) {
        return users.find(id).orElseThrow(() -> unknown(id));
    }

    @PutMapping("/users/{id}/protection")
    User protect(@PathVariable UUID id, Principal actor) {
        return edits.protect(id, actor.getName()).orElseThrow(() -> unknown(id));
    }

    @DeleteMapping("/users/{id}/protection")
    User unprotect(@PathVariable UUID id, Principal actor) {
        return edits.unprotect(id, actor.getName()).orElseThrow(() -> unknown(id));
    }

    @DeleteMapping("/users/{id}/personal-data")
    User erase(@PathVariable UUID id, Principal actor) {
        return edits.erase(id, actor.getName()).orElseThrow(() -> unknown(id));
    }

    @PostMapping("/users/{id}/merge")
    User merge(@PathVariable UUID id, @Valid @RequestBody MergeRequest request, Principal actor) {
        Refusal.refuseUnknown(request.unknown(), "into");
        find(request.into());
        return merges.merge(id, request.into(), actor.getName()).orElseThrow(() -> unknown(id));
    }

    @GetMapping("/groups")
    Page<GroupSummary> groups(
            @RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            @RequestParam(name = "organization_external_id", required = false) @PlainText @Nullable String organizationExternalId,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @PlainText @Nullable String cursor) {
        return customers.list(organizationId, organizationExternalId,
                organization -> Page.of(limit, most -> users.groups(organization, cursor, most), GroupSummary::id));
    }

    private static Refusal unknown(UUID id) {
        return Refusal.unknown("user", id);
    }
}
