package dev.rollcall.customers;

import dev.rollcall.KeptFigures;
import dev.rollcall.customers.DirectoryTable.Counts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The directories of all customers, and how they are.
@Service
public class CustomerDirectories {

    /// To look at all directories costs more than any other figure.
    private static final Duration KEPT = Duration.ofMinutes(5);

    private static final int AT_A_TIME = 200;

    private final DirectoryTable table;
    private final Clock clock;
    private final KeptFigures<Map<DirectoryState, Long>> kept;

    CustomerDirectories(DirectoryTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
        this.kept = new KeptFigures<>(clock, KEPT, this::counts);
    }

    /// @param organizationId only directories of this organization; null for all
    /// @param after only directories with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the directories by id
    public List<DirectoryView> list(@Nullable String organizationId, @Nullable String after, int limit) {
        return details(table.list(organizationId == null ? null : Set.of(organizationId), after, limit)).stream()
                .map(DirectoryDetails::view).toList();
    }

    /// @param organizationIds whose directories
    /// @param after only directories with a greater id; null starts with the first
    /// @param each at most as many of each organization
    /// @return their directories with all that is shown of them, by id
    public List<DirectoryDetails> of(Collection<String> organizationIds, @Nullable String after, int each) {
        return organizationIds.isEmpty() ? List.of() : details(table.list(organizationIds, after, each));
    }

    /// @param state what is to be true of them, be it the worst or not
    /// @param after only directories with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the directories by id
    public List<DirectoryDetails> having(DirectoryState state, @Nullable String after, int limit) {
        Instant now = clock.instant();
        List<DirectoryFacts> found = new ArrayList<>();
        String last = after;
        List<DirectoryFacts> page;
        do {
            page = table.list(null, last, AT_A_TIME);
            page.stream().filter(one -> Diagnosis.of(one, now).stream().map(Finding::state).anyMatch(state::equals))
                    .limit(limit - found.size()).forEach(found::add);
            last = page.isEmpty() ? last : page.getLast().id();
        } while (page.size() == AT_A_TIME && found.size() < limit);
        return details(found);
    }

    /// @param state something that may be true of a directory
    /// @return of how many it is, as of five minutes ago at most; NaN while the database cannot be asked
    public double count(DirectoryState state) {
        return kept.read(counts -> Objects.requireNonNullElse(counts.get(state), 0L));
    }

    private Map<DirectoryState, Long> counts() {
        Instant now = clock.instant();
        Map<DirectoryState, Long> counts = new EnumMap<>(DirectoryState.class);
        eachKnown(some -> some.stream().flatMap(one -> Diagnosis.of(one, now).stream())
                .forEach(finding -> counts.merge(finding.state(), 1L, Long::sum)));
        return counts;
    }

    /// Goes through all directories.
    ///
    /// @param some what to do with some of them at a time, by id
    public void each(Consumer<List<DirectoryDetails>> some) {
        eachKnown(page -> some.accept(details(page)));
    }

    private void eachKnown(Consumer<List<DirectoryFacts>> some) {
        List<DirectoryFacts> page = table.list(null, null, AT_A_TIME);
        while (!page.isEmpty()) {
            some.accept(page);
            page = page.size() < AT_A_TIME ? List.of() : table.list(null, page.getLast().id(), AT_A_TIME);
        }
    }

    private List<DirectoryDetails> details(List<DirectoryFacts> directories) {
        Instant now = clock.instant();
        Map<String, Counts> counts = table.counts(directories.stream().map(DirectoryFacts::id).toList());
        return directories.stream()
                .map(facts -> DirectoryDetails.of(facts, counts.getOrDefault(facts.id(), Counts.NONE), now)).toList();
    }
}
