package dev.rollcall.admin;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The providers that Scalekit knows, with its guides for the IT admins of customers who have one.
enum DirectoryProvider {
    OKTA("Okta", "okta-scim"), MICROSOFT_AD("Microsoft Entra ID", "azure-scim"),
    GOOGLE("Google Workspace", "google-dir-sync"), JUMPCLOUD("JumpCloud", "jumpcloud"),
    ONELOGIN("OneLogin", "onelogin"), PING_IDENTITY("PingIdentity", "pingidentity-scim"),
    OTHER("another one that speaks SCIM", "generic-scim");

    private static final String GUIDES = "https://docs.scalekit.com/guides/integrations/scim-integrations/";

    private final String title;
    private final String guide;

    DirectoryProvider(String title, String guide) {
        this.title = title;
        this.guide = guide;
    }

    /// {@return as people read it}
    public String title() {
        return title;
    }

    /// {@return the address of its guide}
    public String guide() {
        return GUIDES + guide + "/";
    }

    /// {@return the provider of that name, if Scalekit has a guide for it}
    static Optional<DirectoryProvider> of(@Nullable String name) {
        return Arrays.stream(values()).filter(provider -> provider.name().equals(name)).findFirst();
    }

    /// {@return what people call providers, by their names}
    static Map<String, String> titles() {
        return Arrays.stream(values()).collect(Collectors.toMap(Enum::name, DirectoryProvider::title));
    }
}
