package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Finds the users that a filter means, newest first: among a few candidates, if there are few, else by going through all of
/// them. What a row cannot answer, which roles and groups somebody really has, [UserReader] says.
@Component
class UserSearch {

    /// How many accounts one call looks at, so that whoever asks for what hardly anybody is does not wait for minutes.
    static final int MOST_LOOKED_AT = 50_000;

    /// How many of them it reads as a whole.
    static final int MOST_READ = 10_000;

    /// Up to how many one call counts.
    static final int MOST_COUNTED = 10_000;

    static final int MOST_READ_TO_COUNT = 1000;

    private static final int READ_AT_ONCE = 200;

    private final UserCandidates candidates;
    private final UserReader reader;
    private final KeyedReads reads;

    UserSearch(UserCandidates candidates, UserReader reader, KeyedReads reads) {
        this.candidates = candidates;
        this.reader = reader;
        this.reads = reads;
    }

    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param limit at most as many
    /// @return the users, newest first, and where to go on
    UserPage page(UserFilter filter, @Nullable UUID before, int limit) {
        List<User> found = new ArrayList<>();
        int lookedAt = 0;
        int read = 0;
        Iterator<Stretch> stretches = stretches(filter, before, limit + 1);
        while (stretches.hasNext()) {
            Stretch stretch = stretches.next();
            for (Iterator<User> users = some(stretch, filter).flatMap(List::stream).iterator(); users.hasNext();) {
                if (found.size() == limit) {
                    return new UserPage(found, found.getLast().id());
                }
                found.add(users.next());
            }
            lookedAt += stretch.lookedAt();
            read += stretch.ids().size();
            if ((lookedAt >= MOST_LOOKED_AT || read >= MOST_READ) && stretches.hasNext()) {
                return new UserPage(found, stretch.last());
            }
        }
        return new UserPage(found, null);
    }

    /// @param filter which users
    /// @return how many there are, [#MOST_COUNTED] and one if there are more; empty if one would have to look at more of them, or
    /// to read more than [#MOST_READ_TO_COUNT] as a whole
    OptionalInt count(UserFilter filter) {
        Iterator<Stretch> stretches = stretches(filter, null, MOST_COUNTED + 1);
        if (!stretches.hasNext()) {
            return OptionalInt.of(0);
        }
        Stretch first = stretches.next();
        int matching = first.ids().size();
        if (stretches.hasNext() && matching <= MOST_COUNTED) {
            return OptionalInt.empty();
        }
        if (filter.role() == null && filter.groupId() == null) {
            return OptionalInt.of(matching);
        }
        return matching > MOST_READ_TO_COUNT ? OptionalInt.empty()
                : OptionalInt.of(some(first, filter).mapToInt(List::size).sum());
    }

    /// Goes through all of them in short reads, so that neither memory nor a transaction has to hold them.
    ///
    /// @param filter which users
    /// @param users what to do with some of them, newest first
    void each(UserFilter filter, Consumer<List<User>> users) {
        stretches(filter, null, Everybody.MOST_AT_ONCE)
                .forEachRemaining(stretch -> some(stretch, filter).forEach(users));
    }

    /// {@return those of a stretch that match, some at a time, as their attributes may be long}
    private Stream<List<User>> some(Stretch stretch, UserFilter filter) {
        List<UUID> ids = stretch.ids();
        return Stream.iterate(0, from -> from < ids.size(), from -> from + READ_AT_ONCE)
                .map(from -> read(ids.subList(from, Math.min(from + READ_AT_ONCE, ids.size())), filter));
    }

    private List<User> read(List<UUID> ids, UserFilter filter) {
        Map<UUID, User> users = reader.find(ids).stream().collect(Collectors.toMap(User::id, Function.identity()));
        return ids.stream().flatMap(id -> Stream.ofNullable(users.get(id))).filter(user -> matches(user, filter))
                .toList();
    }

    private static boolean matches(User user, UserFilter filter) {
        String role = filter.role();
        return (role == null || user.roles().stream().anyMatch(its -> !its.resting() && isCalled(its.name(), role)))
                && (filter.groupId() == null
                        || user.groups().stream().anyMatch(group -> group.id().equals(filter.groupId())));
    }

    /// What was granted before there was a normal form is called as it was.
    private static boolean isCalled(String name, String role) {
        return name.equals(role) || name.equals(NormalForm.text(role));
    }

    private Iterator<Stretch> stretches(UserFilter filter, @Nullable UUID before, int atOnce) {
        String text = filter.text();
        List<UUID> called = text == null ? List.of() : candidates.called(text);
        if (!called.isEmpty()) {
            return among(called, filter.likeAnybody(), before);
        }
        if (text != null && SearchWords.query(text).isEmpty()) {
            return Collections.emptyIterator();
        }
        return candidates.find(filter).map(few -> among(few, filter, before))
                .orElseGet(() -> new Everybody(reads, filter, before, atOnce));
    }

    private Iterator<Stretch> among(List<UUID> few, UserFilter filter, @Nullable UUID before) {
        UserConditions conditions = new UserConditions(filter);
        List<UUID> ids = reads.read(jdbc -> jdbc
                .sql("select a.id from app_user a where a.id = any (:few) and %s %s order by a.id desc"
                        .formatted(conditions, before == null ? "" : "and a.id < :before"))
                .params(conditions.parameters()).param("few", few.toArray(UUID[]::new)).param("before", before)
                .query((row, number) -> row.getObject(1, UUID.class)).list());
        return ids.isEmpty() ? Collections.emptyIterator()
                : List.of(new Stretch(ids, ids.size(), ids.getLast())).iterator();
    }
}
