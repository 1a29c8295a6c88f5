package dev.rollcall.accounts;

import dev.rollcall.accounts.Persons.Merge;
import dev.rollcall.accounts.Takers.Key;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Finds out who may have to do with whom.
@Component
class Surroundings {

    /// However long the chain of people is who passed addresses on: about so many are looked at beyond some for each one of
    /// whom something was said.
    private static final int MOST = 300;

    private final Statements statements;
    private final Takers whoTook;
    private final Rosters rosters;
    private final Pasts pasts;

    Surroundings(Statements statements, Takers takers, Rosters rosters, Pasts pasts) {
        this.statements = statements;
        this.whoTook = takers;
        this.rosters = rosters;
        this.pasts = pasts;
    }

    /// Finds out whom it concerns who these directory users are, and puts them on the roster.
    ///
    /// @param organizationId the organization that all of them belong to
    /// @param users directory users on the roster; what was said of them is noted
    /// @param now when crowds are reported
    /// @return their circles
    List<Circle> circles(String organizationId, Collection<DirectoryUser> users, Roster roster, Instant now) {
        Exploration exploration = new Exploration(organizationId, roster, now);
        Set<String> ids = users.stream().map(DirectoryUser::id).collect(Collectors.toCollection(LinkedHashSet::new));
        exploration.explore(ids);
        return exploration.circles().apart().stream().filter(circle -> circle.members().anyMatch(ids::contains))
                .toList();
    }

    /// Everybody who can be reached from some directory users.
    private final class Exploration {

        private final String organizationId;
        private final Roster roster;
        private final Instant now;
        private final Map<String, List<Statement>> said = new LinkedHashMap<>();
        private final Map<Key, Set<String>> takers = new HashMap<>();
        private final Map<Key, Set<String>> crowds = new HashMap<>();
        private final Set<Merge> merges = new LinkedHashSet<>();
        private Collection<String> next = Set.of();

        Exploration(String organizationId, Roster roster, Instant now) {
            this.organizationId = organizationId;
            this.roster = roster;
            this.now = now;
        }

        void explore(Collection<String> beginning) {
            next = beginning;
            int most = 4 * beginning.size() + MOST;
            while (!next.isEmpty() && said.size() < most) {
                List<String> unknown = next.stream().filter(id -> roster.find(id) == null).toList();
                if (!unknown.isEmpty()) {
                    rosters.read(roster, unknown);
                }
                next = beyond(next.stream().filter(this::isHere).collect(Collectors.toCollection(LinkedHashSet::new)));
            }
        }

        /// Who was waited for may have been placed in another organization.
        private boolean isHere(String id) {
            DirectoryUser user = roster.find(id);
            return user != null && user.organizationId().equals(organizationId);
        }

        /// {@return whom directory users lead to, and nobody else has led to before}
        private Set<String> beyond(Set<String> reached) {
            Map<String, List<Statement>> theirs = statements.about(reached);
            theirs.forEach((id, list) -> list.addAll(Statement.of(roster.user(id))));
            said.putAll(theirs);
            Set<Key> keys = theirs.entrySet().stream().filter(one -> roster.user(one.getKey()).placed())
                    .flatMap(one -> one.getValue().stream()).flatMap(Statement::keys)
                    .filter(key -> !takers.containsKey(key)).collect(Collectors.toCollection(LinkedHashSet::new));
            Map<Key, Set<String>> found = whoTook.of(organizationId, keys);
            keys.forEach(key -> take(key, found.getOrDefault(key, Set.of())));
            List<Merge> merged = statements.merges(reached);
            merges.addAll(merged);
            return Stream.of(keys.stream().map(key -> Objects.requireNonNull(takers.get(key)))
                    // Who is one too many of a crowd has nothing to do with it.
                    .filter(its -> !Collections.disjoint(its, reached)).flatMap(Set::stream),
                    merged.stream().flatMap(Merge::both), reached.stream().flatMap(roster::companions))
                    .flatMap(ids -> ids).filter(id -> !said.containsKey(id))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private void take(Key key, Set<String> its) {
            if (its.size() <= Takers.CROWD) {
                takers.put(key, its);
                return;
            }
            Set<String> counting = its.stream().limit(Takers.CROWD).collect(Collectors.toSet());
            takers.put(key, counting);
            crowds.put(key, counting);
            whoTook.report(organizationId, Set.of(key), now);
        }

        Circles circles() {
            return new Circles(roster, said, takers, crowds, merges, pasts.of(said, roster), next.isEmpty());
        }
    }
}
