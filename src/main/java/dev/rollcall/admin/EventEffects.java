package dev.rollcall.admin;

import dev.rollcall.journal.AccountChange;
import dev.rollcall.journal.CausedChange;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What an event changed, and for whom.
@Component
class EventEffects {

    private static final int ROWS = 50;

    private final Users users;

    EventEffects(Users users) {
        this.users = users;
    }

    /// Something that an event changed.
    ///
    /// @param title what happened, in words
    /// @param account whose account it is
    /// @param name what the person is called now
    /// @param change the entry of the journal
    /// @param deltas what changed
    record Effect(String title, UUID account, String name, AccountChange change, List<Delta> deltas) {

        private static Effect of(CausedChange caused, @Nullable User user) {
            AccountChange change = caused.change();
            return new Effect(Wording.ofChange(change.kind()), caused.account(),
                    user == null ? caused.account().toString() : Wording.nameOf(user), change,
                    change.changes().stream().map(field -> Delta.of(field.field(), field.from(), field.to())).toList());
        }
    }

    /// @param event the inbox's id of the event
    /// @param before only what is older than the entry with this id; null starts with the newest
    Page<Effect> of(long event, @Nullable Long before) {
        Page<CausedChange> changes = Page.of(ROWS, most -> users.changedBy(event, before, most),
                caused -> caused.change().id());
        Map<UUID, User> people = users
                .byId(changes.data().stream().map(CausedChange::account).collect(Collectors.toSet()));
        return changes.map(caused -> Effect.of(caused, people.get(caused.account())));
    }
}
