package dev.rollcall.scalekit;

import java.time.Clock;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/// Makes calls with the access token, and once more with a new one where that is not taken.
class AuthorizedCalls {

    private static final Integer UNAUTHORIZED = 401;

    private final AccessTokens tokens;
    private final Attempts attempts;
    private final CallMetrics metrics;
    private final Clock clock;
    private final Timepiece time;

    AuthorizedCalls(AccessTokens tokens, Attempts attempts, CallMetrics metrics, Clock clock, Timepiece time) {
        this.metrics = metrics;
        this.tokens = tokens;
        this.attempts = attempts;
        this.clock = clock;
        this.time = time;
    }

    /// @param what the method and path, for the exception's message
    /// @param request makes the request with the `Authorization` that it is given
    /// @param reader reads the answer, with the instant that Scalekit gave it
    /// @throws DirectoryApiException if there is no answer that can be read
    <T> T make(Call call, String what, Function<String, ResponseEntity<byte[]>> request,
            BiFunction<JsonNode, Instant, T> reader) {
        return Patience.within(call, time, () -> makeWithToken(call, what, request, reader));
    }

    private <T> T makeWithToken(Call call, String what, Function<String, ResponseEntity<byte[]>> request,
            BiFunction<JsonNode, Instant, T> reader) {
        String token = tokens.current();
        try {
            return make(call, what, token, request, reader);
        } catch (DirectoryApiException failed) {
            if (!UNAUTHORIZED.equals(failed.status())) {
                throw failed;
            }
            tokens.drop(token);
        }
        return make(call, what, tokens.current(), request, reader);
    }

    private <T> T make(Call call, String what, String token, Function<String, ResponseEntity<byte[]>> request,
            BiFunction<JsonNode, Instant, T> reader) {
        return attempts.make(call, what, () -> answer(request, token)).read(what, reader);
    }

    private Answer answer(Function<String, ResponseEntity<byte[]>> request, String token) {
        Instant asked = clock.instant();
        ResponseEntity<byte[]> answer = request.apply("Bearer " + token);
        byte[] bytes = answer.getBody();
        if (bytes == null || bytes.length == 0) {
            throw new RestClientException("The answer is empty.");
        }
        Body body = Body.of(bytes);
        if (body.defect() != null) {
            throw new NotJsonException(body.defect());
        }
        return new Answer(body.root(), given(answer.getHeaders(), asked));
    }

    /// {@return when Scalekit gave the answer; when it was asked for if it does not say, or says that it will}
    private Instant given(HttpHeaders headers, Instant asked) {
        Instant given = Refusals.date(headers.getFirst(HttpHeaders.DATE));
        if (given != null && Clocks.isAhead(given, clock.instant())) {
            metrics.cameFromTheFuture();
            return asked;
        }
        return given == null ? asked : given;
    }
}
