package dev.rollcall.scalekit;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Scalekit's answers as they come, in snake_case or camelCase. Anything may be missing.
final class Answers {

    private Answers() {
    }

    record OrganizationPage(@Nullable List<@Nullable OrganizationJson> organizations,
            @JsonAlias("nextPageToken") @Nullable String nextPageToken,
            @JsonAlias("totalSize") @Nullable Long totalSize) {
    }

    record OneOrganization(@Nullable OrganizationJson organization) {
    }

    record OrganizationJson(@Nullable String id, @JsonAlias("displayName") @Nullable String displayName) {
    }

    record Directories(@Nullable List<@Nullable DirectoryJson> directories) {
    }

    record OneDirectory(@Nullable DirectoryJson directory) {
    }

    record DirectoryJson(@Nullable String id, @JsonAlias("directoryProvider") @Nullable String directoryProvider,
            @Nullable Boolean enabled, @Nullable StatsJson stats,
            @JsonAlias("roleAssignments") @Nullable RoleAssignments roleAssignments) {
    }

    record StatsJson(@JsonAlias("totalUsers") @Nullable Long totalUsers,
            @JsonAlias("totalGroups") @Nullable Long totalGroups,
            @JsonAlias("userUpdatedAt") @Nullable String userUpdatedAt,
            @JsonAlias("groupUpdatedAt") @Nullable String groupUpdatedAt) {
    }

    record RoleAssignments(@Nullable List<@Nullable RoleAssignmentJson> assignments) {
    }

    record RoleAssignmentJson(@JsonAlias("groupId") @Nullable String groupId,
            @JsonAlias("roleName") @Nullable String roleName) {
    }

    record GroupPage(@Nullable List<@Nullable GroupJson> groups,
            @JsonAlias("nextPageToken") @Nullable String nextPageToken,
            @JsonAlias("totalSize") @Nullable Long totalSize) {
    }

    record GroupJson(@Nullable String id, @JsonAlias("displayName") @Nullable String displayName) {
    }

    record UserPage(@Nullable List<@Nullable UserJson> users,
            @JsonAlias("nextPageToken") @Nullable String nextPageToken,
            @JsonAlias("totalSize") @Nullable Long totalSize) {
    }

    record UserJson(@Nullable String id, @Nullable String email, @JsonAlias("givenName") @Nullable String givenName,
            @JsonAlias("familyName") @Nullable String familyName, @Nullable List<@Nullable GroupJson> groups,
            @JsonAlias("updatedAt") @Nullable String updatedAt,
            @JsonAlias("userDetail") @Nullable UserDetail userDetail) {
    }

    /// What the directory itself says of a user, of which Scalekit's document fixes nothing: a SCIM provider's `name` is an
    /// object, and its `roles` are not Scalekit's.
    record UserDetail(@Nullable Boolean active, @Nullable Object name, @Nullable Object roles) {

        static final UserDetail SILENT = new UserDetail(null, null, null);
    }
}
