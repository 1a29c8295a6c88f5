package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures;
import dev.rollcall.accounts.AccountFigures.Counts;
import dev.rollcall.customers.CustomerDirectories;
import dev.rollcall.inbox.InboxFigures;
import dev.rollcall.inbox.InboxHealth;
import dev.rollcall.push.Push;
import dev.rollcall.push.PushReport;
import dev.rollcall.reconcile.DirectoryRun;
import dev.rollcall.reconcile.RunReports;
import dev.rollcall.reconcile.SyncFigures;
import java.time.Clock;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/// The page that says whether everything is all right.
@ConsolePages
class OverviewPage {

    private static final int ROWS = 20;

    private final InboxFigures inbox;
    private final SyncFigures figures;
    private final RunReports runs;
    private final AccountFigures accounts;
    private final Push push;
    private final CustomerDirectories customers;
    private final Clock clock;

    OverviewPage(InboxFigures inbox, SyncFigures figures, RunReports runs, AccountFigures accounts, Push push,
            CustomerDirectories customers, Clock clock) {
        this.inbox = inbox;
        this.figures = figures;
        this.runs = runs;
        this.accounts = accounts;
        this.push = push;
        this.customers = customers;
        this.clock = clock;
    }

    @GetMapping({ "/console", "/console/" })
    String overview(Model page) {
        InboxHealth health = inbox.health();
        List<DirectoryRun> directories = figures.directories(ROWS);
        page.addAttribute("health", health);
        Counts odd = accounts.count();
        page.addAttribute("accounts", odd);
        PushReport deliveries = push.report();
        page.addAttribute("push", deliveries);
        page.addAttribute("changeTitles", Wording.CHANGES);
        ReadableTime time = new ReadableTime(clock.instant());
        page.addAttribute("verdict", Verdict.of(health, figures.awaitingApproval(), figures.isNothingRead(), odd, time)
                .with(deliveries, time).with(customers::count));
        page.addAttribute("chart", Chart.of(health.since(), health.received()));
        page.addAttribute("directories", directories);
        page.addAttribute("directoryCount", figures.directories());
        page.addAttribute("approvals", runs.awaitingApproval(ROWS));
        return "console/overview";
    }

    @GetMapping("/console/{page}")
    String unknown() {
        throw new Refusal(HttpStatus.NOT_FOUND, "There is no such page.");
    }
}
