package dev.rollcall.runtime;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/// Says which setting to look at when the database cannot be used at the start.
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = String.valueOf(cause.getSQLState());
        String url = environment.getProperty("spring.datasource.url", "").replaceFirst("\\?.*", "");
        // PostgreSQL's error codes, appendix A of its manual: class 08 connection, class 28 authorization, 3D000 no
        // database.
        String sentence = switch (state.substring(0, Math.min(2, state.length()))) {
            case "28" -> "The database at %s refuses SPRING_DATASOURCE_USERNAME with SPRING_DATASOURCE_PASSWORD."
                    .formatted(url);
            case "3D" -> "The database that SPRING_DATASOURCE_URL names, %s, does not exist.".formatted(url);
            case "08" -> "The database at %s, from SPRING_DATASOURCE_URL, cannot be reached.".formatted(url);
            default -> null;
        };
        return sentence == null ? null
                : new FailureAnalysis(sentence, "Mend it in the environment or in .env and start again.", cause);
    }
}
