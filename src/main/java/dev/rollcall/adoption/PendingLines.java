package dev.rollcall.adoption;

import java.util.List;

/// Lines of one organization that nobody has looked at yet.
///
/// @param organizationId the organization; empty if none is known by what they say
/// @param lines at least one, in the order of the list
record PendingLines(String organizationId, List<PendingLine> lines) {

    /// {@return the place after which those come that have not been looked at}
    Place end() {
        return new Place(organizationId, lines.getLast().id());
    }

    /// Where one is in a list that is put in order by organization.
    ///
    /// @param organizationId the organization
    /// @param line the last line of it that has been looked at
    record Place(String organizationId, long line) {

        static final Place START = new Place("", 0);
    }
}
