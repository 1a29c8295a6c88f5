package dev.rollcall.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/// A request is refused, in the API as in the console: with a status, and a sentence that says why.
class Refusal extends ErrorResponseException {

    Refusal(HttpStatus status, @Nullable String why) {
        super(status, ProblemDetail.forStatusAndDetail(status, why), null);
    }

    /// {@return what to throw where there is nothing of the kind that was asked for}
    ///
    /// @param what what it would be, such as a user
    /// @param id its id
    static Refusal unknown(String what, @Nullable Object id) {
        return new Refusal(HttpStatus.NOT_FOUND, "There is no %s %s.".formatted(what, id));
    }

    /// Refuses what nobody knows: passed over, a misspelt field would have more done than was meant.
    ///
    /// @param unknown the fields that are none of the known ones
    /// @param known the known ones, as a list
    /// @throws Refusal if there are any
    static void refuseUnknown(Map<String, Object> unknown, String known) {
        if (!unknown.isEmpty()) {
            throw new Refusal(HttpStatus.BAD_REQUEST,
                    "%s is none of %s.".formatted(String.join(", ", unknown.keySet()), known));
        }
    }
}
