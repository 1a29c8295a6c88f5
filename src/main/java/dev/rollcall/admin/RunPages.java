package dev.rollcall.admin;

import dev.rollcall.reconcile.Approvals;
import dev.rollcall.reconcile.ChangeFilter;
import dev.rollcall.reconcile.ListChangedException;
import dev.rollcall.reconcile.RunReport;
import dev.rollcall.reconcile.RunReports;
import dev.rollcall.reconcile.SyncRuns;
import dev.rollcall.reconcile.SyncStatus;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.security.Principal;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/// The pages about runs.
@ConsolePages
@RequestMapping("/console/runs")
class RunPages {

    private static final int ROWS = 50;
    private static final ChangeFilter HELD = new ChangeFilter("HELD", null);

    private final SyncRuns runs;
    private final Approvals approvals;
    private final RunReports reports;
    private final Customers customers;

    RunPages(SyncRuns runs, Approvals approvals, RunReports reports, Customers customers) {
        this.runs = runs;
        this.approvals = approvals;
        this.reports = reports;
        this.customers = customers;
    }

    @GetMapping
    String list(@Valid @ModelAttribute("asked") RunQuestion asked,
            @RequestParam(required = false) @Nullable Long cursor, Model page) {
        page.addAttribute("runs", Page.of(ROWS, most -> reports.list(cursor, most), RunReport::id));
        return "console/runs";
    }

    @PostMapping
    String start(@Valid @ModelAttribute("asked") RunQuestion asked, Principal actor) {
        RunReport run = runs.start(asked.scope(customers.meant(asked.organizationId())), asked.modeOrFull(),
                Boolean.TRUE.equals(asked.dryRun()), actor.getName());
        return "redirect:/console/runs/" + run.id();
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, @RequestParam(required = false) @PlainText @Nullable String status,
            @RequestParam(required = false) @PlainText @Nullable String kind,
            @RequestParam(required = false) @Nullable Long cursor, Model page) {
        show(id, new ChangeFilter(status, kind), cursor, page);
        page.addAttribute("counts", reports.counts(id));
        return "console/run";
    }

    @GetMapping("/{id}/progress")
    String progress(@PathVariable long id, Model page, HttpServletResponse response) {
        RunReport run = find(id);
        if (!isUnderWay(run)) {
            response.setHeader("HX-Refresh", "true"); // what it found is on the page now
        }
        page.addAttribute("run", run);
        page.addAttribute("underWay", isUnderWay(run));
        return "console/run :: state";
    }

    @GetMapping("/{id}/approval")
    String decide(@PathVariable long id, @RequestParam(required = false) @Nullable Long cursor, Model page) {
        show(id, HELD, cursor, page);
        page.addAttribute("held", reports.held(id, ROWS));
        return "console/approval";
    }

    @PostMapping("/{id}/approve")
    String approve(@PathVariable long id, @RequestParam String seen, Principal actor, RedirectAttributes redirect,
            Model page, HttpServletResponse response) {
        return decided(id, () -> approvals.approve(id, Set.of(seen), actor.getName()), "Approved: %s being applied.",
                redirect, page, response);
    }

    @PostMapping("/{id}/reject")
    String reject(@PathVariable long id, @RequestParam String seen, Principal actor, RedirectAttributes redirect,
            Model page, HttpServletResponse response) {
        return decided(id, () -> approvals.reject(id, Set.of(seen), actor.getName()), "Rejected: %s not applied.",
                redirect, page, response);
    }

    /// {@return the run; the list as it is now, for whoever has decided about another one}
    private String decided(long id, Runnable decision, String notice, RedirectAttributes redirect, Model page,
            HttpServletResponse response) {
        long held = find(id).held();
        try {
            decision.run();
        } catch (ListChangedException changed) {
            response.setStatus(HttpStatus.PRECONDITION_FAILED.value());
            page.addAttribute("changed", changed.getMessage());
            return decide(id, null, page);
        }
        redirect.addFlashAttribute("notice",
                notice.formatted(held == 1 ? "1 change is" : String.format(Locale.ROOT, "%,d changes are", held)));
        return "redirect:/console/runs/" + id;
    }

    @PostMapping("/{id}/cancel")
    String cancel(@PathVariable long id, Principal actor) {
        runs.cancel(id, actor.getName()).orElseThrow(() -> Refusal.unknown("run", id));
        return "redirect:/console/runs/" + id;
    }

    private void show(long id, ChangeFilter filter, @Nullable Long cursor, Model page) {
        RunReport run = find(id);
        page.addAttribute("run", run);
        page.addAttribute("underWay", isUnderWay(run));
        page.addAttribute("filter", filter);
        page.addAttribute("changes",
                Page.of(ROWS, most -> reports.changes(id, filter, cursor, most)
                        .orElseThrow(() -> Refusal.unknown("run", id)).stream().map(ChangeView::of).toList(),
                        view -> view.change().id()));
    }

    private RunReport find(long id) {
        return reports.find(id).orElseThrow(() -> Refusal.unknown("run", id));
    }

    private static boolean isUnderWay(RunReport run) {
        return run.status() == SyncStatus.PENDING || run.status() == SyncStatus.RUNNING;
    }
}
