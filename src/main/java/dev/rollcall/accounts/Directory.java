package dev.rollcall.accounts;

import dev.rollcall.scalekit.ScalekitDirectory;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a customer's directory.
@Entity
@Table(name = "directory")
class Directory {

    @Id
    private String id;
    private String organizationId;
    private @Nullable String provider;
    private boolean enabled;
    private boolean suspended;
    private @Nullable Instant firstAt;
    @Embedded
    private Version version;
    @Column(name = "named")
    private @Nullable String providerVersion;
    private @Nullable String type;
    @Column(name = "type_said")
    private @Nullable String typeVersion;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Directory() {
    }

    /// A directory of which nothing is known yet.
    Directory(String id, String organizationId) {
        this.id = id;
        this.organizationId = organizationId;
        this.version = Version.NEVER;
    }

    /// Takes what the observation says where nothing newer is known.
    ///
    /// @param seen the observation
    /// @param isEnabled whether it says that the directory is enabled
    /// @param suspends whether the users of a disabled directory lose their access
    /// @param at its version
    void observe(ScalekitDirectory seen, boolean isEnabled, boolean suspends, Version at) {
        boolean isFirst = version.equals(Version.NEVER);
        if (isFirst || firstAt != null && at.at().isBefore(firstAt)) {
            firstAt = at.at();
        }
        if (seen.provider() != null && at.supersedes(providerVersion)) {
            provider = seen.provider();
            providerVersion = at.text();
        }
        if (seen.type() != null && at.supersedes(typeVersion)) {
            type = seen.type();
            typeVersion = at.text();
        }
        if (!at.isBefore(version)) {
            enabled = isEnabled;
            suspended = !isEnabled && suspends;
            version = at;
        }
    }

    /// {@return whether what is said of it may change who is live: it is suspended or is not any more, or it was there
    /// earlier than was known}
    ///
    /// @param suspends whether it is said to be suspended
    /// @param at when that was true
    boolean isNews(boolean suspends, Instant at) {
        return version.equals(Version.NEVER) || suspends != suspended || firstAt != null && firstAt.isAfter(at);
    }

    String id() {
        return id;
    }

    String organizationId() {
        return organizationId;
    }

    Version version() {
        return version;
    }
}
