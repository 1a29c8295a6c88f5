package dev.rollcall.simulator;

import java.util.List;
import java.util.OptionalLong;

/// The faults that hit one request.
record Hits(List<Fault> faults) {

    boolean has(Fault.Kind kind) {
        return amount(kind).isPresent();
    }

    OptionalLong amount(Fault.Kind kind) {
        // Most requests are hit by nothing, and there are many.
        return faults.isEmpty() ? OptionalLong.empty()
                : faults.stream().filter(fault -> fault.kind() == kind).mapToLong(Fault::amount).findFirst();
    }
}
