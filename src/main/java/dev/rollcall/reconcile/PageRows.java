package dev.rollcall.reconcile;

import dev.rollcall.accounts.KeptAttributes;
import dev.rollcall.scalekit.Clocks;
import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// The rows that the pages of a listing are staged as.
@Component
class PageRows {

    private final ReconcileProperties properties;
    private final KeptAttributes attributes;

    PageRows(ReconcileProperties properties, KeptAttributes attributes) {
        this.properties = properties;
        this.attributes = attributes;
    }

    /// A row of `staged_user`, its components named like the columns.
    record User(String id, @Nullable Boolean active, @Nullable String email, @Nullable String name,
            @Nullable String given_name, @Nullable String family_name, @Nullable String dp_id,
            @Nullable List<String> roles, @Nullable List<String> group_ids, @Nullable String username,
            boolean groups_missing, boolean sought, Instant seen_at) {
    }

    /// A row of `staged_group`.
    record Group(String id, @Nullable String display_name, Instant seen_at) {
    }

    /// {@return the users of pages, each as often as it came}
    ///
    /// @param address whose address is sought; null if nobody's is
    List<User> users(List<Listing<ListedUser>> pages, @Nullable String address) {
        return pages.stream().flatMap(
                page -> page.items().stream().map(listed -> row(listed, address, seenAt(listed.updatedAt(), page))))
                .toList();
    }

    /// {@return the groups of pages, each as often as it came}
    List<Group> groups(List<Listing<ScalekitGroup>> pages) {
        return pages.stream().flatMap(
                page -> page.items().stream().map(group -> new Group(group.id(), group.displayName(), seenAt(page))))
                .toList();
    }

    /// {@return the instant of which a page speaks for sure}
    Instant seenAt(Listing<?> page) {
        return properties.seenAt(page.fetchedAt());
    }

    /// What Scalekit has known of a user since an instant was still true when it gave the page. An instant from the future
    /// says nothing.
    private Instant seenAt(@Nullable Instant updatedAt, Listing<?> page) {
        Instant seenAt = seenAt(page);
        if (updatedAt == null || updatedAt.isBefore(seenAt) || Clocks.isAhead(updatedAt, page.fetchedAt())) {
            return seenAt;
        }
        Instant micros = updatedAt.truncatedTo(ChronoUnit.MICROS);
        return micros.isBefore(page.fetchedAt()) ? micros : page.fetchedAt();
    }

    /// {@return of whom what could not be read; null if everything could be}
    static @Nullable String unreadable(List<Listing<ListedUser>> pages) {
        return pages.stream().flatMap(page -> page.items().stream()).filter(user -> !user.leftAside().isEmpty())
                .findFirst().map(user -> "Of %s cannot be read: %s.".formatted(user.user().id(),
                        user.leftAside().stream().sorted().collect(Collectors.joining(", "))))
                .orElse(null);
    }

    private User row(ListedUser listed, @Nullable String address, Instant seenAt) {
        ScalekitUser user = attributes.keep(listed.user());
        return new User(user.id(), user.active(), user.email(), user.name(), user.givenName(), user.familyName(),
                user.dpId(), sorted(user.roles()),
                user.groups() == null ? null : sorted(user.groups().stream().map(ScalekitGroup::id).toList()),
                user.username(), listed.groupsMissing(), Sought.isBy(address, listed), seenAt);
    }

    private static @Nullable List<String> sorted(@Nullable List<String> values) {
        return values == null ? null : values.stream().filter(Objects::nonNull).distinct().sorted().toList();
    }
}
