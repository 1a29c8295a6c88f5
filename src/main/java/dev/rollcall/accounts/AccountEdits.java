package dev.rollcall.accounts;

import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.Recording;
import dev.rollcall.journal.ManualChanges;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.journal.Users;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/// What a person can change on an account by hand, each time under the person's name. Roles are granted in `roles`.
@Service
public class AccountEdits {

    private final Users users;
    private final ManualChanges changes;
    private final Rosters rosters;
    private final Relinking relinking;
    private final Erasure erasure;

    AccountEdits(Users users, ManualChanges changes, Rosters rosters, Relinking relinking, Erasure erasure) {
        this.users = users;
        this.changes = changes;
        this.rosters = rosters;
        this.relinking = relinking;
        this.erasure = erasure;
    }

    /// The personal data of a user cannot be erased while the user is active.
    public static final class ActiveUserException extends RuntimeException {

        ActiveUserException(UUID id) {
            super("The user %s is active. End the protection if there is one, deactivate the user in the directory, then erase."
                    .formatted(id));
        }
    }

    /// Protects an account, such as a break-glass administrator's: what directories say does not deactivate it any more.
    /// Protecting it again changes nothing, unless the protection rests.
    ///
    /// @param id the account
    /// @param actor who protects it
    /// @return the user; empty if there is no such account
    @Transactional
    public Optional<User> protect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> protect(account, true, recording));
    }

    /// Ends an account's protection. If none of its directory users is live, it is deactivated now. Doing it again changes
    /// nothing.
    ///
    /// @param id the account
    /// @param actor who ends it
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> unprotect(UUID id, String actor) {
        return change(id, actor, (account, recording) -> protect(account, false, recording));
    }

    /// Erases the personal data of a deactivated user, everywhere, with the roles granted by hand. The ids stay, so that
    /// nothing that arrives late brings any of it back; if the directory says later that the person is back, the person gets
    /// the same account.
    ///
    /// @param id the account
    /// @param actor who erases it
    /// @return what is left of the user; empty if there is no such account
    /// @throws ActiveUserException if the user is active
    @Transactional
    public Optional<User> erase(UUID id, String actor) {
        return change(id, actor, this::erase);
    }

    private Optional<User> change(UUID id, String actor, BiConsumer<UUID, Recording> change) {
        return changes.change(id, actor, change).flatMap(users::find);
    }

    private void protect(UUID id, boolean value, Recording recording) {
        Roster roster = rosters.of(List.of(id));
        Account account = roster.account(id);
        if (value ? account.protect(roster.users(), changes.recipient(id)) : account.unprotect(roster.users())) {
            recording.note(id, value ? "user.protected" : "user.unprotected",
                    new FieldChange("protected", !value, value));
            relinking.relink(account, roster, null, recording);
        }
    }

    private void erase(UUID id, Recording recording) {
        Account account = rosters.of(List.of(id)).account(id);
        if (account.status() == Status.ACTIVE) {
            throw new ActiveUserException(id);
        }
        erasure.erase(account, recording);
    }
}
