package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.BindParam;

/// Which people somebody looks for in the console.
///
/// @param state what there is to look at on their accounts; of no account if anything else is asked for
record PeopleQuery(@PlainText @Nullable String q, @Nullable Oddity state, User.@Nullable Status status,
        @BindParam("organization_id") @PlainText @Nullable String organizationId, @PlainText @Nullable String role,
        @BindParam("group_id") @PlainText @Nullable String groupId,
        @BindParam("external_id") @PlainText @Nullable String externalId) {

    /// {@return whether the state alone says who is meant}
    boolean isOdd() {
        return state != null && isOpen();
    }

    /// {@return whether nobody is left out but for the state}
    public boolean isOpen() {
        return Stream.of(q, status, organizationId, role, groupId, externalId).allMatch(Objects::isNull);
    }

    UserFilter filter() {
        return new UserFilter(organizationId, null, status, externalId, q, role, groupId, null, Map.of());
    }
}
