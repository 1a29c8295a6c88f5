package dev.rollcall.journal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Goes through all accounts of the organization or the status that is meant, or else through all.
final class Everybody implements Iterator<Stretch> {

    static final int MOST_AT_ONCE = 1000;

    private final KeyedReads reads;
    private final UserFilter filter;
    private final UserConditions conditions;
    private @Nullable UUID before;
    private int atOnce;
    private boolean ended;

    /// @param reads how to read
    /// @param filter which users
    /// @param before only users older than the one with this id; null starts with the newest
    /// @param atOnce how many to look at first; then ever more, in case that hardly anybody matches
    Everybody(KeyedReads reads, UserFilter filter, @Nullable UUID before, int atOnce) {
        this.reads = reads;
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
        List<UUID> all = reads.read(jdbc -> jdbc.sql(sql()).params(conditions.parameters()).param("before", before)
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
                        : filter.status() != null ? "and " + UserConditions.has(filter.status()) : "",
                before == null ? "" : "and a.id < :before");
    }
}
