package dev.rollcall.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.journal.User;
import dev.rollcall.roles.Access.RoleOrigin;
import dev.rollcall.roles.AccessReview;
import dev.rollcall.roles.ReviewedRole;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import tools.jackson.core.exc.JacksonIOException;

/// Writes users as an access review in CSV, straight into the answer: a line for each thing that gives a role to somebody, and
/// one for each who has none.
@Component
class UserCsv {

    private static final MediaType CSV = new MediaType("text", "csv", UTF_8);

    private static final Logger log = LoggerFactory.getLogger(UserCsv.class);

    private static final String[] HEAD = { "organization_id", "organization_external_id", "organization", "user_id",
            "external_id", "email", "name", "status", "role", "source", "from", "since", "resting", "department",
            "title" };

    private final AccessReview review;
    private final Clock clock;

    UserCsv(AccessReview review, Clock clock) {
        this.review = review;
        this.clock = clock;
    }

    /// Something went wrong when a part of the answer was on its way. Whoever handles this has the connection cut off: an
    /// answer that ends as if it were whole would be taken for it.
    static class CutOffException extends RuntimeException {

        CutOffException(Throwable cause) {
            super("A table was cut off", cause);
        }
    }

    /// {@return whether somebody would rather have CSV than JSON}
    ///
    /// @throws HttpMediaTypeNotAcceptableException if what is accepted cannot be read
    static boolean isWanted(NativeWebRequest request) throws HttpMediaTypeNotAcceptableException {
        return new HeaderContentNegotiationStrategy().resolveMediaTypes(request).stream()
                .filter(accepted -> accepted.includes(MediaType.APPLICATION_JSON) || accepted.equalsTypeAndSubtype(CSV))
                .findFirst().filter(CSV::equalsTypeAndSubtype).isPresent();
    }

    /// @param users gives the users, some at a time
    /// @param response what to write to
    /// @throws CutOffException if they cannot be read to the end
    void write(Consumer<Consumer<List<User>>> users, HttpServletResponse response) {
        response.setContentType(CSV.toString());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"users-%s.csv\""
                .formatted(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        try {
            CsvWriter csv = new CsvWriter(response.getOutputStream(), HEAD);
            users.accept(some -> review.of(some).forEach(line -> csv.write(cells(line))));
            csv.close(); // and not if it fails: then the answer must not end
        } catch (IOException | JacksonIOException away) {
            log.debug("Whoever asked for an access review did not wait for its end", away);
        } catch (RuntimeException failed) {
            if (response.isCommitted()) {
                throw new CutOffException(failed);
            }
            response.reset();
            throw failed;
        }
    }

    private static List<@Nullable Object> cells(ReviewedRole line) {
        User user = line.user();
        RoleOrigin role = line.origin();
        return Arrays.asList(user.organizationId(), user.organizationExternalId(), line.organization(), user.id(),
                user.externalId(), user.email(), user.name(), user.status(), role == null ? null : role.role(),
                role == null ? null : role.source(), role == null ? null : from(role), line.since(),
                role == null ? null : role.isResting(), user.attributes().get("department"),
                user.attributes().get("title"));
    }

    private static @Nullable String from(RoleOrigin role) {
        return switch (role.source()) {
            case GROUP ->
                    "%s with mapping %d".formatted(role.name() == null ? role.id() : role.name(), role.mappingId());
            case ATTRIBUTE -> "%s = %s with mapping %d".formatted(role.id(), role.name(), role.mappingId());
            case DIRECTORY, MANUAL, DEFAULT -> role.id();
        };
    }
}
