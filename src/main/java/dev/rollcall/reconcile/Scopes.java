package dev.rollcall.reconcile;

import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds out what somebody means who asks for a run.
@Component
class Scopes {

    private final JdbcClient jdbc;
    private final DirectoryApi api;

    Scopes(JdbcClient jdbc, DirectoryApi api) {
        this.jdbc = jdbc;
        this.api = api;
    }

    /// Completes a scope: with the directory of a directory user, as far as it is known, and with the organization of a
    /// directory.
    ///
    /// @throws UnknownScopeException if there is no such organization, directory or directory user
    SyncScope resolve(SyncScope asked) {
        SyncScope scope = asked;
        if (scope.directoryUserId() != null) {
            scope = jdbc.sql("select organization_id, directory_id from directory_user where id = ?")
                    .param(scope.directoryUserId())
                    .query((row, number) -> new SyncScope(row.getString(1), row.getString(2), asked.directoryUserId()))
                    .optional()
                    .filter(found -> asked.organizationId() == null
                            || asked.organizationId().equals(found.organizationId()))
                    .orElseThrow(() -> unknown("directory user", String.valueOf(asked.directoryUserId())));
        }
        if (scope.directoryId() != null) {
            String directory = scope.directoryId();
            String organization = jdbc.sql("select organization_id from directory where id = ?").param(directory)
                    .query(String.class).optional().orElse(scope.organizationId());
            if (organization == null || scope.organizationId() != null && !scope.organizationId().equals(organization)
                    || !isKnown("directory", directory) && !exists(organization, directory)) {
                throw unknown("directory", directory);
            }
            scope = new SyncScope(organization, directory, scope.directoryUserId());
        } else if (scope.organizationId() != null && !isToldOf(scope.organizationId())
                && !exists(scope.organizationId(), null)) {
            throw unknown("organization", scope.organizationId());
        }
        return scope;
    }

    private boolean isKnown(String table, String id) {
        return jdbc.sql("select exists (select from %s where id = ?)".formatted(table)).param(id).query(Boolean.class)
                .single();
    }

    private boolean isToldOf(String organizationId) {
        return jdbc.sql("select exists (select from organization where id = ? and observed_event <> '')")
                .param(organizationId).query(Boolean.class).single();
    }

    private boolean exists(String organizationId, @Nullable String directoryId) {
        try {
            return directoryId == null ? api.organization(organizationId).isPresent()
                    : api.directory(organizationId, directoryId).isPresent();
        } catch (DirectoryApiException unreachable) {
            return true; // the run says why it cannot tell
        }
    }

    private static UnknownScopeException unknown(String what, String id) {
        return new UnknownScopeException("There is no %s %s.".formatted(what, id));
    }
}
