package dev.rollcall.admin;

import dev.rollcall.accounts.AccountEdits.ActiveUserException;
import dev.rollcall.accounts.ExternalIds.ExternalIdTakenException;
import dev.rollcall.accounts.Merges.UnmergeableException;
import dev.rollcall.admin.UserCsv.CutOffException;
import dev.rollcall.adoption.AdoptionConflictException;
import dev.rollcall.adoption.RefusedListException;
import dev.rollcall.customers.PortalLinks.NoLinkException;
import dev.rollcall.journal.ChangeFeed.UnknownCursorException;
import dev.rollcall.push.PushOffException;
import dev.rollcall.push.UnknownPlaceException;
import dev.rollcall.reconcile.SyncConflictException;
import dev.rollcall.reconcile.UnknownScopeException;
import dev.rollcall.reconcile.UnusableScopeException;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Says in the API with which status a module refuses what it was asked for.
@RestControllerAdvice(annotations = RestController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ApiErrors {

    private static final String RETRY_AFTER_SECONDS = "10";

    @ExceptionHandler({ UnusableRuleException.class, UnusableScopeException.class, UnknownCursorException.class,
            UnknownPlaceException.class })
    ProblemDetail unusable(RuntimeException unusable) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, unusable.getMessage());
    }

    @ExceptionHandler
    ProblemDetail refused(RefusedListException refused) {
        return ProblemDetail.forStatusAndDetail(
                refused.isTooLarge() ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.BAD_REQUEST, refused.getMessage());
    }

    @ExceptionHandler
    ProblemDetail unknown(UnknownScopeException unknown) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, unknown.getMessage());
    }

    @ExceptionHandler({ ActiveUserException.class, AdoptionConflictException.class, ExternalIdTakenException.class,
            PushOffException.class, UnmergeableException.class, RuleExistsException.class,
            SyncConflictException.class })
    ProblemDetail conflict(RuntimeException conflict) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, conflict.getMessage());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> withoutLink(NoLinkException failed) {
        HttpStatus status = failed.isPassing() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY;
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
        if (failed.isPassing()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.body(ProblemDetail.forStatusAndDetail(status, failed.getMessage()));
    }

    /// Nobody can be told any more.
    @ExceptionHandler
    void cutOff(CutOffException cutOff) {
        throw cutOff;
    }
}
