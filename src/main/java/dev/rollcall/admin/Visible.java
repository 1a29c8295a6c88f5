package dev.rollcall.admin;

import dev.rollcall.accounts.Names;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/// A name of which something can be seen: blanks and invisible characters at its ends are not kept.
@Target({ ElementType.PARAMETER, ElementType.FIELD })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Visible.Check.class)
@interface Visible {

    String message() default "must have a character that can be seen";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Asks whoever keeps the names.
    final class Check implements ConstraintValidator<Visible, @Nullable String> {

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            return name == null || name.isEmpty() || Names.isVisible(name);
        }
    }
}
