package dev.rollcall.admin;

import dev.rollcall.journal.Organizations;
import dev.rollcall.roles.DefaultRoleChoice;
import dev.rollcall.roles.DefaultRoles;
import dev.rollcall.roles.DefaultRoles.Choice;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The page about default roles. Nothing is saved before its consequences have been shown.
@ConsolePages
@RequestMapping("/console/mappings/default")
class DefaultRolePages {

    private static final int ROWS = 50;

    private final DefaultRoles defaults;
    private final Organizations organizations;
    private final Customers customers;

    DefaultRolePages(DefaultRoles defaults, Organizations organizations, Customers customers) {
        this.defaults = defaults;
        this.organizations = organizations;
        this.customers = customers;
    }

    /// What somebody without another role is to get.
    enum Kind {
        ROLE, NONE, NOTHING
    }

    /// A default role as a form has it.
    record DefaultRoleForm(@BindParam("organization_id") @PlainText @Nullable String organizationId,
            @Nullable Kind kind, @Name @Nullable String role) {

        private DefaultRoleForm of(@Nullable String organization) {
            return new DefaultRoleForm(organization, kind, role);
        }

        private Choice choice() {
            return switch (kind) {
                case NONE -> Choice.NONE;
                case NOTHING -> Choice.NOTHING;
                case null, default -> {
                    if (role == null) {
                        throw new Refusal(HttpStatus.BAD_REQUEST, "role " + Name.NOT_A_NAME + ".");
                    }
                    yield new Choice(role);
                }
            };
        }
    }

    @GetMapping
    String list(@RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            @RequestParam(required = false) @PlainText @Nullable String cursor, Model page) {
        DefaultRoleChoice now = defaults.of(known(organizationId));
        page.addAttribute("byDefault", defaults.of(null));
        page.addAttribute("chosen",
                Page.of(ROWS, most -> defaults.chosen(cursor, most), one -> String.valueOf(one.organizationId())));
        page.addAttribute("form", new DefaultRoleForm(now.organizationId(), null, now.role()));
        return "console/default-roles";
    }

    @GetMapping("/preview")
    String preview(@Valid @ModelAttribute("asked") DefaultRoleForm asked,
            @RequestParam(required = false) @Nullable UUID cursor, Model page) {
        DefaultRoleForm form = asked.of(known(asked.organizationId()));
        MappingPages.show(() -> defaults.preview(form.organizationId(), form.choice(), cursor, ROWS + 1), page);
        page.addAttribute("form", form);
        return "console/default-roles";
    }

    @PostMapping
    String choose(@Valid @ModelAttribute("form") DefaultRoleForm asked, Principal actor, RedirectAttributes redirect) {
        defaults.choose(known(asked.organizationId()), asked.choice(), actor.getName());
        redirect.addFlashAttribute("notice", "The default role is saved.");
        return "redirect:/console/mappings/default";
    }

    private @Nullable String known(@Nullable String organization) {
        String meant = customers.meant(organization);
        if (meant != null && organizations.find(meant).isEmpty()) {
            throw Refusal.unknown("organization", meant);
        }
        return meant;
    }
}
