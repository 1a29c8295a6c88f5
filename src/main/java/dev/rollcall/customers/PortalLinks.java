package dev.rollcall.customers;

import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.PortalLink;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Has links made to Scalekit's portal, in which a customer's IT admin connects a directory. They are handed on and kept
/// nowhere.
@Service
public class PortalLinks {

    private static final int SERVER_ERRORS = 500;
    private static final Set<Integer> PASSING = Set.of(408, 429);

    private final DirectoryApi api;

    PortalLinks(DirectoryApi api) {
        this.api = api;
    }

    /// A link, good once and for a minute.
    ///
    /// @param location where the portal is
    /// @param expiresAt until when the link is good; null where Scalekit does not say
    public record SetUpLink(String location, @Nullable Instant expiresAt) {

        @Override
        public String toString() {
            return "SetUpLink[expiresAt=" + expiresAt + "]";
        }
    }

    /// Scalekit made no link. The message is a sentence for an operator that says why.
    public static final class NoLinkException extends RuntimeException {

        private final boolean passing;

        NoLinkException(DirectoryApiException failed) {
            super("Scalekit made no link: " + failed.getMessage(), failed);
            this.passing = isPassing(failed.status());
        }

        private static boolean isPassing(@Nullable Integer status) {
            return status == null || status >= SERVER_ERRORS || PASSING.contains(status);
        }

        /// {@return whether it may help to try again}
        public boolean isPassing() {
            return passing;
        }
    }

    /// @param organizationId Scalekit's id of an organization, which Rollcall need not know of yet
    /// @return a link for its IT admin; empty if Scalekit has no such organization
    /// @throws NoLinkException if Scalekit refuses or cannot be reached
    public Optional<SetUpLink> open(String organizationId) {
        try {
            Optional<PortalLink> link = api.portalLink(organizationId);
            return link.map(made -> new SetUpLink(made.location(), made.expiresAt()));
        } catch (DirectoryApiException failed) {
            throw new NoLinkException(failed);
        }
    }
}
