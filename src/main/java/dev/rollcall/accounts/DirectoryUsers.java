package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;

/// Applies observations of users, any number of them with the same few statements.
@Component
class DirectoryUsers {

    private final Rosters rosters;
    private final Statements statements;
    private final Linking linking;
    private final Relinking relinking;
    private final DirectoryGroups groups;
    private final Journal journal;

    DirectoryUsers(Rosters rosters, Statements statements, Linking linking, Relinking relinking, DirectoryGroups groups,
            Journal journal) {
        this.rosters = rosters;
        this.statements = statements;
        this.linking = linking;
        this.relinking = relinking;
        this.groups = groups;
        this.journal = journal;
    }

    /// See [Observations#users(String, List, List)].
    List<Result> apply(String organizationId, List<Observation> seen, List<Cause> causes) {
        Roster roster = new Roster();
        rosters.read(roster, seen.stream().map(one -> one.user().id()).toList());
        ObservedBatch batch = new ObservedBatch(organizationId, roster, linking);
        List<Result> results = IntStream.range(0, seen.size()).mapToObj(i -> batch.observe(seen.get(i), causes.get(i)))
                .toList();

        List<DirectoryUser> changed = roster.changedUsers();
        statements.move(organizationId, batch.moved());
        statements.note(organizationId, batch.statements());
        Occasion latest = Occasion.latest(batch.occasions().values().stream(),
                new Occasion(causes.getFirst(), Instant.EPOCH));
        statements.forget(batch.seenAgain(), latest.at());
        groups.remember(organizationId, batch.listed(), latest);
        journal.record(latest, recording -> relinking.link(organizationId, batch.unsettled(), changed, roster, null,
                batch.occasions(), recording));
        return IntStream.range(0, seen.size())
                .mapToObj(i -> results.get(i) instanceof Result.Applied && waits(seen.get(i), roster)
                        ? new Result.AddressTaken()
                        : results.get(i))
                .toList();
    }

    /// Whether somebody has been said to have an address that another active account has.
    private static boolean waits(Observation seen, Roster roster) {
        String email = seen.user().email();
        Account account = email == null || email.isEmpty() ? null : roster.accountOf(roster.user(seen.user().id()));
        return account != null && account.wantedEmail() != null && email != null
                && NormalForm.address(account.wantedEmail()).equals(NormalForm.address(email));
    }
}
