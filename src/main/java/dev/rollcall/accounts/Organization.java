package dev.rollcall.accounts;

import dev.rollcall.scalekit.ScalekitOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/// What is known of a customer. Who is deleted gives nobody access.
@Entity
@Table(name = "organization")
class Organization {

    @Id
    private String id;
    private @Nullable String displayName;
    private boolean deleted;
    @Embedded
    private Version version;
    @Column(name = "named")
    private @Nullable String nameVersion;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Organization() {
    }

    /// An organization of which nothing is known yet.
    Organization(String id) {
        this.id = id;
        this.version = Version.NEVER;
    }

    /// Takes what the observation says where nothing newer is known.
    ///
    /// @param seen the observation
    /// @param gone whether it says that the organization is deleted
    /// @param at its version
    /// @return whether its users are others now
    boolean observe(ScalekitOrganization seen, boolean gone, Version at) {
        if (seen.displayName() != null && at.supersedes(nameVersion)) {
            displayName = seen.displayName();
            nameVersion = at.text();
        }
        if (at.isBefore(version)) {
            return false;
        }
        boolean changes = deleted != gone;
        deleted = gone;
        version = at;
        return changes;
    }

    String id() {
        return id;
    }

    Version version() {
        return version;
    }
}
