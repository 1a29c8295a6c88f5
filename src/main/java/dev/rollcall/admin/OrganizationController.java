package dev.rollcall.admin;

import dev.rollcall.customers.PortalLinks;
import dev.rollcall.customers.PortalLinks.SetUpLink;
import dev.rollcall.journal.OrganizationView;
import dev.rollcall.journal.Organizations;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The application's customers.
@RestController
@RequestMapping("/api/v1/organizations")
class OrganizationController {

    private final Organizations organizations;
    private final PortalLinks links;

    OrganizationController(Organizations organizations, PortalLinks links) {
        this.organizations = organizations;
        this.links = links;
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

    /// Whoever has the link may connect a directory: it goes to who asked for it, and is kept by nobody.
    @PostMapping("/{id}/portal-link")
    ResponseEntity<SetUpLink> openPortal(@PathVariable @PlainText String id) {
        SetUpLink link = links.open(id).orElseThrow(() -> Refusal.unknown("organization", id));
        return ResponseEntity.status(HttpStatus.CREATED).cacheControl(CacheControl.noStore()).body(link);
    }
}
