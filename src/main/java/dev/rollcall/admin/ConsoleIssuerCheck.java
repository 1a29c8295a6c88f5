package dev.rollcall.admin;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

/// Stops the start where the console is a client of no issuer: which one it is, is not one of the console's own settings.
@Role(BeanDefinition.ROLE_INFRASTRUCTURE) // else Spring warns of how early it is made
@Component(EnableConfigurationProperties.VALIDATOR_BEAN_NAME)
class ConsoleIssuerCheck implements Validator, EnvironmentAware {

    private boolean hasIssuer;

    /// Settings are checked before constructors are given anything.
    @Override
    public void setEnvironment(Environment environment) {
        hasIssuer = !environment.getProperty(ConsoleIssuer.SETTING, "").isEmpty();
    }

    @Override
    public boolean supports(Class<?> settings) {
        return settings == ConsoleProperties.class;
    }

    @Override
    public void validate(Object settings, Errors errors) {
        if (!hasIssuer && !((ConsoleProperties) settings).clientId().isEmpty()) {
            errors.reject("issuer",
                    "ROLLCALL_CONSOLE_CLIENTID is set, but SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI is not: set the issuer whose client it is.");
        }
    }
}
