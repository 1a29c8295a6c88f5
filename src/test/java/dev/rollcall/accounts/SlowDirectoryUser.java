package dev.rollcall.accounts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A directory user: everything that was ever said of it, in the order of versions.
///
/// @param organization where it is placed; null as long as only leavers' statements are known
/// @param statements those that count
/// @param directories the directories that it is known to be in
record SlowDirectoryUser(String id, @Nullable String organization, List<SlowStatement> statements,
        Set<String> directories) {

    /// What the address was from one version on; empty for none.
    record Address(SlowVersion since, String normal, String spelling) {
    }

    @Nullable
    <T> T newest(Function<SlowStatement, @Nullable T> field, SlowVersion before) {
        T newest = null;
        for (SlowStatement statement : statements) {
            T said = field.apply(statement);
            newest = said == null || !statement.version().isBefore(before) ? newest : said;
        }
        return newest;
    }

    @Nullable
    <T> T newest(Function<SlowStatement, @Nullable T> field) {
        return newest(field, SlowVersion.END);
    }

    /// Whether it was active at a moment: whom nothing was said of is not, whom nothing else was said of is.
    boolean isActive(SlowVersion before) {
        boolean known = !statements.isEmpty() && statements.getFirst().version().isBefore(before);
        return known && !Boolean.FALSE.equals(newest(SlowStatement::active, before));
    }

    boolean isActive() {
        return isActive(SlowVersion.END);
    }

    SlowVersion first() {
        return statements.isEmpty() ? SlowVersion.END : statements.getFirst().version();
    }

    /// Every address that it took or gave up, without those that say again what is known.
    List<Address> addresses() {
        List<Address> addresses = new ArrayList<>();
        for (SlowStatement statement : statements) {
            String email = statement.email();
            if (email != null) {
                String normal = email.toLowerCase(Locale.ROOT);
                if (addresses.isEmpty() || !addresses.getLast().normal().equals(normal)) {
                    addresses.add(new Address(statement.version(), normal, email));
                }
            }
        }
        return addresses;
    }

    /// The address that it had just before a version; null for none.
    @Nullable
    Address address(SlowVersion before) {
        return addresses().stream().filter(address -> address.since().isBefore(before)).reduce((a, b) -> b)
                .filter(address -> !address.normal().isEmpty()).orElse(null);
    }

    /// The first address that it took.
    @Nullable
    Address firstAddress() {
        return addresses().stream().filter(address -> !address.normal().isEmpty()).findFirst().orElse(null);
    }

    /// By telling id, when it was first said.
    Map<String, SlowVersion> tellingIds() {
        Map<String, SlowVersion> ids = new TreeMap<>();
        statements.forEach(statement -> {
            String dpId = statement.dpId();
            if (dpId != null && isTelling(dpId)) {
                ids.putIfAbsent(isUuid(dpId) ? dpId.toLowerCase(Locale.ROOT) : dpId, statement.version());
            }
        });
        return ids;
    }

    private static boolean isUuid(String dpId) {
        return dpId.matches("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    static boolean isTelling(String dpId) {
        String letters = dpId.replace("-", "").toLowerCase(Locale.ROOT);
        boolean oneCharacter = letters.chars().distinct().count() < 2;
        return !oneCharacter
                && (isUuid(dpId) || dpId.matches("[0-9A-Za-z]{16,64}") && dpId.matches("[0-9]+|.*[0-9].*[A-Za-z].*"));
    }

    boolean isKnownToBeElsewhereThan(SlowDirectoryUser other) {
        Set<String> both = new HashSet<>(directories);
        both.retainAll(other.directories);
        return !directories.isEmpty() && !other.directories.isEmpty() && both.isEmpty();
    }

    /// Of whom something else is known than what leavers' statements say.
    boolean isPlaced() {
        return organization != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SlowDirectoryUser user && user.id.equals(id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }
}
