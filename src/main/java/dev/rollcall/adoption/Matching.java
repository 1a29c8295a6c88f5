package dev.rollcall.adoption;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;

/// Decides whom lines of one organization are about: by the application's own id first, then by the address. Who might be
/// one or another is left to a person.
final class Matching {

    private final Map<String, Candidate> byExternalId = new HashMap<>();
    private final Map<String, List<Candidate>> byAddress = new HashMap<>();
    private final Map<String, Candidate> waiting = new HashMap<>();
    private final Map<Long, String> contradictions;
    private final Map<UUID, Long> taken;

    /// @param candidates whoever has, or waits for, any of the lines' ids and addresses in the organization
    /// @param contradictions of the lines that another one contradicts: which one, in a sentence
    /// @param taken the users whom earlier lines are about, with the numbers of these
    Matching(Collection<Candidate> candidates, Map<Long, String> contradictions, Map<UUID, Long> taken) {
        this.contradictions = contradictions;
        this.taken = new HashMap<>(taken);
        for (Candidate one : candidates) {
            if (one.externalId() != null) {
                byExternalId.put(one.externalId(), one);
            }
            if (one.address() != null) {
                byAddress.computeIfAbsent(one.address(), address -> new ArrayList<>()).add(one);
            }
            if (one.wanted() != null && one.isActive()) {
                waiting.put(one.wanted(), one);
            }
        }
    }

    /// {@return whom a line is about}
    ///
    /// @param line the next one in the order of the list
    Match match(PendingLine line) {
        String contradiction = contradictions.get(line.id());
        if (contradiction != null) {
            return Match.ambiguous(line, null, contradiction);
        }
        Candidate known = line.externalId() == null ? null : byExternalId.get(line.externalId());
        List<Candidate> addressed = line.address() == null ? List.of()
                : byAddress.getOrDefault(line.address(), List.of());
        List<Candidate> active = addressed.stream().filter(Candidate::isActive).toList();
        if (known != null) {
            return active.stream().filter(other -> !other.id().equals(known.id())).findFirst()
                    .map(other -> Match.ambiguous(line, known.id(),
                            "User %s has the external id, and user %s the address.".formatted(known.id(), other.id())))
                    .orElseGet(() -> matched(line, known));
        }
        Candidate other = line.address() == null ? null : waiting.get(line.address());
        if (other != null) {
            return Match.ambiguous(line, null, "User %s waits for the address, which %s has.".formatted(other.id(),
                    addressed.isEmpty() ? "nobody" : "user " + ids(addressed)));
        }
        List<Candidate> may = active.isEmpty() ? addressed : active;
        return switch (may.size()) {
            case 0 -> Match.orphan(line, "Nobody of the organization has the %s.".formatted(asked(line)));
            case 1 -> byAddress(line, may.getFirst());
            default -> Match.ambiguous(line, null, "Users %s have the address.".formatted(ids(may)));
        };
    }

    private Match byAddress(PendingLine line, Candidate user) {
        if (line.externalId() != null && user.externalId() != null) {
            return Match.ambiguous(line, user.id(),
                    "User %s has the address and another external id: %s.".formatted(user.id(), user.externalId()));
        }
        return matched(line, user);
    }

    private Match matched(PendingLine line, Candidate user) {
        if (line.expected() != null && !line.expected().equals(user.id())) {
            return Match.ambiguous(line, user.id(),
                    line.expected().equals(PendingLine.NOBODY)
                            ? "It was about nobody for certain when somebody looked: look again."
                            : "It was about user %s when somebody looked: look again.".formatted(line.expected()));
        }
        Long earlier = taken.putIfAbsent(user.id(), line.number());
        if (earlier != null) {
            return Match.ambiguous(line, user.id(), "Line %d is about the same user.".formatted(earlier));
        }
        return new Match(line, LineResult.MATCHED, user.id(),
                line.externalId() != null && !Objects.equals(line.externalId(), user.externalId()),
                user.isActive() ? null : "The user is deactivated: no directory gives access.");
    }

    private static String asked(PendingLine line) {
        return line.address() == null ? "external id"
                : line.externalId() == null ? "address" : "external id or address";
    }

    private static String ids(Collection<Candidate> users) {
        return users.stream().map(Candidate::id).sorted().map(UUID::toString).collect(Collectors.joining(", "));
    }
}
