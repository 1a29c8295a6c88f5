package dev.rollcall.notify;

import java.util.List;
import java.util.Set;

/// One kind of thing that somebody is told of. Whoever adds another implements this and has Spring find it.
interface ConditionSource {

    /// {@return the kinds that its conditions may be of, which no other source has}
    Set<String> kinds();

    /// {@return the conditions that are there now}
    List<Condition> current();
}
