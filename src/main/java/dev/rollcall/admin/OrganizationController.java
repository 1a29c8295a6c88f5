package dev.rollcall.admin;

import dev.rollcall.journal.OrganizationView;
import dev.rollcall.journal.Organizations;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The application's customers.
@RestController
@RequestMapping("/api/v1/organizations")
class OrganizationController {

    private final Organizations organizations;

    OrganizationController(Organizations organizations) {
        this.organizations = organizations;
    }

    @GetMapping
    Page<OrganizationView> list(
            @RequestParam(name = "external_id", required = false) @PlainText @Nullable String externalId,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @PlainText @Nullable String cursor) {
        return Page.of(limit, most -> organizations.list(externalId, cursor, most), OrganizationView::id);
    }

    @GetMapping("/{id}")
    OrganizationView find(@PathVariable @PlainText String id) {
        return organizations.find(id).orElseThrow(() -> Refusal.unknown("organization", id));
    }
}
