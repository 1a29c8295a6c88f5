package dev.rollcall.accounts;

import dev.rollcall.accounts.DirectoryGroups.Listed;
import dev.rollcall.accounts.DirectoryUser.Field;
import dev.rollcall.accounts.Observations.Result;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Journal.Occasion;
import dev.rollcall.journal.Journal.Recording;
import dev.rollcall.journal.WideChanges.Scope;
import dev.rollcall.scalekit.NormalForm;
import dev.rollcall.scalekit.ScalekitGroup;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Applies observations of users, any number of them with the same few statements.
@Component
class DirectoryUsers {

    /// So many directory users at a time, so that memory does not depend on how many there are.
    private static final int CHUNK = 500;

    private final Rosters rosters;
    private final Statements statements;
    private final Surroundings surroundings;
    private final Linking linking;
    private final DirectoryGroups groups;
    private final AccountStatus accountStatus;
    private final Journal journal;
    private final JdbcClient jdbc;

    DirectoryUsers(Rosters rosters, Statements statements, Surroundings surroundings, Linking linking,
            DirectoryGroups groups, AccountStatus accountStatus, Journal journal, JdbcClient jdbc) {
        this.rosters = rosters;
        this.statements = statements;
        this.surroundings = surroundings;
        this.linking = linking;
        this.groups = groups;
        this.accountStatus = accountStatus;
        this.journal = journal;
        this.jdbc = jdbc;
    }

    /// See [Observations#users(String, List, List)].
    List<Result> apply(String organizationId, List<Observation> seen, List<Cause> causes) {
        Roster roster = new Roster();
        rosters.read(roster, seen.stream().map(one -> one.user().id()).toList());
        Batch batch = new Batch(organizationId, roster, linking);
        List<Result> results = IntStream.range(0, seen.size()).mapToObj(i -> batch.observe(seen.get(i), causes.get(i)))
                .toList();

        List<DirectoryUser> changed = roster.changedUsers();
        statements.move(organizationId, batch.moved);
        statements.note(organizationId, batch.statements);
        Occasion latest = Occasion.latest(batch.occasions.values().stream(),
                new Occasion(causes.getFirst(), Instant.EPOCH));
        statements.forget(batch.seenAgain, latest.at());
        list(batch, latest);
        journal.record(latest, recording -> {
            List<Circle> circles = surroundings.circles(organizationId, batch.unsettled.values(), roster,
                    recording.now());
            recording.watch(accounts(
                    Stream.concat(changed.stream(), circles.stream().flatMap(Circle::members).map(roster::user))));
            changed.forEach(user -> accounts(Stream.of(user)).forEach(
                    account -> recording.concern(account, Objects.requireNonNull(batch.occasions.get(user.id())))));
            circles.forEach(circle -> link(circle, roster, null, batch.occasions, latest, recording));
            rosters.writeUsers(roster);
            accountStatus.settle(recording.watched(), roster, recording);
            if (circles.stream().anyMatch(circle -> circle.pasts().size() > 1)) {
                rosters.moveGrants(recording.watched());
            }
        });
        return IntStream.range(0, seen.size())
                .mapToObj(i -> results.get(i) instanceof Result.Applied && waits(seen.get(i), roster)
                        ? new Result.AddressTaken()
                        : results.get(i))
                .toList();
    }

    /// Finds out again who some directory users are, after something else has changed than what is said of them.
    ///
    /// @param organizationId their organization, which is locked
    /// @param ids the directory users
    /// @param carriesOn the account that carries on if several become one; null for the one of whoever came first
    /// @param recording what is changed by it
    void relink(String organizationId, Collection<String> ids, @Nullable UUID carriesOn, Recording recording) {
        ids.stream().gather(Gatherers.windowFixed(CHUNK))
                .forEach(chunk -> relinkAll(organizationId, chunk, carriesOn, recording));
    }

    private void relinkAll(String organizationId, List<String> ids, @Nullable UUID carriesOn, Recording recording) {
        Roster roster = new Roster();
        rosters.read(roster, ids);
        List<Circle> circles = surroundings.circles(organizationId, ids.stream().map(roster::user).toList(), roster,
                recording.now());
        Set<UUID> concerned = accounts(circles.stream().flatMap(Circle::members).map(roster::user));
        recording.watch(concerned);
        circles.forEach(circle -> link(circle, roster, carriesOn, Map.of(), recording.occasion(), recording));
        concerned.addAll(accounts(circles.stream().flatMap(Circle::members).map(roster::user)));
        rosters.writeUsers(roster);
        accountStatus.settle(concerned, roster, recording);
        rosters.moveGrants(concerned);
    }

    /// {@return directory users of one organization whose account nobody knows the directory of, who had an address that
    /// one of another account had, too: to know their directory may join them}
    ///
    /// @param condition which of `directory_user u`, with `:key`
    List<String> undecided(String condition, Object key) {
        return jdbc
                .sql("""
                        select u.id from directory_user u
                         where u.directory_id is null and %s
                           and exists (select from directory_user_address mine
                                         join directory_user_address theirs
                                           on theirs.organization_id = mine.organization_id and theirs.address = mine.address
                                          and not theirs.again
                                         join directory_user other on other.id = theirs.directory_user_id
                                        where mine.directory_user_id = u.id and mine.address <> '' and not mine.again
                                          and not exists (select from crowd c
                                                           where c.organization_id = mine.organization_id and c.value = mine.address)
                                          and other.account_id <> u.account_id)"""
                        .formatted(condition))
                .param("key", key).query((row, number) -> row.getString(1)).list();
    }

    /// Remembers the groups that the users are listed with. What these are called is seen by their other members, too.
    private void list(Batch batch, Occasion occasion) {
        Map<String, Listed> news = groups.news(batch.organizationId, batch.listed);
        if (!news.isEmpty()) {
            journal.record(occasion, recording -> {
                groups.renamed(news)
                        .forEach(group -> recording.watch(Scope.membersOf(batch.organizationId, group), false));
                groups.list(batch.organizationId, news);
            });
        }
    }

    private void link(Circle circle, Roster roster, @Nullable UUID carriesOn, Map<String, Occasion> occasions,
            Occasion latest, Recording recording) {
        List<DirectoryUser> members = circle.members().map(roster::user).toList();
        Occasion its = Occasion
                .latest(members.stream().flatMap(member -> Stream.ofNullable(occasions.get(member.id()))), latest);
        Set<UUID> concerned = accounts(members.stream());
        linking.link(circle, roster, carriesOn, recording.now());
        concerned.addAll(accounts(members.stream()));
        concerned.forEach(account -> recording.concern(account, its));
    }

    /// Whether somebody has been said to have an address that another active account has.
    private static boolean waits(Observation seen, Roster roster) {
        String email = seen.user().email();
        Account account = email == null || email.isEmpty() ? null : roster.accountOf(roster.user(seen.user().id()));
        return account != null && account.wantedEmail() != null && email != null
                && NormalForm.address(account.wantedEmail()).equals(NormalForm.address(email));
    }

    private static Set<UUID> accounts(Stream<DirectoryUser> users) {
        return users.flatMap(user -> Stream.ofNullable(user.accountId()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// What observations say, before anything of it is written.
    private static final class Batch {

        private final String organizationId;
        private final Roster roster;
        private final Linking linking;
        private final List<Statement> statements = new ArrayList<>();
        private final Set<String> seenAgain = new HashSet<>();
        private final Set<String> moved = new LinkedHashSet<>();
        private final Map<String, Listed> listed = new TreeMap<>();
        // Who is who depends on addresses, ids and on who was active when.
        private final Map<String, DirectoryUser> unsettled = new LinkedHashMap<>();
        private final Map<String, Occasion> occasions = new HashMap<>();

        private Batch(String organizationId, Roster roster, Linking linking) {
            this.organizationId = organizationId;
            this.roster = roster;
            this.linking = linking;
        }

        private Result observe(Observation seen, Cause cause) {
            DirectoryUser known = roster.find(seen.user().id());
            if (known != null && !known.organizationId().equals(organizationId)) {
                if (seen.user().isLeaving() && seen.directoryId() == null) {
                    throw new PessimisticLockingFailureException("A leaver's organization is known since a moment ago");
                }
                if (known.placed()) {
                    return new Result.Foreign(known.organizationId());
                }
                if (known.forgets(seen)) {
                    return new Result.Erased();
                }
                place(known);
            }
            DirectoryUser user = known != null ? known
                    : roster.add(new DirectoryUser(seen.user().id(), organizationId, linking.mode()));
            List<String> unlisted = user.placed() ? List.of()
                    : Stream.concat(user.groupIds().stream(), user.formerGroupIds().stream()).toList();
            if (user.forgets(seen)) {
                list(user, seen, unlisted); // what groups are called is nobody's personal data
                return new Result.Erased();
            }
            Version newest = user.version();
            occasions.put(user.id(), new Occasion(cause, seen.at().at()));
            if (unsettles(user, seen)) {
                unsettled.put(user.id(), user);
            }
            list(user, seen, unlisted);
            return seen.at().isBefore(newest) ? new Result.Stale(newest) : new Result.Applied();
        }

        /// A leaver's statement names no group, because nobody knows yet whether it names the organization.
        private void list(DirectoryUser user, Observation seen, List<String> unlisted) {
            if (seen.user().groups() != null && user.placed()) {
                seen.user().groups().forEach(
                        group -> Listed.add(listed, seen.user().isLeaving() ? group.withoutName() : group, seen.at()));
            }
            if (user.placed()) {
                unlisted.forEach(
                        id -> Listed.add(listed, new ScalekitGroup(id, organizationId, null, null), seen.at()));
            }
        }

        /// Only leavers' statements have named its organization so far.
        private void place(DirectoryUser user) {
            Account account = roster.accountOf(user);
            if (account != null) {
                account.moveTo(organizationId);
            }
            user.moveTo(organizationId);
            moved.add(user.id());
        }

        /// What is said again and again is forgotten once a day.
        private static boolean isFromAnotherDay(Statement before, Observation seen) {
            return before.again() && !before.at().at().truncatedTo(ChronoUnit.DAYS)
                    .equals(seen.at().at().truncatedTo(ChronoUnit.DAYS));
        }

        private boolean unsettles(DirectoryUser user, Observation seen) {
            boolean decides = Statement.isMove(user, seen) || Statement.isNewId(user, seen);
            boolean isPastActivity = user.activity(seen) != null && seen.at().isBefore(user.versionOf(Field.ACTIVE));
            boolean wasActive = user.active();
            boolean wasPlaced = user.placed();
            String directory = user.directoryId();
            Collection<Statement> toNote = Statement.toNote(user, seen);
            statements.addAll(toNote);
            if (!decides && toNote.stream().anyMatch(one -> isFromAnotherDay(one, seen))) {
                seenAgain.add(user.id());
            }
            user.observe(seen);
            Account account = roster.accountOf(user);
            return decides || isPastActivity || wasActive != user.active() || wasPlaced != user.placed()
                    || !Objects.equals(directory, user.directoryId()) || account == null
                    || !Objects.equals(account.email(), user.email());
        }
    }
}
