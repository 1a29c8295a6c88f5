package dev.rollcall.scalekit;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The part of Scalekit's API that tells who is in which directory, and lets a customer connect one. Each call waits for its share of the rate budget,
/// honours `Retry-After`, tries again where that helps, and ends in a [DirectoryApiException] where it does not.
public interface DirectoryApi {

    /// @param pageToken the token that the page before ended with; null for the first page
    /// @return at most 100 organizations of the environment
    /// @throws DirectoryApiException if they cannot be had
    Listing<ScalekitOrganization> organizations(@Nullable String pageToken);

    /// @param organizationId `org_…`
    /// @return the organization; empty if there is none
    /// @throws DirectoryApiException if it cannot be had
    Optional<ListedOrganization> organization(String organizationId);

    /// @param organizationId `org_…`
    /// @return the organization's directories, enabled or not; empty also if there is no such organization
    /// @throws DirectoryApiException if they cannot be had
    List<ListedDirectory> directories(String organizationId);

    /// @param organizationId the organization that the directory belongs to
    /// @param directoryId `dir_…`
    /// @return the directory as it is now; empty if there is none
    /// @throws DirectoryApiException if it cannot be had
    Optional<ListedDirectory> directory(String organizationId, String directoryId);

    /// @param directory the directory, whose role assignments give the roles that a page leaves out
    /// @param query which users
    /// @return at most 30 users
    /// @throws DirectoryApiException if they cannot be had
    Listing<ListedUser> users(ListedDirectory directory, DirectoryQuery query);

    /// @param directory the directory
    /// @param query which groups; its group is not used
    /// @return at most 30 groups
    /// @throws DirectoryApiException if they cannot be had
    Listing<ScalekitGroup> groups(ListedDirectory directory, DirectoryQuery query);

    /// @return the names of the roles that the environment has, also those of single organizations; none if it has no roles, or
    /// lets nobody read them (403, 404), as where nobody signs in with Scalekit
    /// @throws DirectoryApiException if they cannot be had
    Set<String> roles();

    /// Asks for something small, to see whether Scalekit answers. A person waits for it, so it is tried once and within seconds.
    ///
    /// @throws DirectoryApiException if it does not
    void tryOut();

    /// Has a link made to the portal in which a customer's IT admin connects a directory. A person waits for it, so it is
    /// tried once and within seconds.
    ///
    /// @param organizationId `org_…`
    /// @return the link, good once and for a minute; empty if there is no such organization
    /// @throws DirectoryApiException if it cannot be had
    Optional<PortalLink> portalLink(String organizationId);
}
