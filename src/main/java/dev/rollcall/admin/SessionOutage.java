package dev.rollcall.admin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Says in a page that the database cannot be used, if it cannot say who is signed in.
@Component
@Order(SessionRepositoryFilter.DEFAULT_ORDER - 1)
@FilterRegistration(urlPatterns = { "/console", "/console/*" })
class SessionOutage extends HttpFilter {

    private static final Logger log = LoggerFactory.getLogger(SessionOutage.class);

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (DataAccessResourceFailureException | TransactionException | ServletException failed) {
            // What a page asks of the session before there is a controller comes wrapped.
            Throwable unavailable = failed instanceof ServletException && failed.getCause() != null ? failed.getCause()
                    : failed;
            if (response.isCommitted() || !(unavailable instanceof DataAccessResourceFailureException
                    || unavailable instanceof TransactionException)) {
                throw failed;
            }
            log.warn("The database cannot say who is signed in ({}): a page was answered 503",
                    unavailable.getClass().getSimpleName());
            response.reset();
            request.setAttribute(ConsoleErrors.STATUS, HttpStatus.SERVICE_UNAVAILABLE);
            request.setAttribute(ConsoleErrors.WHY, "The database cannot be used at the moment. Try again.");
            request.getRequestDispatcher(ConsoleErrors.REFUSED).forward(request, response);
        }
    }
}
