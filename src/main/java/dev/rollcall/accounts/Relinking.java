package dev.rollcall.accounts;

import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.Recording;
import dev.rollcall.journal.WideChanges;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds out who directory users are, and brings the accounts in line with it.
@Component
class Relinking {

    /// So many directory users at a time, so that memory does not depend on how many there are.
    private static final int CHUNK = 500;

    private final Rosters rosters;
    private final RosterWriter writer;
    private final MovedGrants grants;
    private final Surroundings surroundings;
    private final Linking linking;
    private final AccountStatus accountStatus;
    private final Journal journal;

    Relinking(Rosters rosters, RosterWriter writer, MovedGrants grants, Surroundings surroundings, Linking linking,
            AccountStatus accountStatus, Journal journal) {
        this.rosters = rosters;
        this.writer = writer;
        this.grants = grants;
        this.surroundings = surroundings;
        this.linking = linking;
        this.accountStatus = accountStatus;
        this.journal = journal;
    }

    /// Finds out again who some directory users are, after something else has changed than what is said of them.
    ///
    /// @param organizationId their organization, which is locked
    /// @param ids the directory users
    /// @param carriesOn the account that carries on if several become one; null for the one of whoever came first
    /// @param recording what is changed by it
    void relink(String organizationId, Collection<String> ids, @Nullable UUID carriesOn, Recording recording) {
        ids.stream().gather(Gatherers.windowFixed(CHUNK)).forEach(chunk -> {
            Roster roster = new Roster();
            rosters.read(roster, chunk);
            link(organizationId, chunk.stream().map(roster::user).toList(), List.of(), roster, carriesOn, Map.of(),
                    recording);
        });
    }

    /// Finds out again who the directory users of an account are, after a person has changed it, and settles all accounts
    /// that are watched: who is active decides who has which address, too.
    ///
    /// @param account the account, whose organization is locked
    /// @param roster the account with its directory users, as they are to be written
    /// @param carriesOn the account that carries on if several become one; null for the one of whoever came first
    /// @param recording what is changed by it
    void relink(Account account, Roster roster, @Nullable UUID carriesOn, Recording recording) {
        writer.writeUsers(roster);
        writer.writeAccounts(roster, recording.now());
        relink(account.organizationId(), roster.users().stream().map(DirectoryUser::id).toList(), carriesOn, recording);
        accountStatus.settle(recording);
    }

    /// Finds out again who some directory users are, and records it.
    ///
    /// @param organizationId their organization, which is locked
    /// @param ids the directory users
    /// @param cause what to write into the journal
    /// @param at when the cause occurred
    void relink(String organizationId, List<String> ids, Cause cause, Instant at) {
        ids.stream().gather(Gatherers.windowFixed(WideChanges.MOST)).forEach(chunk -> journal
                .record(new Occasion(cause, at), recording -> relink(organizationId, chunk, null, recording)));
    }

    /// Links directory users whose row is to be written, and settles their accounts.
    ///
    /// @param organizationId their organization, which is locked
    /// @param unsettled those of whom it has to be found out who they are
    /// @param changed those that have changed otherwise
    /// @param roster all of them, with whoever shares their accounts
    /// @param carriesOn the account that carries on if several become one; null for the one of whoever came first
    /// @param occasions by the id of each directory user, what was said of it; where nothing was, the recording's occasion counts
    /// @param recording what is changed by it
    void link(String organizationId, Collection<DirectoryUser> unsettled, List<DirectoryUser> changed, Roster roster,
            @Nullable UUID carriesOn, Map<String, Occasion> occasions, Recording recording) {
        List<Circle> circles = surroundings.circles(organizationId, unsettled, roster, recording.now());
        Set<UUID> concerned = accounts(
                Stream.concat(changed.stream(), circles.stream().flatMap(Circle::members).map(roster::user)));
        recording.watch(concerned);
        changed.forEach(user -> accounts(Stream.of(user))
                .forEach(account -> recording.concern(account, Objects.requireNonNull(occasions.get(user.id())))));
        circles.forEach(circle -> concerned.addAll(link(circle, roster, carriesOn, occasions, recording)));
        writer.writeUsers(roster);
        accountStatus.settle(concerned, roster, recording);
        if (circles.stream().anyMatch(circle -> circle.pasts().size() > 1)) {
            grants.move(concerned);
        }
    }

    /// {@return the accounts that its members had or have}
    private Set<UUID> link(Circle circle, Roster roster, @Nullable UUID carriesOn, Map<String, Occasion> occasions,
            Recording recording) {
        List<DirectoryUser> members = circle.members().map(roster::user).toList();
        Occasion its = Occasion.latest(
                members.stream().flatMap(member -> Stream.ofNullable(occasions.get(member.id()))),
                recording.occasion());
        Set<UUID> concerned = accounts(members.stream());
        linking.link(circle, roster, carriesOn, recording.now());
        concerned.addAll(accounts(members.stream()));
        concerned.forEach(account -> recording.concern(account, its));
        return concerned;
    }

    private static Set<UUID> accounts(Stream<DirectoryUser> users) {
        return users.flatMap(user -> Stream.ofNullable(user.accountId()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
