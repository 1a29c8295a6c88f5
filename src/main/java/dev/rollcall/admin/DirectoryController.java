package dev.rollcall.admin;

import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.customers.DirectoryView;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The customers' directories, and how they are.
@RestController
class DirectoryController {

    private final CustomerDirectories directories;
    private final Customers customers;

    DirectoryController(CustomerDirectories directories, Customers customers) {
        this.directories = directories;
        this.customers = customers;
    }

    @GetMapping("/api/v1/directories")
    Page<DirectoryView> list(
            @RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            @RequestParam(name = "organization_external_id", required = false) @PlainText @Nullable String organizationExternalId,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @PlainText @Nullable String cursor) {
        return customers.list(organizationId, organizationExternalId, organization -> Page.of(limit,
                most -> directories.list(organization, cursor, most), DirectoryView::id));
    }
}
