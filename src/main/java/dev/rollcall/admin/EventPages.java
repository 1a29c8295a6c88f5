package dev.rollcall.admin;

import dev.rollcall.inbox.EventStatus;
import dev.rollcall.inbox.InboxEvent;
import dev.rollcall.inbox.InboxEvents;
import dev.rollcall.inbox.Replays;
import jakarta.validation.Valid;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The pages about events.
@ConsolePages
@RequestMapping("/console/events")
class EventPages {

    private static final int ROWS = 50;

    private final InboxEvents events;
    private final Replays replays;
    private final EventEffects effects;
    private final Customers customers;
    private final JsonMapper json;
    private final Clock clock;

    EventPages(InboxEvents events, Replays replays, EventEffects effects, Customers customers, JsonMapper json,
            Clock clock) {
        this.events = events;
        this.replays = replays;
        this.effects = effects;
        this.customers = customers;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping
    String list(@Valid @ModelAttribute("asked") EventQuery asked, @RequestParam(required = false) @Nullable Long cursor,
            Model page) {
        EventQuery query = asked.of(customers.meant(asked.organizationId()));
        page.addAttribute("query", query);
        page.addAttribute("statuses", EventStatus.values());
        page.addAttribute("events", Page.of(ROWS, most -> events.list(query.filter(), cursor, most), InboxEvent::id));
        return "console/events";
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, @RequestParam(required = false) @Nullable Long cursor, Model page) {
        InboxEvent event = events.find(id).orElseThrow(() -> Refusal.unknown("event", id));
        byte[] payload = events.payload(id).orElseThrow(() -> Refusal.unknown("event", id));
        page.addAttribute("event", event);
        page.addAttribute("effects", effects.of(id, cursor));
        page.addAttribute("nothing", Wording.ofNothing(event.status()));
        page.addAttribute("payload", IsolatedText.visible(pretty(payload)));
        page.addAttribute("notKept", event.status() == EventStatus.IGNORED && isTypeAlone(payload, event.type()));
        return "console/event";
    }

    @PostMapping("/{id}/replay")
    String replay(@PathVariable long id, RedirectAttributes redirect) {
        replays.replay(id).orElseThrow(() -> Refusal.unknown("event", id));
        redirect.addFlashAttribute("notice", "The event is applied again. Reload to see what becomes of it.");
        return "redirect:/console/events/" + id;
    }

    @GetMapping("/replay")
    String confirm(@Valid @ModelAttribute("asked") EventQuery asked, Model page) {
        // What comes in after the question is not part of the answer.
        EventQuery query = asked.of(customers.meant(asked.organizationId()))
                .asOf(clock.instant().truncatedTo(ChronoUnit.MICROS));
        page.addAttribute("query", query);
        page.addAttribute("count", replays.countFinished(query.filter()));
        return "console/replay";
    }

    @PostMapping("/replay")
    String replay(@Valid @ModelAttribute("query") EventQuery query, RedirectAttributes redirect) {
        int replayed = replays.replay(query.filter());
        redirect.addFlashAttribute("notice", replayed == 1 ? "1 event is applied again."
                : String.format(Locale.ROOT, "%,d events are applied again.", replayed));
        return "redirect:/console/events";
    }

    private boolean isTypeAlone(byte[] payload, @Nullable String type) {
        try {
            return type != null && json.readTree(payload).equals(json.valueToTree(Map.of("type", type)));
        } catch (JacksonException notJson) {
            return false;
        }
    }

    private String pretty(byte[] payload) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(payload));
        } catch (JacksonException notJson) {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }
}
