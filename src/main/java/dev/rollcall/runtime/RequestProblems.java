package dev.rollcall.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.exc.MismatchedInputException;

/// Makes a problem detail (RFC 9457) of what Spring MVC finds wrong with a request, and says it with the name of the
/// parameter or field, as the request has it.
@RestControllerAdvice
@Order(0) // before ControllerProblems, which take everything
class RequestProblems extends ResponseEntityExceptionHandler {

    @ExceptionHandler
    ResponseEntity<ProblemDetail> mismatch(MethodArgumentTypeMismatchException mismatch) {
        return ControllerProblems.problem(HttpStatus.BAD_REQUEST,
                wrong(mismatch.getName(), mismatch.getRequiredType()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = invalid.getBody();
        problem.setDetail(invalid.getParameterValidationResults().stream()
                .flatMap(result -> result.getResolvableErrors().stream()
                        .map(error -> "%s %s.".formatted(error instanceof FieldError field ? asWritten(field)
                                : name(result.getMethodParameter()), error.getDefaultMessage())))
                .distinct().sorted().collect(Collectors.joining(" ")));
        return handleExceptionInternal(invalid, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException invalid,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        ProblemDetail problem = invalid.getBody();
        problem.setDetail(invalid.getFieldErrors().stream()
                .map(error -> "%s %s.".formatted(asWritten(error), error.getDefaultMessage())).distinct().sorted()
                .collect(Collectors.joining(" ")));
        return handleExceptionInternal(invalid, problem, headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException unreadable,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = unreadable.getCause() instanceof MismatchedInputException mismatch
                && !mismatch.getPath().isEmpty()
                        ? wrong(mismatch.getPath().getLast().getPropertyName(), mismatch.getTargetType())
                        : "The body is not a JSON object.";
        return handleExceptionInternal(unreadable, ProblemDetail.forStatusAndDetail(status, detail), headers, status,
                request);
    }

    // With its content type, which is not negotiated: an error is said whatever the client would like to accept.
    @Override
    protected ResponseEntity<Object> createResponseEntity(@Nullable Object body, HttpHeaders headers,
            HttpStatusCode status, WebRequest request) {
        return ResponseEntity.status(status).headers(headers).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(body);
    }

    private static String wrong(@Nullable String name, @Nullable Class<?> type) {
        String right = "has a value that it cannot have";
        if (type == UUID.class) {
            right = "must be a UUID";
        } else if (type == Instant.class) {
            right = "must be a date and time such as 2026-01-31T09:00:00Z";
        } else if (type == Duration.class) {
            right = "must be a duration such as 30s";
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            right = "must be a whole number";
        } else if (type != null && type.isEnum()) {
            right = "must be one of "
                    + Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        return "%s %s.".formatted(name, right);
    }

    /// {@return the name of a field as bodies have it, in snake_case}
    private static String asWritten(FieldError error) {
        return error.getField().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String name(MethodParameter parameter) {
        RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
        return named != null && !named.name().isEmpty() ? named.name()
                : Objects.requireNonNullElse(parameter.getParameterName(), "A parameter");
    }
}
