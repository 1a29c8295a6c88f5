package dev.rollcall.accounts;

import dev.rollcall.accounts.SlowStatement.Listed;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// DESIGN's rules 4, 6 and 8 once more, written from their text and without any thought of speed: keeps every statement,
/// and computes everybody anew from all of them. Mappings of roles are those of `OrderIndependenceTests`.
final class SlowModel {

    /// What was done by hand for the account of a directory user.
    record Deed(Kind kind, String anchor, String detail, Instant at, @Nullable Instant known, SlowVersion from) {

        /// What an admin can do.
        enum Kind {
            GRANT, PROTECT, MERGE, ERASE
        }
    }

    private final SlowPersons.Mode mode;
    private final Map<String, SlowStatement> statements = new TreeMap<>();
    private final List<Deed> deeds = new ArrayList<>();
    private final List<Set<String>> ties = new ArrayList<>();
    private final Map<String, Instant> erased = new HashMap<>();
    /// What was computed since anything was heard or done last: even here nobody wants to wait for ever.
    private final Map<String, SlowPersons> computed = new HashMap<>();

    SlowModel(SlowPersons.Mode mode) {
        this.mode = mode;
    }

    /// An event, first received at an instant.
    SlowModel hear(SimulatedEvent event, Instant receivedAt) {
        return hear(SlowStatement.read(event, receivedAt, null));
    }

    /// A user of a page of a directory.
    SlowModel list(SimulatedEvent user, Instant fetchedAt, String directory) {
        return hear(SlowStatement.read(user, fetchedAt, directory));
    }

    private SlowModel hear(SlowStatement statement) {
        computed.clear();
        statements.merge(statement.version().event() + " " + statement.subject(), statement,
                (one, other) -> one.version().isBefore(other.version()) ? one : other);
        return this;
    }

    /// Does something by hand, if it can be done and it is clear whom it concerns.
    ///
    /// @param other the role that is granted, or a directory user of the account to merge with
    /// @return whether it is done
    boolean act(Deed.Kind kind, String directoryUser, String other, Instant at) {
        Optional<Set<SlowDirectoryUser>> found = personOf(directoryUser);
        if (found.isEmpty()) {
            return false;
        }
        Set<SlowDirectoryUser> person = found.get();
        // Whom it is given to and when is told by what is known then, not by the clock of whoever clicks.
        Instant known = person.stream()
                .flatMap(user -> Stream.ofNullable(persons(organization(person)).strangerSince(user)))
                .max(Comparator.naturalOrder()).map(SlowVersion::at).orElse(null);
        SlowVersion from = person.stream().flatMap(user -> user.statements().stream()).map(SlowStatement::version)
                .max(Comparator.naturalOrder()).orElse(new SlowVersion(Instant.EPOCH, "", ""));
        Deed deed = new Deed(kind, firstHolder(person), other, at, known, from);
        boolean possible = switch (kind) {
            case GRANT -> true;
            case PROTECT -> isActive(person);
            case MERGE -> merge(person, personOf(other));
            case ERASE -> !isActive(person) && erase(person, at);
        };
        if (possible) {
            computed.clear();
            deeds.add(deed);
        }
        return possible;
    }

    private static boolean merge(Set<SlowDirectoryUser> person, Optional<Set<SlowDirectoryUser>> other) {
        return other.isPresent() && !other.get().equals(person) && person.size() == 1 && other.get().size() == 1
                && organization(person).equals(organization(other.get()));
    }

    private boolean erase(Set<SlowDirectoryUser> person, Instant now) {
        person.forEach(user -> erased.put(user.id(),
                statements.values().stream().filter(isAbout(user.id())).map(statement -> statement.version().at())
                        .filter(now::isBefore).max(Comparator.naturalOrder()).orElse(now)));
        ties.add(person.stream().map(SlowDirectoryUser::id).collect(Collectors.toSet()));
        deeds.removeIf(deed -> deed.kind() == Deed.Kind.GRANT && isOf(deed, person));
        return true;
    }

    private Optional<Set<SlowDirectoryUser>> personOf(String directoryUser) {
        return users().stream().filter(user -> user.id().equals(directoryUser) && user.isPlaced()).findFirst()
                .map(user -> persons(Objects.requireNonNull(user.organization())).of(user));
    }

    /// With whom account, grants and protection stay: the first of whom anything was said.
    private static String firstHolder(Set<SlowDirectoryUser> person) {
        return person.stream().min(Comparator.comparing(SlowDirectoryUser::first).thenComparing(SlowDirectoryUser::id))
                .orElseThrow().id();
    }

    private List<SlowDirectoryUser> users() {
        return statements.values().stream().filter(statement -> statement.is("user_")).map(SlowStatement::subject)
                .distinct().map(this::user).toList();
    }

    private static Predicate<SlowStatement> isAbout(String directoryUser) {
        return statement -> statement.is("user_") && statement.subject().equals(directoryUser);
    }

    private SlowDirectoryUser user(String id) {
        List<SlowStatement> said = statements.values().stream().filter(isAbout(id))
                .sorted(Comparator.comparing(SlowStatement::version)).toList();
        String organization = said.stream().filter(statement -> !statement.isLeaving() || statement.directory() != null)
                .flatMap(statement -> statement.organizations().stream()).findFirst().orElse(null);
        Set<String> directories = new TreeSet<>();
        said.forEach(statement -> Stream
                .concat(Stream.ofNullable(statement.directory()),
                        listed(statement).flatMap(group -> Stream.ofNullable(directoryOf(group.id()))))
                .forEach(directories::add));
        return new SlowDirectoryUser(id, organization, remembered(id, said), directories);
    }

    /// After an erasure nothing counts that is dated before it, or before the person is said to be back.
    private List<SlowStatement> remembered(String id, List<SlowStatement> said) {
        Instant erasedAt = erased.get(id);
        return erasedAt == null ? said
                : said.stream().filter(statement -> statement.version().at().isAfter(erasedAt))
                        .dropWhile(statement -> !Boolean.TRUE.equals(statement.active())).toList();
    }

    private static Stream<Listed> listed(SlowStatement statement) {
        List<Listed> groups = statement.groups();
        return groups == null ? Stream.empty() : groups.stream();
    }

    private @Nullable String directoryOf(String group) {
        return newest(aboutGroup(group), statement -> statement.filled("directory_id"));
    }

    /// {@return whether of everybody something else is known than what leavers' statements say}
    boolean isEverybodyPlaced() {
        return users().stream().allMatch(SlowDirectoryUser::isPlaced);
    }

    private static Predicate<SlowStatement> aboutGroup(String group) {
        return statement -> statement.is("group_") && statement.subject().equals(group);
    }

    private <T> @Nullable T newest(Predicate<SlowStatement> about, Function<SlowStatement, @Nullable T> field) {
        return statements.values().stream().filter(about)
                .sorted(Comparator.comparing(SlowStatement::version).reversed())
                .flatMap(statement -> Stream.ofNullable(field.apply(statement))).findFirst().orElse(null);
    }

    private @Nullable String nameOf(String group) {
        return newest(statement -> true,
                statement -> aboutGroup(group)
                        .test(statement)
                                ? statement.filled("display_name")
                                : statement.is("user_") && !statement.isLeaving()
                                        ? listed(statement).filter(listed -> listed.id().equals(group))
                                                .map(Listed::name).filter(Objects::nonNull).findFirst().orElse(null)
                                        : null);
    }

    private boolean isDeleted(String group) {
        return Boolean.TRUE.equals(newest(aboutGroup(group), statement -> statement.is("group_deleted")));
    }

    private boolean isOrganizationDeleted(String organization) {
        return Boolean.TRUE.equals(newest(
                statement -> statement.type().startsWith("organization.") && statement.subject().equals(organization),
                statement -> statement.is("organization.deleted")));
    }

    private Set<String> groups(String organization) {
        Set<String> groups = new TreeSet<>();
        statements.values().stream().filter(statement -> statement.is("group_"))
                .filter(statement -> statement.organizations().contains(organization))
                .forEach(statement -> groups.add(statement.subject()));
        Set<String> members = members(organization).stream().map(SlowDirectoryUser::id).collect(Collectors.toSet());
        statements.values().stream().filter(statement -> statement.is("user_"))
                .filter(statement -> members.contains(statement.subject())).flatMap(SlowModel::listed)
                .forEach(group -> groups.add(group.id()));
        return groups;
    }

    private List<SlowDirectoryUser> members(String organization) {
        return users().stream().filter(user -> user.isPlaced() && Objects.equals(user.organization(), organization))
                .toList();
    }

    private SlowPersons persons(String organization) {
        return computed.computeIfAbsent(organization, this::personsOf);
    }

    private SlowPersons personsOf(String organization) {
        List<Set<String>> together = new ArrayList<>(ties);
        deeds.stream().filter(deed -> deed.kind() == Deed.Kind.MERGE)
                .forEach(deed -> together.add(Set.of(deed.anchor(), deed.detail())));
        return new SlowPersons(mode, members(organization), together);
    }

    private static String organization(Set<SlowDirectoryUser> person) {
        return Objects.requireNonNull(person.iterator().next().organization());
    }

    private static boolean isOf(Deed deed, Set<SlowDirectoryUser> person) {
        return person.stream().anyMatch(user -> user.id().equals(deed.anchor()));
    }

    /// What counts of what was done by hand: it rests while only strangers who came later are there.
    private Stream<Deed> counting(Deed.Kind kind, Set<SlowDirectoryUser> person) {
        SlowPersons persons = persons(organization(person));
        return deeds.stream().filter(deed -> deed.kind() == kind && isOf(deed, person)).filter(deed -> {
            Predicate<SlowDirectoryUser> isStranger = user -> {
                SlowVersion since = persons.strangerSince(user);
                SlowVersion its = user(deed.anchor()) == null ? null : persons.strangerSince(user(deed.anchor()));
                return since != null && (deed.known() == null || since.at().isAfter(deed.known()))
                        && (its == null || since.at().isAfter(its.at()));
            };
            return person.stream().noneMatch(isStranger)
                    || person.stream().anyMatch(user -> user.isActive() && !isStranger.test(user));
        });
    }

    /// Since when somebody is kept active whatever is said; null if that is not so.
    private @Nullable SlowVersion protectedSince(Set<SlowDirectoryUser> person) {
        return counting(Deed.Kind.PROTECT, person).map(Deed::from).max(Comparator.naturalOrder()).orElse(null);
    }

    /// Whether somebody is kept active: protection keeps who is active then, or becomes so later.
    private boolean isProtected(Set<SlowDirectoryUser> person) {
        SlowVersion since = protectedSince(person);
        return since != null
                && new SlowAddresses(persons(organization(person)).all(), this::protectedSince).isActive(person);
    }

    private boolean isActive(Set<SlowDirectoryUser> person) {
        return isProtected(person) || person.stream().anyMatch(SlowDirectoryUser::isActive)
                && !isOrganizationDeleted(organization(person));
    }

    /// Those whose roles and groups count.
    private List<SlowDirectoryUser> counted(Set<SlowDirectoryUser> person) {
        boolean everybody = isProtected(person);
        boolean nobody = !everybody && isOrganizationDeleted(organization(person));
        return person.stream().filter(user -> everybody || !nobody && user.isActive()).toList();
    }

    static @Nullable String name(Set<SlowDirectoryUser> person, String field) {
        Comparator<SlowDirectoryUser> seenLast = Comparator.comparing(SlowDirectoryUser::first)
                .thenComparing(SlowDirectoryUser::id).reversed();
        List<SlowDirectoryUser> active = person.stream().filter(SlowDirectoryUser::isActive).sorted(seenLast).toList();
        Optional<String> name = firstName(active, field);
        if (name.isPresent() || active.stream().anyMatch(user -> saidName(user, field) != null)) {
            return name.orElse(null);
        }
        return firstName(person.stream().filter(user -> !user.isActive()).sorted(seenLast).toList(), field)
                .orElse(null);
    }

    private static Optional<String> firstName(List<SlowDirectoryUser> users, String field) {
        return users.stream().flatMap(user -> Stream.ofNullable(saidName(user, field))).filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static @Nullable String saidName(SlowDirectoryUser user, String field) {
        return user.newest(statement -> field.equals("attributes") ? statement.attributes() : statement.name(field));
    }

    private Map<String, @Nullable String> liveGroups(Set<SlowDirectoryUser> person) {
        Map<String, @Nullable String> groups = new TreeMap<>();
        counted(person).stream().flatMap(user -> Stream.ofNullable(user.newest(SlowStatement::groups)))
                .flatMap(Collection::stream).map(Listed::id).filter(group -> !isDeleted(group))
                .forEach(group -> groups.put(group, nameOf(group)));
        return groups;
    }

    private Set<String> roles(Set<SlowDirectoryUser> person) {
        Set<String> roles = new TreeSet<>();
        counted(person).forEach(user -> Stream.ofNullable(user.newest(SlowStatement::roles)).flatMap(Collection::stream)
                .forEach(role -> roles.add(role + ":DIRECTORY")));
        Set<String> names = new HashSet<>(liveGroups(person).values());
        if (names.contains("Team 1")) {
            roles.add("lead:GROUP");
        }
        if (names.contains("Team 2") || names.contains("Team 3")) {
            roles.add("guest:GROUP");
        } else if (names.contains("Team 1")) {
            roles.add("member:GROUP");
        }
        counting(Deed.Kind.GRANT, person).forEach(grant -> roles.add(grant.detail() + ":MANUAL"));
        return roles;
    }

    /// {@return one line for each user, group and directory of an organization; what only leavers' statements named is not
    /// there}
    List<String> state(String organization) {
        List<String> state = new ArrayList<>();
        Collection<Set<SlowDirectoryUser>> persons = persons(organization).all();
        SlowAddresses addresses = new SlowAddresses(persons, this::protectedSince);
        persons.forEach(person -> state.add(user(person.stream().map(SlowDirectoryUser::id).toList(), isActive(person),
                addresses.of(person), name(person, "name"), name(person, "given_name"), name(person, "family_name"),
                name(person, "preferred_username"), name(person, "attributes"), roles(person), liveGroups(person))));
        groups(organization).forEach(group -> state.add(group(group, nameOf(group), isDeleted(group))));
        directories(organization, (id, enabled) -> state.add(directory(id, enabled)));
        return state.stream().sorted().toList();
    }

    private void directories(String organization, BiConsumer<String, Boolean> each) {
        statements.values().stream().filter(SlowModel::isAboutDirectory)
                .filter(statement -> statement.organizations().contains(organization)).map(SlowStatement::subject)
                .distinct().forEach(
                        id -> each.accept(id,
                                Boolean.TRUE.equals(newest(
                                        statement -> isAboutDirectory(statement) && statement.subject().equals(id),
                                        statement -> statement.is("enabled")))));
    }

    private static boolean isAboutDirectory(SlowStatement statement) {
        return statement.is("directory_enabled") || statement.is("directory_disabled");
    }

    static String user(Collection<String> directoryUsers, boolean active, @Nullable String email, @Nullable String name,
            @Nullable String givenName, @Nullable String familyName, @Nullable String username,
            @Nullable String attributes, Collection<String> roles, Map<String, @Nullable String> groups) {
        String others = Stream.of(username, attributes).filter(Objects::nonNull).collect(Collectors.joining(" "));
        return "user %s %s %s, %s, %s, %s%s; roles %s, groups %s".formatted(directoryUsers.stream().sorted().toList(),
                active ? "ACTIVE" : "DEACTIVATED", email, name, givenName, familyName,
                others.isEmpty() ? "" : ", " + others, roles.stream().sorted().toList(), new TreeMap<>(groups));
    }

    static String group(String id, @Nullable String name, boolean deleted) {
        return "group %s '%s'%s".formatted(id, name, deleted ? " deleted" : "");
    }

    static String directory(String id, boolean enabled) {
        return "directory %s %s".formatted(id, enabled ? "enabled" : "disabled");
    }
}
