package dev.rollcall.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/// Refuses the requests of those whose quota is used up, before anything else is done for them: the less a flood costs,
/// the less does whoever signs wait.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1) // behind what finds out for whom a proxy speaks
@FilterRegistration(urlPatterns = WebhookController.PATH)
class RefusalFilter extends HttpFilter {

    // Tomcat asks for filters before the settings are checked, and the quota is one.
    private final transient SingletonSupplier<RefusalQuota> quota;
    private final transient Counter refusals;

    RefusalFilter(ObjectProvider<RefusalQuota> quota, MeterRegistry meters) {
        this.quota = SingletonSupplier.of(quota::getObject);
        this.refusals = WebhookController.refusals(meters, "too_many_refused");
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Duration wait = quota.obtain().wait(request.getRemoteAddr());
        if (!wait.isPositive()) {
            chain.doFilter(request, response);
            return;
        }
        refusals.increment();
        response.setStatus(HttpStatus.TOO_MANY_REQUESTS.value());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
        // Else the connection would be at hand for the next one.
        response.setHeader(HttpHeaders.CONNECTION, "close");
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream()
                .print("{\"detail\":\"Too many requests from this address were refused."
                        + " This one was not read.\",\"instance\":\"" + WebhookController.PATH
                        + "\",\"status\":429,\"title\":\"Too Many Requests\"}");
    }
}
