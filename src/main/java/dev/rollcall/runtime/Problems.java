package dev.rollcall.runtime;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.MethodParameter;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.exc.MismatchedInputException;

/// Makes every error a problem detail (RFC 9457), wherever it arises, and says nothing internal in it. What is wrong with
/// a request is said with the name of the parameter or field, as the request has it.
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {
    }

    /// Errors of controllers.
    @RestControllerAdvice
    static class OfControllers extends ResponseEntityExceptionHandler {

        @ExceptionHandler
        ResponseEntity<ProblemDetail> mismatch(MethodArgumentTypeMismatchException mismatch) {
            return problem(HttpStatus.BAD_REQUEST, wrong(mismatch.getName(), mismatch.getRequiredType()));
        }

        /// Tomcat finds parameters that are no text, or too many, when the first one is asked for.
        @ExceptionHandler
        ResponseEntity<ProblemDetail> unreadable(InvalidParameterException unreadable) {
            return problem(HttpStatus.BAD_REQUEST, "The parameters cannot be read.");
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> rejected(RequestRejectedException rejected) {
            log.debug("A request has a header or a parameter that Spring Security does not let be read", rejected);
            return problem(HttpStatus.BAD_REQUEST, "A header or a parameter has characters that it may not have.");
        }

        @ExceptionHandler({ DataAccessResourceFailureException.class, CannotCreateTransactionException.class })
        ResponseEntity<ProblemDetail> unavailable(Exception unavailable) {
            log.warn("The database cannot be used ({}): a request was answered 503",
                    unavailable.getClass().getSimpleName());
            return tryAgain("The database cannot be used at the moment. Try again.");
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> busy(PessimisticLockingFailureException busy) {
            log.warn("A lock was not to be had in time ({}): a request was answered 503",
                    busy.getClass().getSimpleName());
            return tryAgain("Somebody else is changing this at the moment. Try again.");
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
            log.error("A request failed: it was answered 500", unexpected);
            return problem(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It is in the log.");
        }

        @Override
        protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
                HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status,
                WebRequest request) {
            ProblemDetail problem = invalid.getBody();
            problem.setDetail(invalid.getParameterValidationResults().stream()
                    .flatMap(result -> result.getResolvableErrors().stream()
                            .map(error -> "%s %s.".formatted(error instanceof FieldError field ? field.getField()
                                    : name(result.getMethodParameter()), error.getDefaultMessage())))
                    .distinct().sorted().collect(Collectors.joining(" ")));
            return handleExceptionInternal(invalid, problem, headers, status, request);
        }

        @Override
        protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException invalid,
                HttpHeaders headers, HttpStatusCode status, WebRequest request) {
            ProblemDetail problem = invalid.getBody();
            problem.setDetail(invalid.getFieldErrors().stream()
                    .map(error -> "%s %s.".formatted(error.getField(), error.getDefaultMessage())).distinct().sorted()
                    .collect(Collectors.joining(" ")));
            return handleExceptionInternal(invalid, problem, headers, status, request);
        }

        @Override
        protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
                HttpMessageNotReadableException unreadable, HttpHeaders headers, HttpStatusCode status,
                WebRequest request) {
            String detail = unreadable.getCause() instanceof MismatchedInputException mismatch
                    && !mismatch.getPath().isEmpty()
                            ? wrong(mismatch.getPath().getLast().getPropertyName(), mismatch.getTargetType())
                            : "The body is not a JSON object.";
            return handleExceptionInternal(unreadable, ProblemDetail.forStatusAndDetail(status, detail), headers,
                    status, request);
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
                right = "must be one of " + Arrays.stream(type.getEnumConstants()).map(Object::toString)
                        .collect(Collectors.joining(", "));
            }
            return "%s %s.".formatted(name, right);
        }

        private static String name(MethodParameter parameter) {
            RequestParam named = parameter.getParameterAnnotation(RequestParam.class);
            return named != null && !named.name().isEmpty() ? named.name()
                    : Objects.requireNonNullElse(parameter.getParameterName(), "A parameter");
        }
    }

    /// Errors outside of controllers.
    @RestController
    static class OfTheContainer implements ErrorController {

        @RequestMapping("${server.error.path:/error}")
        ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
            Object code = Objects.requireNonNullElse(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), 404);
            HttpStatus status = Objects.requireNonNullElse(HttpStatus.resolve((Integer) code),
                    HttpStatus.INTERNAL_SERVER_ERROR);
            return problem(status, status.getReasonPhrase() + ".");
        }
    }

    /// Errors that Tomcat finds before the request gets to Spring, such as a path that it cannot decode.
    @Component
    static class OfTomcat implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

        @Override
        public void customize(TomcatServletWebServerFactory factory) {
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass("");
                    host.getPipeline().addValve(new Report());
                }
            });
        }

        private static final class Report extends ErrorReportValve {

            @Override
            protected void report(Request request, Response response, Throwable failure) {
                HttpStatus status = HttpStatus.resolve(response.getStatus());
                if (status == HttpStatus.NOT_IMPLEMENTED || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED) {
                    // What speaks another HTTP is at fault, and not this node, which a proxy may take out for a 5xx.
                    status = HttpStatus.BAD_REQUEST;
                }
                if (status == null || !status.isError() || response.getContentWritten() > 0
                        || !response.setErrorReported()) {
                    return;
                }
                try {
                    response.setStatus(status.value());
                    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
                    response.getReporter().write("""
                            {"detail":"%1$s.","status":%2$d,"title":"%1$s"}""".formatted(status.getReasonPhrase(),
                            status.value()));
                    response.finishResponse();
                } catch (IOException gone) {
                    log.debug("Nobody is there any more to be told of status {}", status.value());
                }
            }
        }
    }

    private static ResponseEntity<ProblemDetail> tryAgain(String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, "5")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
