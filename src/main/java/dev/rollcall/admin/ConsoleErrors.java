package dev.rollcall.admin;

import dev.rollcall.accounts.Merges.UnmergeableException;
import dev.rollcall.admin.UserCsv.CutOffException;
import dev.rollcall.adoption.AdoptionConflictException;
import dev.rollcall.adoption.RefusedListException;
import dev.rollcall.customers.PortalLinks.NoLinkException;
import dev.rollcall.reconcile.SyncConflictException;
import dev.rollcall.reconcile.UnknownScopeException;
import dev.rollcall.reconcile.UnusableScopeException;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.ModelAndView;

/// Says in a page of the console what went wrong there.
@ControllerAdvice(annotations = ConsolePages.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsoleErrors {

    private static final Logger log = LoggerFactory.getLogger(ConsoleErrors.class);

    static final String REFUSED = "/console/refused";

    /// What a request that is forwarded there says about it: a sentence and a status.
    static final String WHY = REFUSED + ".why";
    static final String STATUS = REFUSED + ".status";

    @ExceptionHandler({ SyncConflictException.class, RuleExistsException.class, UnmergeableException.class,
            AdoptionConflictException.class })
    ModelAndView conflict(RuntimeException conflict, HttpServletRequest request) {
        return page(request, HttpStatus.CONFLICT, conflict.getMessage());
    }

    /// Nobody can be told any more.
    @ExceptionHandler
    ModelAndView cutOff(CutOffException cutOff) {
        throw cutOff;
    }

    @ExceptionHandler
    ModelAndView unknown(UnknownScopeException unknown, HttpServletRequest request) {
        return page(request, HttpStatus.NOT_FOUND, unknown.getMessage());
    }

    @ExceptionHandler({ UnusableRuleException.class, UnusableScopeException.class })
    ModelAndView unusable(RuntimeException unusable, HttpServletRequest request) {
        return page(request, HttpStatus.BAD_REQUEST, unusable.getMessage());
    }

    @ExceptionHandler
    ModelAndView withoutLink(NoLinkException failed, HttpServletRequest request) {
        return page(request, failed.isPassing() ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.BAD_GATEWAY,
                failed.getMessage());
    }

    @ExceptionHandler
    ModelAndView refused(RefusedListException refused, HttpServletRequest request) {
        return page(request, refused.isTooLarge() ? HttpStatus.CONTENT_TOO_LARGE : HttpStatus.BAD_REQUEST,
                refused.getMessage());
    }

    @ExceptionHandler
    ModelAndView mismatch(MethodArgumentTypeMismatchException mismatch, HttpServletRequest request) {
        return page(request, HttpStatus.BAD_REQUEST,
                "%s has a value that it cannot have.".formatted(mismatch.getName()));
    }

    @ExceptionHandler
    ModelAndView invalid(BindException invalid, HttpServletRequest request) {
        return page(request, HttpStatus.BAD_REQUEST,
                invalid.getFieldErrors().stream()
                        .map(error -> error.isBindingFailure()
                                ? "%s has a value that it cannot have.".formatted(error.getField())
                                : "%s %s.".formatted(error.getField(), error.getDefaultMessage()))
                        .sorted().collect(Collectors.joining(" ")));
    }

    @ExceptionHandler
    ModelAndView invalid(HandlerMethodValidationException invalid, HttpServletRequest request) {
        return page(request, HttpStatus.BAD_REQUEST,
                invalid.getParameterValidationResults().stream()
                        .flatMap(result -> result.getResolvableErrors().stream().map(error -> "%s %s."
                                .formatted(result.getMethodParameter().getParameterName(), error.getDefaultMessage())))
                        .sorted().collect(Collectors.joining(" ")));
    }

    @ExceptionHandler
    ModelAndView unreadable(InvalidParameterException unreadable, HttpServletRequest request) {
        return page(request, HttpStatus.BAD_REQUEST, "The parameters cannot be read.");
    }

    @ExceptionHandler({ ErrorResponseException.class, ServletRequestBindingException.class })
    ModelAndView failed(ErrorResponse failed, HttpServletRequest request) {
        return page(request, failed.getStatusCode(), failed.getBody().getDetail());
    }

    @ExceptionHandler({ DataAccessResourceFailureException.class, CannotCreateTransactionException.class })
    ModelAndView unavailable(Exception unavailable, HttpServletRequest request) {
        log.warn("The database cannot be used ({}): a page was answered 503", unavailable.getClass().getSimpleName());
        return page(request, HttpStatus.SERVICE_UNAVAILABLE, "The database cannot be used at the moment. Try again.");
    }

    @ExceptionHandler
    ModelAndView busy(PessimisticLockingFailureException busy, HttpServletRequest request) {
        log.warn("A lock was not to be had in time ({}): a page was answered 503", busy.getClass().getSimpleName());
        return page(request, HttpStatus.SERVICE_UNAVAILABLE,
                "Somebody else is changing this at the moment. Try again.");
    }

    @ExceptionHandler
    ModelAndView unexpected(Exception unexpected, HttpServletRequest request) {
        log.error("A page failed: it was answered 500", unexpected);
        return page(request, HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here. It is in the log.");
    }

    private static ModelAndView page(HttpServletRequest request, HttpStatusCode status, @Nullable String why) {
        ModelAndView page = new ModelAndView("console/error");
        page.addObject("actor", request.getRemoteUser());
        page.addObject("path", ConsolePath.of(request));
        page.setStatus(status);
        page.addObject("why", why);
        return page;
    }
}
