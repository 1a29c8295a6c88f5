package dev.rollcall.accounts;

import dev.rollcall.scalekit.ScalekitOrganization;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
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
    private @Nullable String externalId;
    @Column(name = "external_id_said")
    private @Nullable String externalIdVersion;
    private String metadata = "{}";
    @Column(name = "metadata_said")
    private @Nullable String metadataVersion;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Organization() {
    }

    /// An organization of which nothing is known yet.
    Organization(String id) {
        this.id = id;
        this.version = Version.NEVER;
    }

    /// What a statement about an organization is for its users.
    enum News {
        /// They are as they were.
        NONE,
        /// The application calls their organization otherwise.
        EXTERNAL_ID,
        /// They may have lost their access or have it again.
        ACCESS
    }

    /// Takes what the observation says where nothing newer is known.
    ///
    /// @param seen the observation
    /// @param gone whether it says that the organization is deleted
    /// @param at its version
    /// @return what it is for its users
    News observe(ScalekitOrganization seen, boolean gone, Version at) {
        String externalIdBefore = externalId;
        describe(seen, at);
        boolean deletedBefore = deleted;
        if (!at.isBefore(version)) {
            deleted = gone;
            version = at;
        }
        return deleted != deletedBefore ? News.ACCESS
                : Objects.equals(externalId, externalIdBefore) ? News.NONE : News.EXTERNAL_ID;
    }

    private void describe(ScalekitOrganization seen, Version at) {
        if (seen.displayName() != null && at.supersedes(nameVersion)) {
            displayName = seen.displayName();
            nameVersion = at.text();
        }
        if (seen.externalId() != null && at.supersedes(externalIdVersion)) {
            externalId = seen.externalId().isEmpty() ? null : seen.externalId();
            externalIdVersion = at.text();
        }
        if (seen.metadata() != null && at.supersedes(metadataVersion)) {
            metadata = seen.metadata();
            metadataVersion = at.text();
        }
    }

    String id() {
        return id;
    }

    Version version() {
        return version;
    }
}
