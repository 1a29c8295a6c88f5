package dev.rollcall.admin;

import dev.rollcall.accounts.AccountEdits;
import dev.rollcall.accounts.AccountFigures;
import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import dev.rollcall.push.Confirmation;
import dev.rollcall.push.Push;
import dev.rollcall.reconcile.HeldChanges;
import dev.rollcall.roles.Access;
import dev.rollcall.roles.Access.Identity;
import dev.rollcall.roles.AccessReader;
import dev.rollcall.roles.Grants;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The pages about people: who they are, and why they have the access that they have.
@ConsolePages
@RequestMapping("/console/people")
class PeoplePages {

    private static final int ROWS = 50;
    private static final int MOST_CROWDS = 100;

    private final Users users;
    private final AccountEdits edits;
    private final Grants grants;
    private final AccessReader reader;
    private final AccountFigures figures;
    private final HeldChanges held;
    private final Push push;

    PeoplePages(Users users, AccountEdits edits, Grants grants, AccessReader reader, AccountFigures figures,
            HeldChanges held, Push push) {
        this.users = users;
        this.edits = edits;
        this.grants = grants;
        this.reader = reader;
        this.figures = figures;
        this.held = held;
        this.push = push;
    }

    /// An entry of the timeline.
    ///
    /// @param title what happened, in words
    /// @param change the entry of the journal
    /// @param deltas what changed
    /// @param confirmation whether the application has heard of it; null if push is off
    private record Moment(String title, AccountChange change, List<Delta> deltas, @Nullable Confirmation confirmation) {

        private static Moment of(AccountChange change, @Nullable Confirmation confirmation) {
            return new Moment(Wording.ofChange(change.kind()), change,
                    change.changes().stream().map(field -> Delta.of(field.field(), field.from(), field.to())).toList(),
                    confirmation);
        }
    }

    @GetMapping
    String list(@Valid @ModelAttribute("query") PeopleQuery query,
            @RequestParam(required = false) @Nullable UUID cursor, Model page) {
        Oddity state = query.isOdd() ? query.state() : null;
        Page<User> people = state != null ? Page.of(ROWS, most -> figures.list(state, cursor, most), User::id)
                : Page.of(users.page(query.filter(), cursor, ROWS));
        page.addAttribute("states", Wording.ODDITIES);
        page.addAttribute("statuses", User.Status.values());
        page.addAttribute("people", people);
        if (cursor == null && people.nextCursor() == null) {
            page.addAttribute("count", people.data().size());
        } else if (state == null && query.q() == null) { // somebody types: what many are called like would be sought
                                                         // twice
            users.count(query.filter()).ifPresent(count -> page.addAttribute("count", count));
        }
        return "console/people";
    }

    /// Shows what too many took to be one person's.
    @GetMapping("/crowds")
    String crowds(Model page) {
        page.addAttribute("crowds", figures.crowds(MOST_CROWDS));
        page.addAttribute("count", figures.count().crowds());
        return "console/crowds";
    }

    @GetMapping("/{id}")
    String one(@PathVariable UUID id, @RequestParam(required = false) @Nullable Long cursor, Model page) {
        Access access = reader.find(id).orElseThrow(() -> Refusal.unknown("user", id));
        page.addAttribute("access", access);
        page.addAttribute("user", access.user());
        page.addAttribute("attributes", access.user().attributeTexts());
        page.addAttribute("reason", Wording.ofAccess(access));
        page.addAttribute("resting", Wording.ofResting(access));
        page.addAttribute("held", held.of(access.identities().stream().map(Identity::id).toList()));
        page.addAttribute("changeTitles", Wording.CHANGES);
        page.addAttribute("confirmation", decision(access));
        page.addAttribute("history", history(id, cursor));
        return "console/person";
    }

    /// {@return whether the application has heard of the last change of the status; null if push is off or there is none}
    private @Nullable Confirmation decision(Access access) {
        return access.decision() == null ? null
                : push.confirmations(List.of(access.decision())).get(access.decision().id());
    }

    private Page<Moment> history(UUID id, @Nullable Long cursor) {
        Page<AccountChange> entries = Page.of(ROWS,
                most -> users.history(id, cursor, most).orElseThrow(() -> Refusal.unknown("user", id)),
                AccountChange::id);
        Map<Long, Confirmation> confirmations = push.confirmations(entries.data());
        return entries.map(entry -> Moment.of(entry, confirmations.get(entry.id())));
    }

    @PostMapping("/{id}/roles")
    String grant(@PathVariable UUID id, @RequestParam @Name String role, Principal actor, RedirectAttributes redirect) {
        return done(id, grants.grant(id, role, actor.getName()),
                "The role %s is granted.".formatted(IsolatedText.of(role)), redirect);
    }

    @PostMapping("/{id}/roles/take-back")
    String takeBack(@PathVariable UUID id, @RequestParam @PlainText String role, Principal actor,
            RedirectAttributes redirect) {
        return done(id, grants.revoke(id, role, actor.getName()),
                "The role %s is taken back.".formatted(IsolatedText.of(role)), redirect);
    }

    @PostMapping("/{id}/protect")
    String protect(@PathVariable UUID id, Principal actor, RedirectAttributes redirect) {
        return done(id, edits.protect(id, actor.getName()), "The account is protected.", redirect);
    }

    @PostMapping("/{id}/unprotect")
    String unprotect(@PathVariable UUID id, Principal actor, RedirectAttributes redirect) {
        return done(id, edits.unprotect(id, actor.getName()), "The account is no longer protected.", redirect);
    }

    private static String done(UUID id, Optional<User> user, String notice, RedirectAttributes redirect) {
        user.orElseThrow(() -> Refusal.unknown("user", id));
        redirect.addFlashAttribute("notice", notice);
        return "redirect:/console/people/" + id;
    }
}
