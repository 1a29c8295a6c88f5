package dev.rollcall.admin;

import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.customers.DirectoryDetails;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.customers.PortalLinks;
import dev.rollcall.journal.OrganizationView;
import dev.rollcall.journal.Organizations;
import dev.rollcall.roles.DefaultRoles;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The pages about customers: who they are, and how their directories are.
@ConsolePages
@RequestMapping("/console/customers")
class CustomerPages {

    private static final int ROWS = 50;
    /// Of each customer in the list. All are on the customer's own page.
    private static final int MOST_DIRECTORIES = 10;

    private final Organizations organizations;
    private final CustomerDirectories directories;
    private final DefaultRoles defaults;
    private final PortalLinks links;

    CustomerPages(Organizations organizations, CustomerDirectories directories, DefaultRoles defaults,
            PortalLinks links) {
        this.organizations = organizations;
        this.directories = directories;
        this.defaults = defaults;
        this.links = links;
    }

    /// A customer and its directories, or the first of them.
    private record CustomerRow(String id, @Nullable String name, boolean deleted, List<DirectoryDetails> directories,
            boolean hasMore) {
    }

    @GetMapping
    String list(@RequestParam(required = false) @PlainText @Nullable String q,
            @RequestParam(required = false) @Nullable DirectoryState state,
            @RequestParam(required = false) @PlainText @Nullable String cursor, Model page) {
        page.addAttribute("q", q);
        page.addAttribute("state", state);
        page.addAttribute("states", Wording.DIRECTORY_STATES);
        page.addAttribute("titles", DirectoryProvider.titles());
        page.addAttribute("rows", state != null && q == null ? having(state, cursor) : called(q, cursor));
        return "console/customers";
    }

    private Page<CustomerRow> called(@Nullable String q, @Nullable String cursor) {
        Page<OrganizationView> found = Page.of(ROWS, most -> organizations.search(q, cursor, most),
                OrganizationView::id);
        Map<String, List<DirectoryDetails>> theirs = directories
                .of(found.data().stream().map(OrganizationView::id).toList(), null, MOST_DIRECTORIES + 1).stream()
                .collect(Collectors.groupingBy(one -> one.view().organizationId()));
        return found.map(one -> row(one, Objects.requireNonNullElse(theirs.get(one.id()), List.of())));
    }

    private static CustomerRow row(OrganizationView one, List<DirectoryDetails> theirs) {
        return new CustomerRow(one.id(), one.name(), one.deleted(), theirs.stream().limit(MOST_DIRECTORIES).toList(),
                theirs.size() > MOST_DIRECTORIES);
    }

    private Page<CustomerRow> having(DirectoryState state, @Nullable String cursor) {
        return Page.of(ROWS, most -> directories.having(state, cursor, most), one -> one.view().id())
                .map(one -> new CustomerRow(one.view().organizationId(), one.view().organizationName(), false,
                        List.of(one), false));
    }

    @GetMapping("/{id}")
    String one(@PathVariable @PlainText String id, @RequestParam(required = false) @PlainText @Nullable String cursor,
            Model page) {
        Page<DirectoryDetails> theirs = Page.of(ROWS, most -> directories.of(List.of(id), cursor, most),
                one -> one.view().id());
        page.addAttribute("organization", find(id));
        page.addAttribute("directories", theirs);
        page.addAttribute("byDefault", defaults.of(id));
        page.addAttribute("titles", DirectoryProvider.titles());
        page.addAttribute("providers", List.of(DirectoryProvider.values()));
        page.addAttribute("provider", theirs.data().isEmpty() ? null : theirs.data().getFirst().view().provider());
        return "console/customer";
    }

    /// Shows a link to the portal once: it is neither kept nor redirected to, so that no log and no history has it.
    @PostMapping("/{id}/portal-link")
    String openPortal(@PathVariable @PlainText String id, @RequestParam(required = false) @Nullable String provider,
            Model page, HttpServletResponse response) {
        page.addAttribute("organization", find(id));
        page.addAttribute("link", links.open(id).orElseThrow(() -> Refusal.unknown("organization", id)));
        page.addAttribute("provider", DirectoryProvider.of(provider).orElse(DirectoryProvider.OTHER));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        return "console/portal-link";
    }

    private OrganizationView find(String id) {
        return organizations.find(id).orElseThrow(() -> Refusal.unknown("organization", id));
    }
}
