package dev.rollcall.webhook;

import dev.rollcall.LastTimes;
import dev.rollcall.inbox.Acceptance;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.webhook.Verification.Reason;
import dev.rollcall.webhook.Verification.Refused;
import dev.rollcall.webhook.Verification.Verified;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The endpoint that Scalekit posts to.
@RestController
class WebhookController {

    static final String PATH = "/webhooks/scalekit";

    private static final Logger log = LoggerFactory.getLogger(WebhookController.class);
    private static final int LARGEST_BODY = 1024 * 1024;
    // What Scalekit sends is a few KB. More than that is kept of a few requests at a time: a hundred strangers with
    // 1 MiB each would fill a small heap.
    private static final int SMALL_BODY = 16 * 1024;
    private static final int LARGE_AT_A_TIME = 8;
    private static final long LARGE_WAIT_SECONDS = 2;
    private static final String RETRY_AFTER_SECONDS = "5";
    private static final String DATABASE_UNAVAILABLE = "database_unavailable";
    private static final String TOO_MANY_LARGE = "too_many_large";

    private final SignatureVerifier verifier;
    private final RefusalQuota quota;
    private final Semaphore large = new Semaphore(LARGE_AT_A_TIME, true);
    private final Inbox inbox;
    private final LastTimes lastTimes;
    private final MeterRegistry meters;
    private final Counter accepted;
    private final Counter duplicates;

    WebhookController(WebhookProperties properties, RefusalQuota quota, Inbox inbox, LastTimes lastTimes,
            MeterRegistry meters, Clock clock) {
        this.verifier = new SignatureVerifier(properties.secrets(), clock);
        this.quota = quota;
        this.inbox = inbox;
        this.lastTimes = lastTimes;
        this.meters = meters;
        this.accepted = Counter.builder("rollcall.webhooks.accepted")
                .description("Webhooks that were kept and acknowledged for the first time").register(meters);
        this.duplicates = Counter.builder("rollcall.webhooks.duplicates")
                .description("Webhooks that had been acknowledged before").register(meters);
        for (Reason reason : Reason.values()) {
            refusals(reason.tag());
        }
        refusals(DATABASE_UNAVAILABLE);
        refusals(TOO_MANY_LARGE);
    }

    // The request and not its body as an argument: a converter would read it by its content type and its charset.
    @PostMapping(PATH)
    void receive(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long announced = request.getContentLengthLong();
        if (announced > LARGEST_BODY) {
            throw refused(request, HttpStatus.CONTENT_TOO_LARGE, Reason.TOO_LARGE);
        }
        if (announced >= 0 && announced <= SMALL_BODY) {
            take(request, (int) announced, response);
            return;
        }
        if (!isItsTurn()) {
            throw unavailable(TOO_MANY_LARGE, "Too many large events are on their way. Deliver it again.", null);
        }
        try {
            take(request, announced < 0 ? LARGEST_BODY + 1 : (int) announced, response);
        } finally {
            large.release();
        }
    }

    private boolean isItsTurn() {
        try {
            return large.tryAcquire(LARGE_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void take(HttpServletRequest request, int length, HttpServletResponse response) throws IOException {
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(length);
        } catch (IOException cutOff) {
            throw refused(request, HttpStatus.BAD_REQUEST, Reason.BODY_UNREADABLE);
        }
        if (body.length > LARGEST_BODY) {
            throw refused(request, HttpStatus.CONTENT_TOO_LARGE, Reason.TOO_LARGE);
        }
        switch (verify(request, body)) {
            case Refused(Reason reason) -> throw refused(request, HttpStatus.BAD_REQUEST, reason);
            case Verified(String webhookId) -> {
                quota.signed(request.getRemoteAddr());
                acknowledge(keep(webhookId, body), response);
            }
        }
    }

    private Verification verify(HttpServletRequest request, byte[] body) {
        try {
            return verifier.verify(request::getHeader, body);
        } catch (RequestRejectedException unprintable) { // by Spring Security, not before a header is asked for
            return new Refused(Reason.HEADER_UNUSABLE);
        }
    }

    private Acceptance keep(String webhookId, byte[] body) {
        try {
            return inbox.accept(webhookId, body);
        } catch (DataAccessException | TransactionException unavailable) {
            log.warn("Webhook {} could not be kept ({}): answered 503, so that Scalekit delivers it again", webhookId,
                    unavailable.getClass().getSimpleName());
            throw unavailable(DATABASE_UNAVAILABLE, "The event could not be stored. Deliver it again.", unavailable);
        }
    }

    private ErrorResponseException unavailable(String reason, String detail, @Nullable Exception cause) {
        refusals(reason).increment();
        ErrorResponseException problem = new ErrorResponseException(HttpStatus.SERVICE_UNAVAILABLE, cause);
        problem.setDetail(detail);
        problem.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return problem;
    }

    // Written as it is: a converter would negotiate its type, and what is kept is not to be answered 406; and it would
    // send the answer in two parts, the second of which says only that there is no third.
    private void acknowledge(Acceptance acceptance, HttpServletResponse response) throws IOException {
        boolean duplicate = acceptance.duplicate();
        (duplicate ? duplicates : accepted).increment();
        response.setStatus(duplicate ? HttpServletResponse.SC_OK : HttpServletResponse.SC_CREATED);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().print(
                "{\"status\":\"" + (duplicate ? "duplicate" : "accepted") + "\",\"id\":" + acceptance.id() + "}");
    }

    private ErrorResponseException refused(HttpServletRequest request, HttpStatus status, Reason reason) {
        quota.refused(request.getRemoteAddr());
        log.debug("Refused a webhook: {}", reason.tag());
        lastTimes.note("webhook.refused." + reason.tag());
        refusals(reason.tag()).increment();
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, reason.sentence()), null);
    }

    private Counter refusals(String reason) {
        return refusals(meters, reason);
    }

    static Counter refusals(MeterRegistry meters, String reason) {
        return Counter.builder("rollcall.webhooks.refused").description("Requests that were not acknowledged")
                .tag("reason", reason).register(meters);
    }
}
