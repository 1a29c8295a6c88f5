package dev.rollcall.scalekit;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.OAuth2AuthorizeRequest;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClientService;

/// The access token that all calls share. Spring Security fetches it when it is needed and keeps it; but it would fetch one
/// for each call that comes meanwhile, so here one call fetches, the others wait, each as long as its [Patience] is, and a
/// refusal is told to all of them.
class AccessTokens {

    static final String CLIENT = "scalekit";

    private static final String HOLDER = "rollcall";
    private static final OAuth2AuthorizeRequest REQUEST = OAuth2AuthorizeRequest.withClientRegistrationId(CLIENT)
            .principal(HOLDER).build();

    private final OAuth2AuthorizedClientManager clients;
    private final OAuth2AuthorizedClientService kept;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile @Nullable DirectoryApiException refusal;

    AccessTokens(OAuth2AuthorizedClientManager clients, OAuth2AuthorizedClientService kept) {
        this.clients = clients;
        this.kept = kept;
    }

    /// @return a token that is good for now
    /// @throws DirectoryApiException if there is none to be had
    String current() {
        DirectoryApiException before = refusal;
        lock();
        try {
            DirectoryApiException meanwhile = refusal;
            if (meanwhile != null && meanwhile != before) {
                throw new DirectoryApiException(String.valueOf(meanwhile.getMessage()), meanwhile.status(), meanwhile);
            }
            return authorized();
        } finally {
            fetching.unlock();
        }
    }

    /// Scalekit does not take it any more.
    void drop(String token) {
        OAuth2AuthorizedClient known = kept.loadAuthorizedClient(CLIENT, HOLDER);
        if (known != null && known.getAccessToken().getTokenValue().equals(token)) {
            kept.removeAuthorizedClient(CLIENT, HOLDER);
        }
    }

    private void lock() {
        try {
            Patience patience = Patience.current();
            if (!fetching.tryLock(patience.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new DirectoryApiException("%s: another call has had no answer to it within %s."
                        .formatted(TokenEndpoint.WHAT, patience.length()), null, null);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DirectoryApiException(TokenEndpoint.WHAT + ": interrupted.", null, interrupted);
        }
    }

    private String authorized() {
        try {
            OAuth2AuthorizedClient client = Objects.requireNonNull(clients.authorize(REQUEST));
            refusal = null;
            return client.getAccessToken().getTokenValue();
        } catch (DirectoryApiException failed) {
            // For a person it was tried once: that proves nothing to a run.
            if (!Thread.currentThread().isInterrupted() && !Patience.current().isWaitedFor()) {
                refusal = failed;
            }
            throw failed;
        }
    }
}
