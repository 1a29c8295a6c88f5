package dev.rollcall.accounts;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
        return fields.isEmpty() ? null
                : "Left aside, because it cannot be read: %s."
                        .formatted(fields.stream().sorted().collect(Collectors.joining(", ")));
    }
}
