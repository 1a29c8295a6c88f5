package dev.rollcall.accounts;

import dev.rollcall.accounts.Takers.Key;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which person has which address: one address belongs to one active person, to the first one who took it while active
/// and still wants it. Another one who takes it gets it as soon as it is free, and keeps the address from before until
/// then, unless somebody wants that. Who is not active goes on showing an address, and keeps nobody from it. All of it is
/// lived through again, so that the outcome depends on when something was true and not on when it became known.
final class Addresses {

    /// Who is asking.
    ///
    /// @param members the directory users that are one person, the first one first
    /// @param protectedFrom after which statement the person stays active once it is, whatever is said; null if that is not
    /// so
    record Claim(List<Past> members, @Nullable Version protectedFrom) {
    }

    /// The address of a person.
    ///
    /// @param address the address in its normal form; null if there is none
    /// @param wanted the one that the person took and another active one has; null if there is none
    /// @param active whether the person is active, or has been since it is protected
    record Ownership(@Nullable String address, @Nullable String wanted, boolean active) {
    }

    private static final Comparator<Claimant> IN_TURN = Comparator.comparing(Claimant::isActive).reversed()
            .thenComparing(Claimant::since);

    private final List<Claimant> claimants;

    private Addresses(List<Claim> claims, Map<Key, Set<String>> crowds) {
        this.claimants = claims.stream().map(claim -> new Claimant(claim, crowds)).toList();
    }

    /// @param claims the persons, all who ever had one of each other's addresses
    /// @param crowds who counts of those who took an address that too many have taken
    /// @return for each of them, in the same order, its address
    static List<Ownership> of(List<Claim> claims, Map<Key, Set<String>> crowds) {
        Addresses addresses = new Addresses(claims, crowds);
        Map<Version, Set<Claimant>> moments = new TreeMap<>();
        addresses.claimants.forEach(claimant -> claimant.claim.members.forEach(past -> Stream
                .of(Set.of(past.firstSeen()), past.addresses().keySet(), past.activity().keySet()).flatMap(Set::stream)
                .forEach(at -> moments.computeIfAbsent(at, key -> new LinkedHashSet<>()).add(claimant))));
        moments.forEach(addresses::pass);
        return addresses.claimants.stream().map(Claimant::ownership).toList();
    }

    private void pass(Version moment, Set<Claimant> concerned) {
        concerned.forEach(claimant -> claimant.reach(moment));
        // Who comes back finds the address taken, if it is.
        concerned.stream().filter(claimant -> claimant.comesBack).sorted(IN_TURN).forEach(claimant -> {
            if (isTaken(claimant.address, claimant)) {
                claimant.address = null;
            }
            claimant.comesBack = false;
        });
        List<Claimant> waiting = claimants.stream().filter(Claimant::waits).sorted(IN_TURN).toList();
        while (waiting.stream().anyMatch(this::takesWhatIsFree)) {
            // whoever got an address may have freed another
            waiting = claimants.stream().filter(Claimant::waits).sorted(IN_TURN).toList();
        }
    }

    /// Whether another active person has an address and wants it.
    private boolean isTaken(@Nullable String address, Claimant by) {
        return address != null && claimants.stream().anyMatch(other -> other != by && other.active && !other.comesBack
                && address.equals(other.address) && address.equals(other.wanted));
    }

    private boolean takesWhatIsFree(Claimant claimant) {
        if (!claimant.waits() || isTaken(claimant.wanted, claimant)) {
            return false;
        }
        claimant.address = claimant.wanted;
        if (claimant.active) {
            claimants.stream().filter(other -> other != claimant && other.active)
                    .filter(other -> Objects.equals(other.address, claimant.address))
                    .forEach(other -> other.address = null);
        }
        return true;
    }

    private static final class Claimant {

        private final Claim claim;
        private final Predicate<String> mayHave;
        private boolean active;
        private boolean comesBack;
        private @Nullable String wanted;
        private @Nullable String address;
        private Version since = Version.NEVER;

        Claimant(Claim claim, Map<Key, Set<String>> crowds) {
            this.claim = claim;
            this.mayHave = address -> {
                Set<String> counting = crowds.get(new Key(true, address));
                return counting == null || claim.members.stream().anyMatch(past -> counting.contains(past.id()));
            };
        }

        /// Takes in what is true as of a moment.
        void reach(Version moment) {
            List<Past> there = claim.members.stream().filter(past -> !moment.isBefore(past.firstSeen())).toList();
            List<Past> speaking = there.stream().filter(past -> past.wasActiveAt(moment)).toList();
            boolean isProtected = claim.protectedFrom != null && claim.protectedFrom.isBefore(moment);
            boolean nowActive = !speaking.isEmpty() || isProtected && active;
            String before = wanted;
            wanted = (speaking.isEmpty() ? there : speaking).stream()
                    .flatMap(past -> Stream.ofNullable(past.addressAt(moment))).max(Map.Entry.comparingByKey())
                    .map(Map.Entry::getValue).orElse(null);
            comesBack = nowActive && !active;
            if (comesBack || !Objects.equals(wanted, before)) {
                since = moment;
            }
            active = nowActive;
            if (wanted == null) {
                address = null;
            }
        }

        boolean isActive() {
            return active;
        }

        Version since() {
            return since;
        }

        boolean waits() {
            return wanted != null && !wanted.equals(address) && mayHave.test(wanted);
        }

        Ownership ownership() {
            return new Ownership(address, Objects.equals(wanted, address) ? null : wanted, active);
        }
    }
}
