package dev.rollcall.accounts;

import dev.rollcall.accounts.Persons.Merge;
import dev.rollcall.accounts.Takers.Key;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Directory users who may have to do with each other, and with nobody else.
///
/// @param pasts what was ever said of each of them
/// @param merges pairs of them that an admin merged
/// @param crowds who counts of those who took an address or id that too many have taken
/// @param strays those of them who have to do with somebody who is not in it, because these would be too many
record Circle(List<Past> pasts, List<Merge> merges, Map<Key, Set<String>> crowds, Set<String> strays) {

    Stream<String> members() {
        return pasts.stream().map(Past::id);
    }
}
