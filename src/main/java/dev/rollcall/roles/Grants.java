package dev.rollcall.roles;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.ManualChanges;
import dev.rollcall.journal.ManualChanges.Recipient;
import dev.rollcall.journal.Recording;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Grant.Key;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The roles that a person grants by hand, each time under the person's name.
@Service
public class Grants {

    private final GrantRepository grants;
    private final ManualChanges changes;
    private final Users users;

    Grants(GrantRepository grants, ManualChanges changes, Users users) {
        this.grants = grants;
        this.changes = changes;
        this.users = users;
    }

    /// Grants a role by hand. Granting it again changes nothing, unless it rests.
    ///
    /// @param id the account
    /// @param role the role's name, 1 to 255 characters
    /// @param actor who grants it
    /// @return the user with the role; empty if there is no such account
    @Transactional
    public Optional<User> grant(UUID id, String role, String actor) {
        return changes
                .change(id, actor,
                        (account, recording) -> grant(account, NormalForm.text(role), actor, recording.now()))
                .flatMap(users::find);
    }

    private void grant(UUID account, String role, String actor, Instant now) {
        if (grants.findByKeyAccountIdAndKeyRole(account, role).stream().allMatch(Grant::isResting)) {
            grants.saveAndFlush(new Grant(account, role, changes.recipient(account), actor, now));
        }
    }

    /// Grants roles by hand to users of one organization, which is locked.
    ///
    /// @param roles the names of each user's roles, 1 to 255 characters in their normal form
    /// @param actor who grants them
    /// @param recording watches the users
    @Transactional(propagation = Propagation.MANDATORY)
    public void grant(Map<UUID, List<String>> roles, String actor, Recording recording) {
        if (roles.isEmpty()) {
            return;
        }
        Set<Key> had = grants.findByKeyAccountIdIn(roles.keySet()).stream().filter(grant -> !grant.isResting())
                .map(Grant::withoutRecipient).collect(Collectors.toSet());
        Map<UUID, Recipient> recipients = changes.recipients(roles.keySet());
        grants.saveAllAndFlush(
                roles.entrySet().stream()
                        .flatMap(one -> one.getValue().stream()
                                .filter(role -> !had.contains(new Key(one.getKey(), role, "")))
                                .map(role -> new Grant(one.getKey(), role,
                                        Objects.requireNonNull(recipients.get(one.getKey())), actor, recording.now())))
                        .toList());
    }

    /// Takes back a role that was granted by hand. Roles from other sources stay; taking it back again changes nothing.
    ///
    /// @param id the account
    /// @param role the role's name
    /// @param actor who takes it back
    /// @return the user as it is now; empty if there is no such account
    @Transactional
    public Optional<User> revoke(UUID id, String role, String actor) {
        return changes.change(id, actor, (account, recording) -> revoke(account, role)).flatMap(users::find);
    }

    private void revoke(UUID account, String role) {
        // One that was granted before there was a normal form is called as it was.
        grants.deleteByKeyAccountIdAndKeyRoleIn(account, List.of(role, NormalForm.text(role)));
        grants.flush();
    }
}
