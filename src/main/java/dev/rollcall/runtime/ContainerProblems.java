package dev.rollcall.runtime;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Makes a problem detail (RFC 9457) of an error outside of controllers.
@RestController
class ContainerProblems implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object code = Objects.requireNonNullElse(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), 404);
        HttpStatus status = Objects.requireNonNullElse(HttpStatus.resolve((Integer) code),
                HttpStatus.INTERNAL_SERVER_ERROR);
        return ControllerProblems.problem(status, status.getReasonPhrase() + ".");
    }
}
