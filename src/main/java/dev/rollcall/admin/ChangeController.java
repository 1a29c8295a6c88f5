package dev.rollcall.admin;

import dev.rollcall.LastTimes;
import dev.rollcall.journal.Change;
import dev.rollcall.journal.ChangeFeed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.annotation.DurationFormat.Unit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The change feed. Unlike a list it has no end: `next_cursor` is never null, it is what to ask with next time, so that a
/// consumer is a loop of one call. There is more at once if a page is full.
@RestController
class ChangeController {

    private static final String NO_WAIT = "must be from 0s to 60s";

    private final ChangeFeed feed;
    private final LastTimes lastTimes;

    ChangeController(ChangeFeed feed, LastTimes lastTimes) {
        this.feed = feed;
        this.lastTimes = lastTimes;
    }

    @GetMapping("/api/v1/changes")
    Page<Change> read(@RequestParam(defaultValue = "0") @Min(0) long after,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(defaultValue = "0s") @DurationFormat(style = Style.SIMPLE, defaultUnit = Unit.SECONDS) @DurationMin(message = NO_WAIT) @DurationMax(seconds = 60, message = NO_WAIT) Duration wait) {
        lastTimes.note("changes.read");
        List<Change> changes = feed.read(after, limit, wait);
        return new Page<>(changes, changes.isEmpty() ? Long.toString(after) : changes.getLast().cursor());
    }

}
