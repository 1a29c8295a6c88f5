package dev.rollcall.notify;

import java.util.List;

/// One kind of thing that somebody is told of. Whoever adds another implements this and has Spring find it.
interface ConditionSource {

    /// {@return the conditions that are there now}
    List<Condition> current();
}
