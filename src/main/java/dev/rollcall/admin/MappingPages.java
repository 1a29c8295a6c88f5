package dev.rollcall.admin;

import dev.rollcall.journal.Users;
import dev.rollcall.roles.DefaultRoles;
import dev.rollcall.roles.MeantGroups;
import dev.rollcall.NormalForm;
import dev.rollcall.customers.ScalekitRoles;
import dev.rollcall.roles.MeantGroups.MeantGroup;
import dev.rollcall.roles.RoleMapping;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMappings;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import dev.rollcall.roles.RolePreview;
import dev.rollcall.roles.RolePreview.UserRoles;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The pages about role mappings. Nothing is saved before its consequences have been shown.
@ConsolePages
@RequestMapping("/console/mappings")
class MappingPages {

    private static final int ROWS = 50;

    private static final int MOST_GROUPS = 20;

    private final RoleMappings mappings;
    private final MeantGroups groups;
    private final ScalekitRoles roles;
    private final DefaultRoles defaults;
    private final Users users;
    private final Customers customers;

    MappingPages(RoleMappings mappings, MeantGroups groups, ScalekitRoles roles, DefaultRoles defaults, Users users,
            Customers customers) {
        this.mappings = mappings;
        this.groups = groups;
        this.roles = roles;
        this.defaults = defaults;
        this.users = users;
        this.customers = customers;
    }

    @GetMapping
    String list(@RequestParam(required = false) @Nullable Long cursor, Model page) {
        Page<RoleMapping> some = Page.of(ROWS, most -> mappings.list(cursor, most), RoleMapping::id);
        page.addAttribute("mappings", some);
        page.addAttribute("missing", missing(some.data().stream().map(RoleMapping::role).toList()));
        page.addAttribute("byDefault", defaults.of(null));
        return form(null, MappingForm.EMPTY, page, "console/mappings");
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, Model page) {
        RoleMapping mapping = find(id);
        page.addAttribute("missing", missing(List.of(mapping.role())));
        return form(id, MappingForm.of(mapping), page, "console/mapping");
    }

    /// Shows whom an edit would give or take which role.
    ///
    /// @param id the mapping that is replaced; null for a new one
    @GetMapping("/preview")
    String preview(@RequestParam(required = false) @Nullable Long id, @Valid @ModelAttribute("asked") MappingForm asked,
            @RequestParam(required = false) @Nullable UUID cursor, Model page) {
        MappingForm form = asked.of(customers.meant(asked.organizationId()));
        try {
            show(() -> mappings.preview(id, form.rule(), cursor, ROWS + 1)
                    .orElseThrow(() -> Refusal.unknown("role mapping", id)), page);
            page.addAttribute("missing", missing(List.of(NormalForm.text(form.rule().role()))));
            if (form.isByAttribute()) {
                users.count(form.having()).ifPresent(count -> page.addAttribute("having", count));
            } else {
                page.addAttribute("meant", Page.of(MOST_GROUPS, most -> groups.of(form.rule(), most), MeantGroup::id));
            }
        } catch (UnusableRuleException | RuleExistsException impossible) {
            page.addAttribute("error", impossible.getMessage());
        }
        return form(id, form, page, "console/mapping");
    }

    @PostMapping
    String add(@Valid @ModelAttribute("form") MappingForm asked, Principal actor, RedirectAttributes redirect) {
        mappings.add(asked.rule(), actor.getName());
        return done("The mapping is added.", redirect);
    }

    @PostMapping("/{id}")
    String replace(@PathVariable long id, @Valid @ModelAttribute("form") MappingForm asked, Principal actor,
            RedirectAttributes redirect) {
        mappings.replace(id, asked.rule(), actor.getName()).orElseThrow(() -> Refusal.unknown("role mapping", id));
        return done("Mapping %d is saved.".formatted(id), redirect);
    }

    /// Shows who would lose which role with a mapping.
    @GetMapping("/{id}/removal")
    String removal(@PathVariable long id, @RequestParam(required = false) @Nullable UUID cursor, Model page) {
        show(() -> mappings.preview(id, null, cursor, ROWS + 1).orElseThrow(() -> Refusal.unknown("role mapping", id)),
                page);
        page.addAttribute("mapping", find(id));
        return "console/mapping-removal";
    }

    @PostMapping("/{id}/remove")
    String remove(@PathVariable long id, Principal actor, RedirectAttributes redirect) {
        mappings.remove(id, actor.getName()).orElseThrow(() -> Refusal.unknown("role mapping", id));
        return done("Mapping %d is removed.".formatted(id), redirect);
    }

    static void show(Supplier<RolePreview> question, Model page) {
        RolePreview preview = question.get();
        page.addAttribute("preview", preview);
        page.addAttribute("concerned", Page.of(ROWS, most -> preview.page(), UserRoles::id));
    }

    /// {@return those of the roles that Scalekit does not have; none if it is not known which it has}
    private Set<String> missing(List<String> asked) {
        return roles.among(asked)
                .map(known -> asked.stream().filter(role -> !known.contains(role)).collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    private static String form(@Nullable Long id, MappingForm form, Model page, String view) {
        page.addAttribute("id", id);
        page.addAttribute("form", form);
        page.addAttribute("matches", List.of(Match.values()));
        return view;
    }

    private static String done(String notice, RedirectAttributes redirect) {
        redirect.addFlashAttribute("notice", notice);
        return "redirect:/console/mappings";
    }

    private RoleMapping find(long id) {
        return mappings.find(id).orElseThrow(() -> Refusal.unknown("role mapping", id));
    }
}
