package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.rollcall.ActorName;
import dev.rollcall.push.Push;
import dev.rollcall.push.PushReport;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.security.Principal;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Deliveries of the change feed to the application: how far they are, and once more.
@RestController
@RequestMapping("/api/v1/push")
class PushController {

    private static final Logger log = LoggerFactory.getLogger(PushController.class);

    private final Push push;

    PushController(Push push) {
        this.push = push;
    }

    /// From where deliveries are to go on.
    ///
    /// @param after a cursor of the change feed, after which they do; `0` for the beginning, `latest` for from now on
    /// @param unknown what a misspelt field ends up in
    record PushReplayRequest(
            @NotNull(message = "must be a cursor of the feed, 0 for the beginning, or latest") String after,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    @GetMapping
    PushReport find() {
        return push.report();
    }

    @PostMapping("/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    PushReport replay(@Valid @RequestBody PushReplayRequest request, Principal actor) {
        Refusal.refuseUnknown(request.unknown(), "after");
        PushReport report = push.replay(request.after());
        log.info("{} has changes delivered to the application from {} on", ActorName.inLogs(actor.getName()),
                report.confirmedCursor());
        return report;
    }
}
