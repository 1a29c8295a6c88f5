package dev.rollcall.roles;

import dev.rollcall.journal.Organizations;
import dev.rollcall.journal.RoleHistory;
import dev.rollcall.journal.RoleHistory.Gains;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Role;
import dev.rollcall.roles.Access.RoleOrigin;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Who has which role, where it comes from and since when: what somebody goes through who checks whether it is right.
@Component
public class AccessReview {

    private final RoleOrigins origins;
    private final RoleHistory history;
    private final Organizations organizations;

    AccessReview(RoleOrigins origins, RoleHistory history, Organizations organizations) {
        this.origins = origins;
        this.history = history;
        this.organizations = organizations;
    }

    /// {@return a line for each thing that gives a role to one of these users, and one for each who has no role}
    public List<ReviewedRole> of(Collection<User> users) {
        Map<UUID, List<RoleOrigin>> roles = origins.of(users);
        Gains gains = history.of(users.stream().map(User::id).toList());
        Map<String, String> names = organizations
                .names(users.stream().map(User::organizationId).collect(Collectors.toSet()));
        return users.stream().flatMap(user -> {
            String organization = names.get(user.organizationId());
            List<RoleOrigin> own = roles.getOrDefault(user.id(), List.of());
            return own.isEmpty() ? Stream.of(new ReviewedRole(user, organization, null, null))
                    : own.stream().map(role -> new ReviewedRole(user, organization, role, since(user, role, gains)));
        }).toList();
    }

    private static @Nullable Instant since(User user, RoleOrigin role, Gains gains) {
        return role.at() != null ? role.at()
                : gains.of(user.id(), new Role(role.role(), role.source(), role.isResting()));
    }
}
