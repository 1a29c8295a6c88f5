package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Invents directory users from nothing but their number, always the same ones.
///
/// @param directory the directory's number, so that no two directories have the same people
/// @param provider gives them ids
record Invented(int directory, Provider provider) {

    private static final long IDS_OF_A_DIRECTORY = 10_000_000_000L;
    private static final String PREFIX = "diruser_";

    private static final List<String> GIVEN_NAMES = List.of("Ada", "Bruno", "Carla", "Dario", "Edda", "Farid", "Gwen",
            "Hiro", "Ines", "Jorge", "Kaia", "Lars", "Mira", "Nils", "Olga", "Pavel", "Quinn", "Rosa", "Sven", "Tara",
            "Ugo", "Vera", "Wim", "Xenia", "Yara", "Zeno");
    private static final List<String> FAMILY_NAMES = List.of("Abel", "Borg", "Costa", "Dahl", "Engel", "Faro", "Gold",
            "Haas", "Ito", "Jensen", "Kowal", "Lind", "Moser", "Nagy", "Olsen", "Pace", "Quist", "Rossi", "Silva",
            "Toth", "Urban", "Vogel", "Weiss", "Xu", "Yilmaz", "Zorn", "Berg", "Clark", "Doyle", "Evans", "Flynn");

    SimulatedUser user(int number, List<String> groups, Instant at) {
        var given = GIVEN_NAMES.get(number % GIVEN_NAMES.size());
        var family = FAMILY_NAMES.get(number % FAMILY_NAMES.size());
        var email = (given + "." + family).toLowerCase(Locale.ROOT) + "." + number + "@d" + directory + ".example.com";
        var id = directory * IDS_OF_A_DIRECTORY + number;
        return new SimulatedUser(PREFIX + id, provider.dpId(directory, id), email, given, family, true, List.of(),
                groups, Map.of(), at);
    }

    /// The number in an id that was invented here, or 0.
    int number(String id) {
        try {
            var digits = id.startsWith(PREFIX) ? Long.parseLong(id.substring(PREFIX.length())) : 0;
            return digits / IDS_OF_A_DIRECTORY == directory ? (int) (digits % IDS_OF_A_DIRECTORY) : 0;
        } catch (NumberFormatException notInventedHere) {
            return 0;
        }
    }
}
