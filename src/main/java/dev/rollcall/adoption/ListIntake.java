package dev.rollcall.adoption;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/// Reads a list to its end and puts its lines aside, so many at a time that memory does not depend on how long it is.
@Component
class ListIntake {

    private static final int STEP = 500;

    /// Characters, so that a few steps of long lines do not fill a small heap.
    private static final int LARGEST_STEP = 512 * 1024;

    private final LineStaging staging;
    private final AdoptionProperties properties;

    ListIntake(LineStaging staging, AdoptionProperties properties) {
        this.staging = staging;
        this.properties = properties;
    }

    /// @param adoption what the list is for
    /// @param list the list
    /// @param skipInvalid whether lines that do not say whom they are about are left aside; else the first one ends it
    /// @throws IOException if the list breaks off
    /// @throws RefusedListException if it cannot be taken
    void take(long adoption, UserLines list, boolean skipInvalid) throws IOException {
        long taken = 0;
        List<UserLine> next = step(list);
        while (!next.isEmpty()) {
            if (taken + next.size() > properties.maxLines()) {
                throw RefusedListException
                        .tooLarge("The list has more than %,d lines: part it.".formatted(properties.maxLines()));
            }
            List<StagedLine> lines = staging.resolve(next);
            if (!skipInvalid) {
                lines.forEach(ListIntake::requireSaid);
            }
            staging.add(adoption, taken, lines);
            taken += lines.size();
            next = step(list);
        }
    }

    private static List<UserLine> step(UserLines list) throws IOException {
        List<UserLine> lines = new ArrayList<>();
        long size = 0;
        while (lines.size() < STEP && size < LARGEST_STEP) {
            UserLine line = list.next();
            if (line == null) {
                break;
            }
            lines.add(line);
            size += line.user() == null ? 0 : line.user().toString().length();
        }
        return lines;
    }

    private static void requireSaid(StagedLine line) {
        if (line.user() == null) {
            throw RefusedListException.ofLine(line.line().number(), line.line().wrong());
        }
    }
}
