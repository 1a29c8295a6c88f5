package dev.rollcall.scalekit;

import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.RestClient.ResponseSpec.ErrorHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what Scalekit says when it refuses: one line without a token or an address.
final class Refusals implements ErrorHandler {

    private static final int LONGEST_BODY = 64 * 1024;
    private static final int LONGEST_SAYING = 200;

    private final JsonMapper json = JsonMapper.shared();
    private final Clock clock;
    private final String secret;

    /// @param secret what is not repeated whoever says it
    Refusals(Clock clock, String secret) {
        this.clock = clock;
        this.secret = secret;
    }

    @Override
    public void handle(HttpRequest request, ClientHttpResponse response) throws IOException {
        throw new RefusedException(response.getStatusCode().value(), retryAfter(response.getHeaders()),
                said(response.getBody().readNBytes(LONGEST_BODY)));
    }

    private String said(byte[] body) {
        JsonNode error;
        try {
            error = json.readTree(body);
        } catch (JacksonException notJson) {
            return "";
        }
        String said = Stream.of("message", "error_description", "error").map(error::path).filter(JsonNode::isString)
                .map(JsonNode::stringValue).findFirst().orElse("");
        return line(said);
    }

    /// {@return the same in one line, without what must not be repeated}
    String line(String said) {
        String line = said.replace(secret, "…").replaceAll("[\\s\\p{Cntrl}]+", " ").strip()
                .replaceAll("(?i)bearer \\S+|\\S*@\\S*|[\\w.+/=~-]{40,}", "…");
        return line.length() <= LONGEST_SAYING ? line : line.substring(0, LONGEST_SAYING - 1) + "…";
    }

    /// RFC 9110 section 10.2.3: seconds, or a date, which is compared with the answer's own.
    private @Nullable Duration retryAfter(HttpHeaders headers) {
        String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
        if (value == null) {
            return null;
        }
        if (value.strip().matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        }
        Instant until = date(value);
        if (until == null) {
            return null;
        }
        Instant now = date(headers.getFirst(HttpHeaders.DATE));
        Duration wait = Duration.between(now == null ? clock.instant() : now, until);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /// {@return the date in a header; null if it is none}
    static @Nullable Instant date(@Nullable String value) {
        try {
            return value == null ? null
                    : ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
