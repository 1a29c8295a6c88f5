package dev.rollcall.simulator;

import static dev.rollcall.simulator.ScalekitEvents.directoryDisabled;
import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupDeleted;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A directory of the simulated environment: what is done to it here, Scalekit posts as webhooks, and answers when it is
/// asked.
public final class SimulatedDirectory {

    private static final long IDS_OF_A_DIRECTORY = 1_000_000;
    private static final Duration YEAR = Duration.ofDays(365);

    private final DirectoryTime time;
    private final Announcements announcements;
    private final SimulatedOrganization organization;
    private final int number;
    private final String id;
    private final Provider provider;
    private final Oddities oddities;
    private final Population population;
    private final Groups groups = new Groups();
    private final DirectoryEvents events;

    // Who leaves is random, but the same at every start.
    private final Random random = new Random(1);
    private Instant updatedAt;
    private Instant usersUpdatedAt;
    private Instant groupsUpdatedAt;
    private Instant lastChange;
    private final Instant createdAt;
    private @Nullable List<SimulatedToken> tokens;
    private boolean enabled;
    private boolean detailed = true;

    SimulatedDirectory(SimulatedEnvironment environment, SimulatedOrganization organization, int number, String id,
            Provider provider) {
        this.time = environment.time();
        this.announcements = environment.announcements();
        this.organization = organization;
        this.number = number;
        this.id = id;
        this.provider = provider;
        this.oddities = new Oddities(environment.oddities());
        this.population = new Population(number, provider);
        this.events = new DirectoryEvents(id, groups);
        this.updatedAt = time.next();
        this.createdAt = updatedAt;
        this.usersUpdatedAt = updatedAt;
        this.groupsUpdatedAt = updatedAt;
        this.lastChange = updatedAt;
    }

    /// `dir_…`
    public String id() {
        return id;
    }

    /// `org_…`
    public String organizationId() {
        return organization.id();
    }

    /// Where the customer keeps its people.
    public Provider provider() {
        return provider;
    }

    /// The odd shapes in which it is told of, beside those of its environment.
    public Oddities oddities() {
        return oddities;
    }

    /// Whether it is synchronized.
    public synchronized boolean enabled() {
        return enabled;
    }

    /// Enables it: `organization.directory_enabled`.
    public synchronized void enable() {
        enabled = true;
        updatedAt = time.next();
        announce(updatedAt, () -> directoryEnabled(id).provider(provider.name()));
    }

    /// Disables it: `organization.directory_disabled`. It can still be read.
    public synchronized void disable() {
        enabled = false;
        updatedAt = time.next();
        announce(updatedAt, () -> directoryDisabled(id).provider(provider.name()));
    }

    /// Says what the customer's own directory signs in with, in place of one token that is good for a year and used for each
    /// change.
    public synchronized void tokens(SimulatedToken... tokens) {
        this.tokens = List.of(tokens);
    }

    synchronized List<SimulatedToken> tokens() {
        return tokens != null ? tokens
                : List.of(new SimulatedToken("Nzg5", createdAt.plus(YEAR),
                        lastChange.equals(createdAt) ? null : lastChange));
    }

    /// Says whether `user_detail` has `active` and `roles`, as it has by default.
    public synchronized void tellActiveAndRoles(boolean detailed) {
        this.detailed = detailed;
    }

    /// Adds generated users, who take up no memory and are in no group but those that exist: no webhooks.
    public synchronized void generate(int people) {
        usersUpdatedAt = time.next();
        var block = population.generate(people, groups.all().stream().map(SimulatedGroup::id).toList(), usersUpdatedAt);
        lastChange = usersUpdatedAt;
        var members = new HashMap<String, Integer>();
        for (var member = block.first(); member <= block.last(); member++) {
            block.groupsOf(member).forEach(group -> members.merge(group, 1, Integer::sum));
        }
        members.forEach((group, count) -> groups.addMembers(List.of(group), count));
    }

    /// Adds groups, then users spread over all groups: no webhooks.
    public synchronized void generate(int people, int newGroups) {
        Announcements.quietly(() -> {
            for (var i = 0; i < newGroups; i++) {
                createGroup("Team " + groups.nextNumber());
            }
        });
        generate(people);
    }

    /// Somebody joins: `user_created`.
    public SimulatedUser join() {
        return join(UnaryOperator.identity());
    }

    /// Somebody joins: `user_created`.
    ///
    /// @param as what they are like, given an invented person who is in no group
    public synchronized SimulatedUser join(UnaryOperator<SimulatedUser> as) {
        var user = as.apply(population.newcomer(time.next()));
        user.groups().forEach(groups::get);
        population.add(user);
        groups.addMembers(user.groups(), 1);
        usersUpdatedAt = user.updatedAt();
        announce(usersUpdatedAt, () -> events.about(userCreated(user.id()), user));
        return asSeen(user);
    }

    /// So many join: as many `user_created`.
    public List<SimulatedUser> join(int count) {
        return join(count, UnaryOperator.identity());
    }

    /// So many join: as many `user_created`.
    public synchronized List<SimulatedUser> join(int count, UnaryOperator<SimulatedUser> as) {
        return IntStream.range(0, count).mapToObj(i -> join(as)).toList();
    }

    /// Changes somebody: `user_updated`.
    public synchronized SimulatedUser change(String userId, UnaryOperator<SimulatedUser> to) {
        var user = present(userId);
        var before = population.get(user);
        var after = to.apply(before).id(userId).at(time.next());
        after.groups().forEach(groups::get);
        groups.addMembers(before.groups(), -1);
        groups.addMembers(after.groups(), 1);
        population.replace(user, after);
        usersUpdatedAt = after.updatedAt();
        announce(usersUpdatedAt, () -> events.about(userUpdated(userId), after));
        return asSeen(after);
    }

    /// Deactivates somebody, who stays listed: `user_updated` with `active` false.
    public SimulatedUser deactivate(String userId) {
        return change(userId, user -> user.active(false));
    }

    /// Reactivates somebody: `user_updated` with `active` true.
    public SimulatedUser reactivate(String userId) {
        return change(userId, user -> user.active(true));
    }

    /// Somebody is removed, and no longer listed: `user_deleted`.
    public synchronized void leave(String userId) {
        var user = present(userId);
        var leaver = population.get(user);
        groups.addMembers(leaver.groups(), -1);
        population.remove(user);
        announce(time.next(), () -> userDeleted(userId).dpId(leaver.dpId()).email(leaver.email()));
    }

    /// So many are removed, here and there: as many `user_deleted`.
    ///
    /// @return who they were
    public synchronized List<SimulatedUser> leave(int count) {
        var leavers = sample(count);
        leavers.forEach(leaver -> leave(leaver.id()));
        return leavers;
    }

    /// Somebody who left comes back as a new directory user with the same address, to whom their own directory gives the
    /// id that they had: `user_created`.
    public synchronized SimulatedUser rehire(String userId) {
        var past = population.number(userId);
        if (past == 0 || population.contains(past)) {
            throw new IllegalArgumentException("Nobody left as " + userId);
        }
        var old = population.get(past);
        var stillThere = old.groups().stream().filter(groups::contains).toArray(String[]::new);
        return join(user -> user.dpId(old.dpId()).email(old.email()).named(old.givenName(), old.familyName())
                .roles(old.roles().toArray(String[]::new)).groups(stillThere));
    }

    /// Creates an empty group: `group_created`.
    public SimulatedGroup createGroup(String name) {
        return createGroup("dirgroup_" + (number * IDS_OF_A_DIRECTORY + groups.nextNumber()), name);
    }

    /// Creates an empty group: `group_created`.
    ///
    /// @param groupId `dirgroup_…`
    public synchronized SimulatedGroup createGroup(String groupId, String name) {
        groupsUpdatedAt = time.next();
        var group = groups.add(groupId, name, groupsUpdatedAt);
        announce(groupsUpdatedAt, () -> events.about(groupCreated(groupId), group));
        return group;
    }

    /// Creates a group and puts so many of the directory's users into it: `group_created`, and `user_updated` for each.
    public synchronized SimulatedGroup createGroup(String name, int members) {
        var joining = sample(members);
        var group = createGroup(name);
        joining.forEach(user -> addToGroup(user.id(), group.id()));
        return group(group.id());
    }

    /// Renames a group: `group_updated`.
    public synchronized SimulatedGroup renameGroup(String groupId, String name) {
        groupsUpdatedAt = time.next();
        var group = groups.rename(groupId, name, groupsUpdatedAt);
        announce(groupsUpdatedAt, () -> events.about(groupUpdated(groupId), group));
        return group;
    }

    /// Deletes a group: `user_updated` for each member, then `group_deleted`.
    public synchronized void deleteGroup(String groupId) {
        var group = groups.get(groupId);
        forEachMember(groupId, member -> removeFromGroup(member.id(), groupId));
        groupsUpdatedAt = time.next();
        groups.remove(groupId);
        announce(groupsUpdatedAt, () -> events.about(groupDeleted(groupId), group));
    }

    /// Puts somebody into a group: `user_updated`.
    public SimulatedUser addToGroup(String userId, String groupId) {
        return change(userId, user -> {
            var all = new ArrayList<>(user.groups());
            all.add(groupId);
            return user.groups(all.stream().distinct().toArray(String[]::new));
        });
    }

    /// Takes somebody out of a group: `user_updated`.
    public SimulatedUser removeFromGroup(String userId, String groupId) {
        return change(userId, user -> user
                .groups(user.groups().stream().filter(other -> !other.equals(groupId)).toArray(String[]::new)));
    }

    /// Assigns a role to a group: `user_updated` for each member, as it changes their roles. Done quietly, it changes the
    /// directory's `role_assignments` alone, however large the group.
    public synchronized void assignRole(String groupId, String role) {
        if (groups.assign(groupId, role)) {
            touchMembers(groupId);
        }
    }

    /// Takes a role from a group, as [#assignRole] gives it.
    public synchronized void unassignRole(String groupId, String role) {
        if (groups.unassign(groupId, role)) {
            touchMembers(groupId);
        }
    }

    /// How many users are in it, deactivated ones included.
    public synchronized int size() {
        return population.size();
    }

    /// Everyone in it as Rollcall should know them: with the roles of their groups.
    public List<SimulatedUser> users() {
        var users = new ArrayList<SimulatedUser>();
        forEach(UserFilter.ALL, users::add);
        return users;
    }

    /// Somebody in it as Rollcall should know them: with the roles of their groups.
    ///
    /// @throws NoSuchElementException if they are not, or no longer
    public synchronized SimulatedUser user(String userId) {
        return asSeen(population.get(present(userId)));
    }

    /// Its groups, in the order of their creation.
    public synchronized List<SimulatedGroup> groups() {
        return List.copyOf(groups.all());
    }

    /// One of its groups.
    ///
    /// @throws NoSuchElementException if there is none
    public synchronized SimulatedGroup group(String groupId) {
        return groups.get(groupId);
    }

    /// The number of the first user after the one with this number, or 0.
    synchronized int next(int number) {
        return population.next(number, UserFilter.ALL);
    }

    synchronized SimulatedUser user(int number) {
        return asSeen(population.get(number));
    }

    Population population() {
        return population;
    }

    Groups groupTable() {
        return groups;
    }

    boolean detailed() {
        return detailed;
    }

    /// How many users match, without looking at each as far as that is possible.
    synchronized int count(UserFilter filter) {
        if (filter.groupId() == null) {
            return filter.updatedAfter() == null ? population.size() : population.count(filter.updatedAfter());
        } else if (filter.updatedAfter() == null) {
            return groups.contains(filter.groupId()) ? groups.get(filter.groupId()).members() : 0;
        }
        var count = new AtomicInteger();
        forEach(filter, user -> count.incrementAndGet());
        return count.get();
    }

    /// When anything was last done to it.
    Instant lastChange() {
        return lastChange;
    }

    Instant usersUpdatedAt() {
        return usersUpdatedAt;
    }

    Instant groupsUpdatedAt() {
        return groupsUpdatedAt;
    }

    synchronized void forEach(UserFilter filter, Consumer<SimulatedUser> action) {
        for (var user = population.next(0, filter); user > 0; user = population.next(user, filter)) {
            action.accept(asSeen(population.get(user)));
        }
    }

    private void forEachMember(String groupId, Consumer<SimulatedUser> action) {
        forEach(new UserFilter(groupId, null), action);
    }

    private void touchMembers(String groupId) {
        if (!Announcements.isQuiet()) {
            forEachMember(groupId, member -> change(member.id(), UnaryOperator.identity()));
        }
    }

    private int present(String userId) {
        var user = population.number(userId);
        if (!population.contains(user)) {
            throw new NoSuchElementException("There is nobody with the id " + userId);
        }
        return user;
    }

    private List<SimulatedUser> sample(int count) {
        return population.sample(count, random).mapToObj(population::get).map(this::asSeen).toList();
    }

    private SimulatedUser asSeen(SimulatedUser user) {
        return user.roles(groups.rolesOf(user).toArray(String[]::new));
    }

    private void announce(Instant at, Supplier<SimulatedEvent> event) {
        lastChange = at;
        announcements.post(organization.id(), at, oddities, event);
    }
}
