package dev.rollcall.admin;

import dev.rollcall.inbox.InboxFigures;
import dev.rollcall.reconcile.SyncFigures;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.propertyeditors.StringTrimmerEditor;
import org.springframework.ui.Model;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;

/// What all pages of the console have: who is signed in, what needs attention, what
/// customers are called, and the time.
@ControllerAdvice(annotations = ConsolePages.class)
class ConsoleLayout {

    private final InboxFigures inbox;
    private final SyncFigures runs;
    private final Customers customers;
    private final Clock clock;

    ConsoleLayout(InboxFigures inbox, SyncFigures runs, Customers customers, Clock clock) {
        this.inbox = inbox;
        this.runs = runs;
        this.customers = customers;
        this.clock = clock;
    }

    @InitBinder
    void takeEmptyFieldsForMissing(WebDataBinder binder) {
        binder.registerCustomEditor(String.class, new StringTrimmerEditor(true));
        binder.registerCustomEditor(Instant.class, new UtcEditor());
    }

    @ModelAttribute
    void describe(Model page, @Nullable Principal principal, HttpServletRequest request) {
        page.addAttribute("time", new ReadableTime(clock.instant()));
        page.addAttribute("customers", customers);
        page.addAttribute("path", ConsolePath.of(request));
        if (principal != null) {
            page.addAttribute("actor", principal.getName());
            page.addAttribute("dead", inbox.dead());
            page.addAttribute("awaitingApproval", runs.awaitingApproval());
        }
    }
}
