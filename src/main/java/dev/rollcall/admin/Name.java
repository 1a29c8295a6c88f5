package dev.rollcall.admin;

import dev.rollcall.NormalForm;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/// What a role or a group can be called: a text of some length, of which something can be seen, for blanks and invisible
/// characters at its ends are not kept.
@Target({ ElementType.PARAMETER, ElementType.FIELD })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = Name.Check.class)
@Pattern(regexp = Name.FORM, message = Name.NOT_A_NAME)
@interface Name {

    String FORM = "[^\\p{Cc}\\p{Cs}]{1,255}";
    String NOT_A_NAME = "must have 1 to 255 characters and no control characters";

    String message() default "must have a character that can be seen";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /// Whether anything of a name is left in the form in which names are kept.
    final class Check implements ConstraintValidator<Name, @Nullable String> {

        @Override
        public boolean isValid(@Nullable String name, ConstraintValidatorContext context) {
            return name == null || name.isEmpty() || !NormalForm.text(name).isEmpty();
        }
    }
}
