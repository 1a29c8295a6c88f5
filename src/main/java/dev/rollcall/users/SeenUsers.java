package dev.rollcall.users;

import dev.rollcall.scalekit.DirectoryGroup;
import dev.rollcall.users.AddressBook.Sighting;
import dev.rollcall.users.History.Occasion;
import dev.rollcall.users.History.Recording;
import dev.rollcall.users.Linking.Circle;
import dev.rollcall.users.Observations.Result;
import dev.rollcall.users.Persons.Person;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Applies observations of users, any number of them with the same few statements.
@Component
class SeenUsers {

    private final Rosters rosters;
    private final AddressBook addressBook;
    private final Linking linking;
    private final MirroredGroups groups;
    private final AccountStatus accountStatus;
    private final History history;

    SeenUsers(Rosters rosters, AddressBook addressBook, Linking linking, MirroredGroups groups,
            AccountStatus accountStatus, History history) {
        this.rosters = rosters;
        this.addressBook = addressBook;
        this.linking = linking;
        this.groups = groups;
        this.accountStatus = accountStatus;
        this.history = history;
    }

    /// See [Observations#users(String, List, List)].
    List<Result> apply(String organizationId, List<SeenUser> seen, List<Cause> causes) {
        Roster roster = new Roster();
        rosters.read(roster, seen.stream().map(one -> one.user().id()).toList());
        Batch batch = new Batch(organizationId, roster);
        List<Result> results = IntStream.range(0, seen.size()).mapToObj(i -> batch.observe(seen.get(i), causes.get(i)))
                .toList();

        List<MirroredUser> changed = roster.changedUsers();
        addressBook.note(organizationId, batch.sightings);
        Occasion latest = Occasion.latest(batch.occasions.values().stream(),
                new Occasion(causes.getFirst(), Instant.EPOCH));
        addressBook.forget(batch.seenAgain, latest.at());
        List<Circle> circles = linking.circles(batch.unsettled.values(), roster);
        list(batch, history.record(latest));
        Recording recording = history.record(latest);
        recording.watch(
                accounts(Stream.concat(changed.stream(), circles.stream().flatMap(Circle::members).map(roster::user))));
        changed.forEach(user -> accounts(Stream.of(user)).forEach(
                account -> recording.concern(account, Objects.requireNonNull(batch.occasions.get(user.id())))));
        Set<String> waiting = new HashSet<>();
        circles.forEach(circle -> waiting.addAll(link(circle, batch, latest, recording)));
        rosters.writeUsers(roster);
        accountStatus.settle(recording.watched(), roster, recording);
        recording.close();
        waiting.retainAll(batch.unsettled.keySet());
        return IntStream.range(0, seen.size())
                .mapToObj(i -> results.get(i) instanceof Result.Applied && waiting.contains(seen.get(i).user().id())
                        ? new Result.AddressTaken()
                        : results.get(i))
                .toList();
    }

    /// Remembers the groups that the users are listed with. What these are called is seen by their other members, too.
    private void list(Batch batch, Recording recording) {
        List<DirectoryGroup> news = groups.news(batch.organizationId, batch.listed);
        if (!news.isEmpty()) {
            recording.watch(groups.membersOfRenamed(batch.organizationId, news));
            groups.list(batch.organizationId, news);
            recording.close();
        }
    }

    /// {@return those who wait for their address}
    private Set<String> link(Circle circle, Batch batch, Occasion latest, Recording recording) {
        List<MirroredUser> members = circle.members().map(batch.roster::user).toList();
        Occasion its = Occasion.latest(
                members.stream().flatMap(member -> Stream.ofNullable(batch.occasions.get(member.id()))), latest);
        Set<UUID> concerned = accounts(members.stream());
        List<Person> persons = linking.link(circle, batch.roster, recording.now());
        concerned.addAll(accounts(members.stream()));
        concerned.forEach(account -> recording.concern(account, its));
        return persons.stream().filter(Person::waits).flatMap(person -> person.directoryUserIds().stream())
                .collect(Collectors.toSet());
    }

    private static Set<UUID> accounts(Stream<MirroredUser> users) {
        return users.flatMap(user -> Stream.ofNullable(user.accountId()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// What observations say, before anything of it is written.
    private static final class Batch {

        private final String organizationId;
        private final Roster roster;
        private final List<Sighting> sightings = new ArrayList<>();
        private final Set<String> seenAgain = new HashSet<>();
        private final List<DirectoryGroup> listed = new ArrayList<>();
        // Who is who depends on addresses and on who is active. It is looked at again while somebody waits for an
        // address.
        private final Map<String, MirroredUser> unsettled = new LinkedHashMap<>();
        private final Map<String, Occasion> occasions = new HashMap<>();

        private Batch(String organizationId, Roster roster) {
            this.organizationId = organizationId;
            this.roster = roster;
        }

        private Result observe(SeenUser seen, Cause cause) {
            MirroredUser known = roster.find(seen.user().id());
            if (known != null && !known.organizationId().equals(organizationId)) {
                return new Result.Foreign(known.organizationId());
            }
            MirroredUser user = known != null ? known : roster.add(new MirroredUser(seen.user().id(), organizationId));
            if (user.forgets(seen)) {
                return new Result.Erased();
            }
            Version newest = user.version();
            occasions.put(user.id(), new Occasion(cause, seen.at().at()));
            if (seen.user().groups() != null) {
                listed.addAll(seen.user().groups());
            }
            if (unsettles(user, seen)) {
                unsettled.put(user.id(), user);
            }
            return seen.at().isBefore(newest) ? new Result.Stale(newest) : new Result.Applied();
        }

        /// What is seen again and again is forgotten once a day.
        private static boolean isFromAnotherDay(Sighting before, SeenUser seen) {
            return !before.at().at().truncatedTo(ChronoUnit.DAYS).equals(seen.at().at().truncatedTo(ChronoUnit.DAYS));
        }

        private boolean unsettles(MirroredUser user, SeenUser seen) {
            String email = seen.user().email();
            boolean moves = email != null && user.movesTo(email, seen.at());
            boolean wasActive = user.active();
            if (email != null) {
                List<Sighting> toNote = AddressBook.sightings(user, email, seen.at());
                sightings.addAll(toNote);
                if (!moves && toNote.stream().anyMatch(one -> isFromAnotherDay(one, seen))) {
                    seenAgain.add(user.id());
                }
            }
            user.observe(seen);
            Account account = roster.accountOf(user);
            return moves || wasActive != user.active() || account == null
                    || !Objects.equals(account.email(), user.email());
        }
    }
}
