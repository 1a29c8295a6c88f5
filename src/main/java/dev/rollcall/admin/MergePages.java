package dev.rollcall.admin;

import dev.rollcall.accounts.Merges;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The pages on which two accounts of one person are joined: find the other one, see what would come of it, do it.
@ConsolePages
@RequestMapping("/console/people/{id}/merge")
class MergePages {

    private static final int ROWS = 50;

    private final Users users;
    private final Merges merges;

    MergePages(Users users, Merges merges) {
        this.users = users;
        this.merges = merges;
    }

    /// Shows the accounts that can carry on in place of one.
    ///
    /// @param q what somebody knows of the other account
    @GetMapping
    String find(@PathVariable UUID id, @RequestParam(required = false) @PlainText @Nullable String q, Model page) {
        User user = user(id);
        page.addAttribute("user", user);
        page.addAttribute("q", q);
        page.addAttribute("others", q == null ? List.<User> of() : others(user, q));
        return "console/merge";
    }

    /// Shows what would come of joining two accounts. Nothing is changed.
    @GetMapping("/preview")
    String preview(@PathVariable UUID id, @RequestParam UUID into, Principal actor, Model page) {
        User user = user(id);
        User other = user(into);
        page.addAttribute("merged",
                merges.previewMerge(id, into, actor.getName()).orElseThrow(() -> Refusal.unknown("user", id)));
        page.addAttribute("user", user);
        page.addAttribute("other", other);
        return "console/merge-preview";
    }

    @PostMapping
    String merge(@PathVariable UUID id, @RequestParam UUID into, Principal actor, RedirectAttributes redirect) {
        user(into);
        User merged = merges.merge(id, into, actor.getName()).orElseThrow(() -> Refusal.unknown("user", id));
        redirect.addFlashAttribute("notice", "The two accounts are one.");
        return "redirect:/console/people/" + merged.id();
    }

    private List<User> others(User user, String q) {
        UserFilter filter = new UserFilter(user.organizationId(), null, null, null, q, null, null, null, Map.of());
        return users.list(filter, null, ROWS).stream().filter(other -> !other.id().equals(user.id())).toList();
    }

    private User user(UUID id) {
        return users.find(id).orElseThrow(() -> Refusal.unknown("user", id));
    }
}
