package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.journal.AccountChange.FieldChange;
import dev.rollcall.journal.User.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says what observations would change, by the rule by which they are applied. It applies nothing.
@Component
public class Foresight {

    private static final Set<String> DETAILS = Set.of("email", "name", "given_name", "family_name");

    private final Rosters rosters;

    Foresight(Rosters rosters) {
        this.rosters = rosters;
    }

    /// @param seen observations, of each directory user one
    /// @return what each of them would change, in the same order
    public List<Foreseen> foresee(List<Observation> seen) {
        Roster roster = rosters.look(seen.stream().map(one -> one.user().id()).toList());
        Map<UUID, List<DirectoryUser>> members = roster.members();
        return seen.stream().map(one -> {
            DirectoryUser known = roster.find(one.user().id());
            Account account = known == null ? null : roster.accountOf(known);
            return foresee(one, known, account,
                    account == null ? List.of() : members.getOrDefault(account.id(), List.of()));
        }).toList();
    }

    private static Foreseen foresee(Observation seen, @Nullable DirectoryUser known, @Nullable Account account,
            List<DirectoryUser> members) {
        String id = seen.user().id();
        // Whom a new one joins is not asked.
        DirectoryUser user = known != null ? known
                : new DirectoryUser(id, seen.user().organizationId(), LinkByEmail.NEVER);
        List<FieldChange> changes = new ArrayList<>(new Decision(user, seen).changes());
        boolean turns = changes.removeIf(change -> change.field().equals("status"));
        boolean isActive = user.active() != turns;
        boolean isPutRight = account != null && !turns && !user.forgets(seen)
                && isStatusWrong(account, user, seen, members);
        String email = changes.stream().filter(change -> change.field().equals("email") && change.to() != null)
                .findFirst().map(change -> String.valueOf(change.to())).orElse(user.facts().email());
        if (account != null && isActive && members.size() == 1 && !user.forgets(seen)
                && !Boolean.FALSE.equals(seen.user().active())
                && changes.stream().noneMatch(change -> DETAILS.contains(change.field()))) {
            changes.addAll(wrongDetails(account, user));
        }
        Status status = isActive ? Status.ACTIVE : Status.DEACTIVATED;
        return new Foreseen(id, known == null, email, known == null || turns || isPutRight ? status : null, changes);
    }

    /// Whether the status of an account is not what its directory user is known to be, and nothing keeps it.
    private static boolean isStatusWrong(Account account, DirectoryUser user, Observation seen,
            List<DirectoryUser> members) {
        return (account.status() == Status.ACTIVE) != user.active()
                && user.facts().versionOf(Field.ACTIVE).isBefore(seen.at()) && (user.active()
                        || !account.protection().keeps(members) && members.stream().noneMatch(DirectoryUser::active));
    }

    /// What an active account has otherwise than its only directory user.
    private static List<FieldChange> wrongDetails(Account account, DirectoryUser user) {
        if (account.status() != Status.ACTIVE) {
            return List.of();
        }
        Stream<FieldChange> email = account.wantedEmail() != null || user.facts().email() == null ? Stream.of()
                : Stream.of(new FieldChange("email", account.email(), user.facts().email()));
        return Stream
                .concat(email, Stream.of(new FieldChange("name", account.description().name(), user.facts().name())))
                .filter(change -> !Objects.equals(change.from(), change.to())).toList();
    }
}
