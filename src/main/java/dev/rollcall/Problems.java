package dev.rollcall;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/// Makes every error a problem detail (RFC 9457), wherever it arises, and says nothing internal in it.
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private Problems() {
    }

    /// Errors of controllers.
    @RestControllerAdvice
    static class OfControllers extends ResponseEntityExceptionHandler {

        @ExceptionHandler
        ResponseEntity<ProblemDetail> mismatch(MethodArgumentTypeMismatchException mismatch) {
            return problem(HttpStatus.BAD_REQUEST, "%s has a value that it cannot have.".formatted(mismatch.getName()));
        }

        @ExceptionHandler
        ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
            log.error("A request failed: it was answered 500", unexpected);
            return problem(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It is in the log.");
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

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
    }
}
