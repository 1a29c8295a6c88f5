package dev.rollcall.admin;

import dev.rollcall.admin.Check.Newcomer;
import dev.rollcall.reconcile.ChangeFilter;
import dev.rollcall.reconcile.PersonFindings;
import dev.rollcall.reconcile.PersonFindings.Listed;
import dev.rollcall.reconcile.RunReport;
import dev.rollcall.reconcile.RunReports;
import dev.rollcall.reconcile.SyncChange;
import dev.rollcall.reconcile.SyncMode;
import dev.rollcall.reconcile.SyncRuns;
import dev.rollcall.reconcile.SyncScope;
import dev.rollcall.reconcile.SyncStatus;
import dev.rollcall.reconcile.UnusableScopeException;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The pages that say why somebody has access or not, who may be known or not: a run about an address that only reports,
/// what is known beside it, and the run that puts it right.
@ConsolePages
@RequestMapping("/console/people/check")
class CheckPages {

    private static final int MOST_CHANGES = 100;

    private final SyncRuns runs;
    private final RunReports reports;
    private final PersonFindings findings;
    private final KnownPersons persons;
    private final Customers customers;

    CheckPages(SyncRuns runs, RunReports reports, PersonFindings findings, KnownPersons persons, Customers customers) {
        this.runs = runs;
        this.reports = reports;
        this.findings = findings;
        this.persons = persons;
        this.customers = customers;
    }

    @GetMapping
    String ask(@RequestParam(required = false) @PlainText @Nullable String email,
            @RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            Model page) {
        page.addAttribute("email", email);
        page.addAttribute("organizationId", organizationId);
        return "console/check-form";
    }

    @PostMapping
    String start(@RequestParam @Address String email,
            @RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            Principal actor, Model page, HttpServletResponse response) {
        try {
            return shown(runs.start(new SyncScope(customers.meant(organizationId), null, null, email), SyncMode.FULL,
                    true, actor.getName()));
        } catch (UnusableScopeException tooMuch) {
            response.setStatus(HttpStatus.BAD_REQUEST.value());
            page.addAttribute("customerNeeded", true);
            return ask(email, null, page);
        }
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, Model page) {
        RunReport run = find(id);
        boolean isUnderWay = run.status() == SyncStatus.PENDING || run.status() == SyncStatus.RUNNING;
        page.addAttribute("run", run);
        page.addAttribute("underWay", isUnderWay);
        if (!isUnderWay) {
            Check check = check(run);
            page.addAttribute("check", check);
            page.addAttribute("changes", new Page<>(check.changes(), null));
            page.addAttribute("links", Wording.LINKS);
            page.addAttribute("nearMisses", Wording.NEAR_MISSES);
        }
        return "console/check";
    }

    @PostMapping("/{id}/repair")
    String repair(@PathVariable long id, Principal actor) {
        RunReport run = find(id);
        if (String.valueOf(run.email()).isEmpty()) {
            throw new Refusal(HttpStatus.CONFLICT, "Whoever had this address has been erased.");
        }
        return shown(runs.start(new SyncScope(run.organizationId(), run.directoryId(), null, run.email()),
                SyncMode.FULL, false, actor.getName()));
    }

    private static String shown(RunReport run) {
        return "redirect:/console/people/check/" + run.id();
    }

    private RunReport find(long id) {
        return reports.find(id).filter(run -> run.email() != null).orElseThrow(() -> Refusal.unknown("check", id));
    }

    private Check check(RunReport run) {
        List<SyncChange> changes = reports.changes(run.id(), ChangeFilter.ALL, null, MOST_CHANGES).orElse(List.of());
        List<Listed> listed = findings.listed(run.id());
        Map<String, String> groupNames = groupNames(changes);
        return new Check(run, persons.of(String.valueOf(run.email()), run.organizationId(), listed, groupNames),
                findings.places(run.id()), listed,
                listed.stream().filter(one -> one.accountId() == null)
                        .map(one -> new Newcomer(one, persons.review(one, groupNames))).toList(),
                changes.stream().map(ChangeView::of).toList());
    }

    /// {@return what groups are called that a run has read of}
    private static Map<String, String> groupNames(List<SyncChange> changes) {
        Map<String, String> names = new TreeMap<>();
        changes.stream().filter(change -> change.kind().startsWith("group."))
                .forEach(change -> change.changes().stream().filter(field -> field.to() != null)
                        .forEach(field -> names.put(change.subjectId(), String.valueOf(field.to()))));
        return names;
    }
}
