package dev.rollcall.customers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/// How many directories are how, in figures.
@Component
class DirectoryGauges {

    DirectoryGauges(MeterRegistry meters, CustomerDirectories directories) {
        for (DirectoryState state : DirectoryState.values()) {
            Gauge.builder("rollcall.directories", directories, all -> all.count(state))
                    .description("Directories by what is true of them, which may be more than one thing")
                    .tag("state", state.name().toLowerCase(Locale.ROOT)).register(meters);
        }
    }
}
