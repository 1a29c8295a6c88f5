package dev.rollcall;

import java.net.URI;
import java.util.Set;

/// The form of URLs that somebody sets.
public final class HttpUrl {

    private static final Set<String> SCHEMES = Set.of("http", "https");

    private HttpUrl() {
    }

    /// @param text what was set
    /// @return whether it is an absolute http or https URL without a user name and a fragment
    public static boolean isUsable(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null && SCHEMES.contains(uri.getScheme()) && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (IllegalArgumentException notAUrl) {
            return false;
        }
    }
}
