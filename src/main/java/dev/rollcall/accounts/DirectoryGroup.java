package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import dev.rollcall.scalekit.ScalekitGroup;
import jakarta.persistence.AttributeOverride;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a directory says of one of its groups. Who is in it is said by the users.
@Entity
@Table(name = "directory_group")
class DirectoryGroup {

    @Id
    private String id;
    private String organizationId;
    private @Nullable String directoryId;
    @Column(name = "placed")
    private @Nullable String directoryVersion;
    private @Nullable String displayName;
    private boolean deleted;
    @Embedded
    private Version version;
    @Embedded
    @AttributeOverride(name = "at", column = @Column(name = "named_at"))
    @AttributeOverride(name = "nanos", column = @Column(name = "named_nanos"))
    @AttributeOverride(name = "event", column = @Column(name = "named_event"))
    private Version named;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected DirectoryGroup() {
    }

    DirectoryGroup(String id, String organizationId) {
        this.id = id;
        this.organizationId = organizationId;
        this.version = Version.NEVER;
        this.named = Version.NEVER;
    }

    /// Takes what the observation says where nothing newer is known.
    ///
    /// @param seen the observation
    /// @param gone whether it says that the group is deleted
    /// @param at its version
    /// @return whether this is another group for its members now
    boolean observe(ScalekitGroup seen, boolean gone, Version at) {
        String directoryBefore = directoryId;
        String nameBefore = displayName;
        boolean deletedBefore = deleted;
        if (seen.directoryId() != null && at.supersedes(directoryVersion)) {
            directoryId = seen.directoryId();
            directoryVersion = at.text();
        }
        if (seen.displayName() != null && (isNamedBefore(at) || at.equals(named))) {
            displayName = seen.displayName().isEmpty() ? null : seen.displayName();
            named = at;
        }
        if (!at.isBefore(version)) {
            deleted = gone;
            version = at;
        }
        return deleted != deletedBefore || !Objects.equals(displayName, nameBefore)
                || !Objects.equals(directoryId, directoryBefore);
    }

    /// {@return whether whatever is known of its name is older}
    ///
    /// @param at the version of what is said
    boolean isNamedBefore(Version at) {
        return named.isBefore(at);
    }

    /// Brings the name into the form in which names are compared.
    void normalize() {
        String name = displayName == null ? "" : NormalForm.text(displayName);
        displayName = name.isEmpty() ? null : name;
    }

    String id() {
        return id;
    }

    String organizationId() {
        return organizationId;
    }

    @Nullable
    String directoryId() {
        return directoryId;
    }

    @Nullable
    String displayName() {
        return displayName;
    }

    Version version() {
        return version;
    }
}
