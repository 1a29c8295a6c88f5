package dev.rollcall.scalekit;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Scalekit's REST API.
class ScalekitClient implements DirectoryApi {

    /// Scalekit gives no fewer organizations at a time.
    static final int FEWEST = 10;

    static final int MOST_ORGANIZATIONS = 100;
    static final int MOST_USERS_OR_GROUPS = 30;

    private static final String ORGANIZATIONS = "/api/v1/organizations";
    private static final String ROLES = "/api/v1/roles";
    private static final String GET = "GET ";
    private static final Integer NOT_FOUND = 404;
    private static final Set<Integer> GIVES_NONE = Set.of(403, NOT_FOUND);

    /// What the portal offers: to connect a directory, and not a way to sign in.
    private static final String DIRECTORY_SYNC = "dir_sync";

    private final ScalekitEndpoints endpoints;
    private final AuthorizedCalls calls;

    ScalekitClient(ScalekitEndpoints endpoints, AuthorizedCalls calls) {
        this.endpoints = endpoints;
        this.calls = calls;
    }

    @Override
    public Listing<ScalekitOrganization> organizations(@Nullable String pageToken) {
        return calls.make(Call.ORGANIZATIONS, GET + ORGANIZATIONS,
                authorization -> endpoints.organizations(authorization, MOST_ORGANIZATIONS, pageToken),
                (page, at) -> AnswerReader.page(page, "organizations", at, AnswerReader::organization));
    }

    @Override
    public Optional<ListedOrganization> organization(String organizationId) {
        return found(() -> calls.make(Call.ORGANIZATION, GET + path(organizationId),
                authorization -> endpoints.organization(authorization, organizationId),
                (answer, at) -> new ListedOrganization(
                        AnswerReader.one(answer, "organization", AnswerReader::oneOrganization), at)));
    }

    @Override
    public List<ListedDirectory> directories(String organizationId) {
        return found(() -> calls.make(Call.DIRECTORIES, GET + path(organizationId) + "/directories",
                authorization -> endpoints.directories(authorization, organizationId), (answer, at) -> AnswerReader
                        .all(answer, "directories", json -> ListedDirectoryReader.directory(json, organizationId, at))))
                                .orElse(List.of());
    }

    @Override
    public Optional<ListedDirectory> directory(String organizationId, String directoryId) {
        return found(() -> calls.make(Call.DIRECTORY, GET + path(organizationId, directoryId),
                authorization -> endpoints.directory(authorization, organizationId, directoryId),
                (answer, at) -> AnswerReader.one(answer, "directory",
                        json -> ListedDirectoryReader.directory(json, organizationId, at))));
    }

    @Override
    public Listing<ListedUser> users(ListedDirectory directory, DirectoryQuery query) {
        String organizationId = directory.directory().organizationId();
        String id = directory.directory().id();
        return calls.make(Call.USERS, GET + path(organizationId, id) + "/users",
                authorization -> endpoints.users(authorization, organizationId, id, MOST_USERS_OR_GROUPS, true,
                        query.pageToken(), since(query), query.groupId()),
                (page, at) -> AnswerReader.page(page, "users", at, new ListedUserReader(directory)::user));
    }

    @Override
    public Listing<ScalekitGroup> groups(ListedDirectory directory, DirectoryQuery query) {
        String organizationId = directory.directory().organizationId();
        String id = directory.directory().id();
        return calls.make(Call.GROUPS, GET + path(organizationId, id) + "/groups",
                authorization -> endpoints.groups(authorization, organizationId, id, MOST_USERS_OR_GROUPS, true,
                        query.pageToken(), since(query)),
                (page, at) -> AnswerReader.page(page, "groups", at,
                        json -> AnswerReader.group(json, directory.directory())));
    }

    @Override
    public Set<String> roles() {
        return givenRoles(() -> calls.make(Call.ROLES, GET + ROLES, endpoints::roles,
                (answer, at) -> AnswerReader.roles(answer)));
    }

    @Override
    public void tryOut() {
        calls.make(Call.TRIAL, GET + ORGANIZATIONS,
                authorization -> endpoints.organizations(authorization, FEWEST, null),
                (page, at) -> AnswerReader.page(page, "organizations", at, AnswerReader::organization));
    }

    @Override
    public Optional<PortalLink> portalLink(String organizationId) {
        return found(() -> calls.make(Call.PORTAL_LINK, "PUT " + path(organizationId) + "/portal_links",
                authorization -> endpoints.portalLink(authorization, organizationId, DIRECTORY_SYNC),
                (answer, at) -> AnswerReader.one(answer, "link", AnswerReader::portalLink)));
    }

    private static String path(String organizationId) {
        return ORGANIZATIONS + "/" + organizationId;
    }

    private static String path(String organizationId, String directoryId) {
        return path(organizationId) + "/directories/" + directoryId;
    }

    private static @Nullable String since(DirectoryQuery query) {
        return query.updatedAfter() == null ? null : query.updatedAfter().truncatedTo(ChronoUnit.MICROS).toString();
    }

    /// {@return the roles that a call gives; none if Scalekit lets nobody read them}
    static Set<String> givenRoles(Supplier<Set<String>> call) {
        try {
            return call.get();
        } catch (DirectoryApiException failed) {
            if (failed.status() != null && GIVES_NONE.contains(failed.status())) {
                return Set.of();
            }
            throw failed;
        }
    }

    /// {@return what a call gives; empty if Scalekit says that there is no such thing}
    static <T> Optional<T> found(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (DirectoryApiException failed) {
            if (NOT_FOUND.equals(failed.status())) {
                return Optional.empty();
            }
            throw failed;
        }
    }
}
