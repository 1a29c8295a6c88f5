package dev.rollcall.admin;

import dev.rollcall.customers.PortalLinks;
import dev.rollcall.customers.PortalLinks.SetUpLink;
import dev.rollcall.journal.OrganizationView;
import dev.rollcall.journal.Organizations;
import dev.rollcall.journal.Organizations.Counts;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /// A customer of the application.
    ///
    /// @param id Scalekit's id of the organization
    /// @param externalId what the application calls it; null if Scalekit does not say
    /// @param name its name; null if Scalekit has not said
    /// @param metadata what else the application noted at Scalekit, texts by name
    /// @param users how many users it has, with and without access
    /// @param directories how many directories of it are known, also such as are disabled or gone
    /// @param deleted whether it is deleted: then none of its users has access
    record Organization(String id, @Nullable String externalId, @Nullable String name, Map<String, String> metadata,
            long users, long directories, boolean deleted) {

        private static Organization of(OrganizationView view, Counts counts) {
            return new Organization(view.id(), view.externalId(), view.name(), view.metadata(), counts.users(),
                    counts.directories(), view.deleted());
        }
    }

    @GetMapping
    Page<Organization> list(
            @RequestParam(name = "external_id", required = false) @PlainText @Nullable String externalId,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @PlainText @Nullable String cursor) {
        Page<OrganizationView> page = Page.of(limit, most -> organizations.list(externalId, cursor, most),
                OrganizationView::id);
        return new Page<>(counted(page.data()), page.nextCursor());
    }

    @GetMapping("/{id}")
    Organization find(@PathVariable @PlainText String id) {
        return counted(organizations.find(id).stream().toList()).stream().findFirst()
                .orElseThrow(() -> Refusal.unknown("organization", id));
    }

    private List<Organization> counted(List<OrganizationView> views) {
        Map<String, Counts> counts = organizations.counts(views.stream().map(OrganizationView::id).toList());
        return views.stream().map(view -> Organization.of(view, Objects.requireNonNull(counts.get(view.id()))))
                .toList();
    }

    /// Whoever has the link may connect a directory: it goes to who asked for it, and is kept by nobody.
    @PostMapping("/{id}/portal-link")
    ResponseEntity<SetUpLink> openPortal(@PathVariable @PlainText String id) {
        SetUpLink link = links.open(id).orElseThrow(() -> Refusal.unknown("organization", id));
        return ResponseEntity.status(HttpStatus.CREATED).cacheControl(CacheControl.noStore()).body(link);
    }
}
