package dev.rollcall.reconcile;

import dev.rollcall.accounts.AddressHolders;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Finds out what somebody means who asks for a run.
@Component
class Scopes {

    /// For an address that nobody is known by all directories are read, unless they are known to have more users: these
    /// take 1,000 calls, 10 s at the rate that is the default.
    private static final long MOST_READ = 30_000;

    private final AddressHolders holders;
    private final JdbcClient jdbc;
    private final DirectoryApi api;

    Scopes(AddressHolders holders, JdbcClient jdbc, DirectoryApi api) {
        this.holders = holders;
        this.jdbc = jdbc;
        this.api = api;
    }

    /// Completes a scope: with the directory of a directory user, as far as it is known, with the organization of a directory,
    /// and with that in which an address is known.
    ///
    /// @throws UnknownScopeException if there is no such organization, directory or directory user
    /// @throws UnusableScopeException if it contradicts itself, or would be too much to read
    SyncScope resolve(SyncScope asked) {
        if (asked.email() != null && asked.directoryUserId() != null) {
            throw new UnusableScopeException("email and directory_user_id both say who is meant: give one of them.");
        }
        SyncScope scope = asked.normal();
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
            scope = scope.in(organization);
        } else if (scope.organizationId() != null && !isToldOf(scope.organizationId())
                && !exists(scope.organizationId(), null)) {
            throw unknown("organization", scope.organizationId());
        }
        return scope.email() == null || scope.organizationId() != null ? scope : whereKnown(scope, scope.email());
    }

    private SyncScope whereKnown(SyncScope scope, String address) {
        List<String> organizations = holders.organizations(address);
        if (organizations.isEmpty() && jdbc.sql("select count(*) from (select from directory_user limit ?) as known")
                .param(MOST_READ + 1).query(Long.class).single() > MOST_READ) {
            throw new UnusableScopeException(
                    "Nobody is known by this email, and all directories have too many users to be read for it: give organization_id.");
        }
        return organizations.size() == 1 ? scope.in(organizations.getFirst()) : scope;
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
