package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rollcall.ActorName;
import dev.rollcall.inbox.EventFilter;
import dev.rollcall.inbox.EventStatus;
import dev.rollcall.inbox.InboxEvent;
import dev.rollcall.inbox.InboxEvents;
import dev.rollcall.inbox.Replays;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The inbox: what came, what became of it, and once more.
@RestController
@RequestMapping("/api/v1/events")
class EventController {

    private static final Logger log = LoggerFactory.getLogger(EventController.class);

    private final InboxEvents events;
    private final Replays replays;
    private final Customers customers;
    private final JsonMapper json;

    EventController(InboxEvents events, Replays replays, Customers customers, JsonMapper json) {
        this.events = events;
        this.replays = replays;
        this.customers = customers;
        this.json = json;
    }

    /// An event with its payload: JSON where it is JSON, else a text.
    record EventWithPayload(@JsonUnwrapped InboxEvent event, Object payload) {
    }

    /// Which events to replay. At least one of them has to be given.
    ///
    /// @param unknown what a misspelt filter ends up in: without it, more would be replayed than was meant
    record ReplayRequest(@Nullable EventStatus status, @PlainText @Nullable String type, @Nullable Instant since,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    /// How many events are replayed.
    record Replayed(int replayed) {
    }

    @GetMapping
    Page<InboxEvent> list(@RequestParam(required = false) @Nullable EventStatus status,
            @RequestParam(required = false) @PlainText @Nullable String type,
            @RequestParam(name = "organization_id", required = false) @PlainText @Nullable String organizationId,
            @RequestParam(name = "organization_external_id", required = false) @PlainText @Nullable String organizationExternalId,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        return customers.list(organizationId, organizationExternalId, organization -> {
            EventFilter filter = new EventFilter(status, type, organization, null, null, null);
            return Page.of(limit, most -> events.list(filter, cursor, most), InboxEvent::id);
        });
    }

    @GetMapping("/{id}")
    EventWithPayload find(@PathVariable long id) {
        InboxEvent event = events.find(id).orElseThrow(() -> unknown(id));
        return new EventWithPayload(event, readable(events.payload(id).orElseThrow(() -> unknown(id))));
    }

    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    InboxEvent replay(@PathVariable long id, Principal actor) {
        InboxEvent replayed = replays.replay(id).orElseThrow(() -> unknown(id));
        log.info("{} replays event {}", ActorName.inLogs(actor.getName()), id);
        return replayed;
    }

    @PostMapping("/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Replayed replay(@Valid @RequestBody ReplayRequest request, Principal actor) {
        Refusal.refuseUnknown(request.unknown(), "status, type and since");
        if (request.status() == null && request.type() == null && request.since() == null) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "Give at least one of status, type and since.");
        }
        int replayed = replays
                .replay(new EventFilter(request.status(), request.type(), null, null, request.since(), null));
        log.info("{} replays {} events", ActorName.inLogs(actor.getName()), replayed);
        return new Replayed(replayed);
    }

    private Object readable(byte[] payload) {
        try {
            return json.readTree(payload);
        } catch (JacksonException notJson) {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private static Refusal unknown(long id) {
        return Refusal.unknown("event", id);
    }
}
