package dev.rollcall.accounts;

import dev.rollcall.scalekit.Attributes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The optional fields of events that could not be read and count as not said, for people to see.
@Component
class LeftAside {

    private final MeterRegistry meters;

    LeftAside(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(Set<String> fields) {
        fields.forEach(field -> Counter.builder("rollcall.events.fields.left_aside")
                .description("Optional fields of events that could not be read and were left aside").tag("field", field)
                .register(meters).increment());
    }

    /// {@return what a person is told; null if nothing was left aside}
    static @Nullable String sentence(Set<String> fields) {
        String unreadable = fields.stream().filter(field -> !isCut(field)).sorted().collect(Collectors.joining(", "));
        List<String> sentences = new ArrayList<>();
        if (!unreadable.isEmpty()) {
            sentences.add("Left aside, because it cannot be read: %s.".formatted(unreadable));
        }
        if (fields.stream().anyMatch(LeftAside::isCut)) {
            sentences.add("More than 32 KiB of attributes: the custom ones are cut first.");
        }
        return sentences.isEmpty() ? null : String.join(" ", sentences);
    }

    private static boolean isCut(String field) {
        return field.endsWith(Attributes.CUT);
    }
}
