package dev.rollcall.simulator;

import java.util.UUID;

/// Where a simulated customer keeps its people, under the name that Scalekit has for it.
public enum Provider {

    /// Okta, whose ids are 20 letters and digits.
    OKTA("Okta") {
        @Override
        String dpId(int directory, long person) {
            // All people of one Okta organization have the same letters at the end.
            return "00u" + base36(person * OKTA_FACTOR, 13) + base36(directory, 4);
        }
    },

    /// Entra ID, whose ids are UUIDs.
    MICROSOFT_AD("Entra ID") {
        @Override
        String dpId(int directory, long person) {
            // Version 4 takes four bits and variant 1 two: the other half has room for every person there is.
            return new UUID(person * MOST_FACTOR & ~0xF000L | 0x4000L,
                    person * LEAST_FACTOR & ~0xC000_0000_0000_0000L | 0x8000_0000_0000_0000L).toString();
        }
    };

    // To multiply by an odd number takes no two to the same.
    private static final long OKTA_FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long MOST_FACTOR = 0xBF58_476D_1CE4_E5B9L;
    private static final long LEAST_FACTOR = 0x94D0_49BB_1331_11EBL;

    private final String title;

    Provider(String title) {
        this.title = title;
    }

    /// The one that a directory has unless it is said.
    static Provider of(int directory) {
        // Most organizations have one directory, and are numbered together with them.
        return directory / 2 % 2 == 0 ? OKTA : MICROSOFT_AD;
    }

    /// As people read it.
    String title() {
        return title;
    }

    /// The id that it gives somebody: always the same, and nobody else's.
    ///
    /// @param person a number that nobody else has in any directory
    abstract String dpId(int directory, long person);

    private static String base36(long number, int length) {
        var text = Long.toUnsignedString(number, 36);
        return ("0".repeat(length) + text).substring(text.length());
    }
}
