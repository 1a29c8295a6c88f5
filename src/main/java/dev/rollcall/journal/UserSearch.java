package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds the users that a filter means, newest first: among a few candidates, if there are few, else by going through all of
/// them. What a row cannot answer, which roles and groups somebody really has, [UserReader] says.
@Component
class UserSearch {

    /// How many accounts one call looks at, so that whoever asks for what hardly anybody is does not wait for minutes.
    static final int MOST_LOOKED_AT = 50_000;

    /// How many of them it reads as a whole.
    static final int MOST_READ = 10_000;

    private static final int MOST_AT_ONCE = 1000;
    private static final int READ_AT_ONCE = 200;

    private final UserCandidates candidates;
    private final UserReader reader;
    private final KeyedReads reads;
    private final JdbcClient jdbc;

    UserSearch(UserCandidates candidates, UserReader reader, KeyedReads reads, JdbcClient jdbc) {
        this.candidates = candidates;
        this.reader = reader;
        this.reads = reads;
        this.jdbc = jdbc;
    }

    /// Some accounts, newest first.
    ///
    /// @param ids those that may match
    /// @param lookedAt how many were looked at
    /// @param last the last one that was looked at
    private record Stretch(List<UUID> ids, int lookedAt, @Nullable UUID last) {
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
            for (Iterator<User> users = users(stretch, filter).iterator(); users.hasNext();) {
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

    /// Goes through all of them in short reads, so that neither memory nor a transaction has to hold them.
    ///
    /// @param filter which users
    /// @param users what to do with some of them, newest first
    void each(UserFilter filter, Consumer<List<User>> users) {
        stretches(filter, null, MOST_AT_ONCE / 2)
                .forEachRemaining(stretch -> users.accept(users(stretch, filter).toList()));
    }

    private Stream<User> users(Stretch stretch, UserFilter filter) {
        List<UUID> ids = stretch.ids();
        return Stream.iterate(0, from -> from < ids.size(), from -> from + READ_AT_ONCE)
                .flatMap(from -> read(ids.subList(from, Math.min(from + READ_AT_ONCE, ids.size()))))
                .filter(user -> matches(user, filter));
    }

    private Stream<User> read(List<UUID> ids) {
        Map<UUID, User> users = reader.find(ids).stream().collect(Collectors.toMap(User::id, Function.identity()));
        return ids.stream().flatMap(id -> Stream.ofNullable(users.get(id)));
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
                .orElseGet(() -> new Everybody(filter, before, atOnce));
    }

    private Iterator<Stretch> among(List<UUID> few, UserFilter filter, @Nullable UUID before) {
        UserConditions conditions = new UserConditions(filter);
        List<UUID> ids = reads.read(() -> jdbc
                .sql("select a.id from app_user a where a.id = any (:few) and %s %s order by a.id desc"
                        .formatted(conditions, before == null ? "" : "and a.id < :before"))
                .params(conditions.parameters()).param("few", few.toArray(UUID[]::new)).param("before", before)
                .query((row, number) -> row.getObject(1, UUID.class)).list());
        return ids.isEmpty() ? Collections.emptyIterator()
                : List.of(new Stretch(ids, ids.size(), ids.getLast())).iterator();
    }

    /// Goes through all accounts of the organization or the status that is meant, or else through all.
    private final class Everybody implements Iterator<Stretch> {

        private final UserFilter filter;
        private final UserConditions conditions;
        private @Nullable UUID before;
        private int atOnce;
        private boolean ended;

        private Everybody(UserFilter filter, @Nullable UUID before, int atOnce) {
            this.filter = filter;
            this.conditions = new UserConditions(filter);
            this.before = before;
            this.atOnce = atOnce;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public Stretch next() {
            if (ended) {
                throw new NoSuchElementException();
            }
            List<UUID> matching = new ArrayList<>();
            List<UUID> all = reads.read(() -> jdbc.sql(sql()).params(conditions.parameters()).param("before", before)
                    .param("most", atOnce).query((row, number) -> {
                        UUID id = row.getObject("id", UUID.class);
                        if (row.getBoolean("matches")) {
                            matching.add(id);
                        }
                        return id;
                    }).list());
            ended = all.size() < atOnce;
            before = ended ? before : all.getLast();
            atOnce = Math.min(2 * atOnce, MOST_AT_ONCE);
            return new Stretch(matching, all.size(), before);
        }

        /// Where to go on is known also if nobody matches: the conditions that no index finds do not limit whom it looks at.
        private String sql() {
            return """
                    select a.id, %s as matches
                      from (select * from app_user a where %s %s %s order by a.id desc limit :most) as a
                     order by a.id desc""".formatted(conditions, UserConditions.SEEN,
                    filter.organizationId() != null ? "and a.organization_id = :organization"
                            : filter.status() != null ? "and a.status = :status" : "",
                    before == null ? "" : "and a.id < :before");
        }
    }
}
