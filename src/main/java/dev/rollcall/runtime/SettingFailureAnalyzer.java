package dev.rollcall.runtime;

import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Says what is wrong with a setting in the sentence that the setting's own check gives, and without its value, which
/// Spring Boot's analyzer would show.
@Order(Ordered.HIGHEST_PRECEDENCE)
class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindValidationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BindValidationException cause) {
        String sentences = String.join(" ", cause.getValidationErrors().getAllErrors().stream()
                .map(DefaultMessageSourceResolvable::getDefaultMessage).distinct().sorted().toList());
        return new FailureAnalysis(sentences, "Set it in the environment or in .env and start again.", cause);
    }
}
