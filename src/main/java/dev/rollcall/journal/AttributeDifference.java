package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.AccountChange.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Which attributes of a user changed: the whole of them may be long, and is with the user anyway.
final class AttributeDifference {

    /// Of a longer value only the beginning is written down.
    private static final int LONGEST = 200;

    private AttributeDifference() {
    }

    /// {@return a change from the attributes that are not as they were to what they are, as texts such as
    /// `department: Sales` or `custom_attributes.cost: 7`; none if nothing changed}
    static List<FieldChange> between(Map<String, Object> before, Map<String, Object> after) {
        if (before.equals(after)) {
            return List.of();
        }
        Map<String, String> from = texts(before);
        Map<String, String> to = texts(after);
        return List.of(new FieldChange("attributes", others(from, to), others(to, from)));
    }

    /// {@return each attribute as a text, those inside of an object by themselves, by names in order}
    static SortedMap<String, String> texts(Map<String, Object> attributes) {
        SortedMap<String, String> flat = new TreeMap<>();
        attributes.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inside) {
                inside.forEach((key, its) -> flat.put(name + "." + key, text(its)));
            } else {
                flat.put(name, text(value));
            }
        });
        return flat;
    }

    private static String text(Object value) {
        return value instanceof String text ? text : JsonMapper.shared().writeValueAsString(value);
    }

    private static List<String> others(Map<String, String> some, Map<String, String> known) {
        List<String> others = new ArrayList<>();
        some.forEach((name, value) -> {
            if (!Objects.equals(known.get(name), value)) {
                others.add(name + ": " + NormalForm.cut(value, LONGEST));
            }
        });
        return others;
    }
}
