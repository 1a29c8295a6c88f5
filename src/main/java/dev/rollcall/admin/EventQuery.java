package dev.rollcall.admin;

import dev.rollcall.inbox.EventFilter;
import dev.rollcall.inbox.EventStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/// Which events somebody looks for in the console.
record EventQuery(@Nullable EventStatus status, @PlainText @Nullable String type,
        @BindParam("organization_id") @PlainText @Nullable String organizationId,
        @BindParam("subject_id") @PlainText @Nullable String subjectId, @Nullable Instant since,
        @Nullable Instant until) {

    EventFilter filter() {
        return new EventFilter(status, type, organizationId, subjectId, since, until);
    }

    /// {@return the same of the organization that is meant}
    EventQuery of(@Nullable String organization) {
        return new EventQuery(status, type, organization, subjectId, since, until);
    }

    /// {@return the same, without what comes in from now on}
    EventQuery asOf(Instant now) {
        return new EventQuery(status, type, organizationId, subjectId, since, until == null ? now : until);
    }
}
