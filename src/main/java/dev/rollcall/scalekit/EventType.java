package dev.rollcall.scalekit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The types of events that Rollcall has a use for.
enum EventType {
    ORGANIZATION_CREATED("organization.created"), ORGANIZATION_UPDATED("organization.updated"),
    ORGANIZATION_DELETED("organization.deleted"), DIRECTORY_ENABLED("organization.directory_enabled"),
    DIRECTORY_DISABLED("organization.directory_disabled"), USER_CREATED("organization.directory.user_created"),
    USER_UPDATED("organization.directory.user_updated"), USER_DELETED("organization.directory.user_deleted"),
    GROUP_CREATED("organization.directory.group_created"), GROUP_UPDATED("organization.directory.group_updated"),
    GROUP_DELETED("organization.directory.group_deleted");

    private static final Map<String, EventType> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(type -> type.type, Function.identity()));

    private final String type;

    EventType(String type) {
        this.type = type;
    }

    /// {@return the type of that name; null if Rollcall has no use for it}
    static @Nullable EventType of(@Nullable String name) {
        return name == null ? null : BY_NAME.get(name);
    }

    /// {@return the names of all}
    static List<String> names() {
        return Arrays.stream(values()).map(type -> type.type).toList();
    }

    /// {@return whether it is about an organization itself}
    boolean isAboutOrganization() {
        return this == ORGANIZATION_CREATED || this == ORGANIZATION_UPDATED || this == ORGANIZATION_DELETED;
    }
}
