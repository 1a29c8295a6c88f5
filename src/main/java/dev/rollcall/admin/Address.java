package dev.rollcall.admin;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// An e-mail address as far as that can be told: something before and after an `@`, and no longer than one may be
/// (RFC 5321, section 4.5.3.1).
@Target({ ElementType.PARAMETER, ElementType.FIELD })
@Retention(RetentionPolicy.RUNTIME)
@Constraint(validatedBy = {})
@Pattern(regexp = "\\s*[^\\s@\\p{Cc}\\p{Cs}][^\\p{Cc}\\p{Cs}]*@[^\\s@\\p{Cc}\\p{Cs}][^@\\p{Cc}\\p{Cs}]*")
@Size(max = 320)
@ReportAsSingleViolation
@interface Address {

    String message() default "must be an e-mail address";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
