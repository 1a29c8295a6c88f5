package dev.rollcall.admin;

import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The page that says who did what.
@ConsolePages
class AuditPages {

    private static final int ROWS = 50;

    private final AuditLog log;

    AuditPages(AuditLog log) {
        this.log = log;
    }

    @GetMapping("/console/audit")
    String list(@RequestParam(name = "actor", required = false) @PlainText @Nullable String actor,
            @RequestParam(required = false) @Nullable Long cursor, Model page) {
        page.addAttribute("filteredBy", actor);
        page.addAttribute("entries", Page.of(ROWS, most -> log.list(actor, cursor, most), AuditEntry::id));
        return "console/audit";
    }
}
