package dev.rollcall.scalekit;

import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClientException;

/// Makes calls with the access token, and once more with a new one where that is not taken.
class AuthorizedCalls {

    private static final Integer UNAUTHORIZED = 401;
    private static final int OK = 200;

    private final AccessTokens tokens;
    private final Attempts attempts;
    private final Clock clock;

    AuthorizedCalls(AccessTokens tokens, Attempts attempts, Clock clock) {
        this.tokens = tokens;
        this.attempts = attempts;
        this.clock = clock;
    }

    /// @param path what is asked, for the exception's message
    /// @param request makes the request with the `Authorization` that it is given
    /// @param reader reads the answer, with the instant that Scalekit gave it
    /// @throws DirectoryApiException if there is no answer that can be read
    <J, T> T get(Call call, String path, Function<String, ResponseEntity<J>> request,
            BiFunction<J, Instant, T> reader) {
        String what = "GET " + path;
        String token = tokens.current();
        try {
            return get(call, what, token, request, reader);
        } catch (DirectoryApiException failed) {
            if (!UNAUTHORIZED.equals(failed.status())) {
                throw failed;
            }
            tokens.drop(token);
        }
        return get(call, what, tokens.current(), request, reader);
    }

    private <J, T> T get(Call call, String what, String token, Function<String, ResponseEntity<J>> request,
            BiFunction<J, Instant, T> reader) {
        Answer<J> answer = attempts.make(call, what, () -> answer(request, token));
        try {
            return reader.apply(answer.body(), answer.at());
        } catch (UnreadableAnswerException unreadable) {
            throw new DirectoryApiException(what + ": " + OK + ": " + unreadable.getMessage() + ".", OK, null);
        }
    }

    private <J> Answer<J> answer(Function<String, ResponseEntity<J>> request, String token) {
        Instant asked = clock.instant();
        ResponseEntity<J> answer = request.apply("Bearer " + token);
        J body = answer.getBody();
        if (body == null) {
            throw new RestClientException("The answer is empty.");
        }
        Instant given = Refusals.date(answer.getHeaders().getFirst(HttpHeaders.DATE));
        return new Answer<>(body, Objects.requireNonNullElse(given, asked));
    }

    private record Answer<J>(J body, Instant at) {
    }
}
