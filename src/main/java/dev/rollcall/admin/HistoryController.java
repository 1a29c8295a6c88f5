package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.Users;
import dev.rollcall.push.Confirmation;
import dev.rollcall.push.Push;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// What changed on users, and whether the application has heard of it.
@RestController
class HistoryController {

    private final Users users;
    private final Push push;

    HistoryController(Users users, Push push) {
        this.users = users;
        this.push = push;
    }

    /// An entry of a user's history, and whether the application has heard of it.
    ///
    /// @param change the entry
    /// @param confirmedAt when the application confirmed it for the first time; null if it has not, or if push is off
    record HistoryEntry(@JsonUnwrapped AccountChange change, @Nullable Instant confirmedAt) {

        private static HistoryEntry of(AccountChange change, @Nullable Confirmation confirmation) {
            return new HistoryEntry(change, confirmation == null ? null : confirmation.at());
        }
    }

    @GetMapping("/api/v1/users/{id}/history")
    Page<HistoryEntry> history(@PathVariable UUID id,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        Page<AccountChange> entries = Page.of(limit,
                most -> users.history(id, cursor, most).orElseThrow(() -> Refusal.unknown("user", id)),
                AccountChange::id);
        Map<Long, Confirmation> confirmations = push.confirmations(entries.data());
        return entries.map(entry -> HistoryEntry.of(entry, confirmations.get(entry.id())));
    }
}
