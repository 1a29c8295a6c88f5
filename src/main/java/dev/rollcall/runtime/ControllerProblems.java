package dev.rollcall.runtime;

import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Makes a problem detail (RFC 9457) of whatever else comes out of a controller, and says nothing internal in it.
@RestControllerAdvice
class ControllerProblems {

    private static final Logger log = LoggerFactory.getLogger(ControllerProblems.class);

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
        log.warn("A lock was not to be had in time ({}): a request was answered 503", busy.getClass().getSimpleName());
        return tryAgain("Somebody else is changing this at the moment. Try again.");
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception unexpected) {
        log.error("A request failed: it was answered 500", unexpected);
        return problem(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It is in the log.");
    }

    private static ResponseEntity<ProblemDetail> tryAgain(String detail) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).header(HttpHeaders.RETRY_AFTER, "5")
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail));
    }

    static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
