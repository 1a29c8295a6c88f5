package dev.rollcall.users;

import dev.rollcall.users.User.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.UuidGenerator;
import org.jspecify.annotations.Nullable;

/// The account that the application knows: one for each person and organization. It is deactivated, never deleted.
@Entity
@Table(name = "app_user")
class Account {

    @Id
    @UuidGenerator(style = UuidGenerator.Style.VERSION_7)
    private UUID id;
    private String organizationId;
    private @Nullable String email;
    private @Nullable String name;
    private @Nullable String givenName;
    private @Nullable String familyName;
    @Enumerated(EnumType.STRING)
    private Status status;
    @Column(name = "protected")
    private boolean isProtected;
    private @Nullable UUID mergedInto;
    private Instant createdAt;
    @Column(updatable = false) // written with the history
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Account() {
    }

    /// Opens an account, deactivated until a directory user is found to be live.
    @SuppressWarnings("NullAway.Init") // Hibernate gives the id
    Account(String organizationId, Instant now) {
        this.organizationId = organizationId;
        this.status = Status.DEACTIVATED;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /// Follows the directory user that speaks for the account.
    void describe(MirroredUser speaker) {
        name = speaker.name();
        givenName = speaker.givenName();
        familyName = speaker.familyName();
    }

    void address(@Nullable String email) {
        this.email = email;
    }

    /// Activates or deactivates the account.
    ///
    /// @param live whether any of its directory users is live
    /// @return whether it should have been deactivated and was not, because it is protected
    boolean follow(boolean live) {
        if (!live && isProtected && status == Status.ACTIVE) {
            return true;
        }
        status = live ? Status.ACTIVE : Status.DEACTIVATED;
        return false;
    }

    /// Hands everything over to the account that turned out to be the same person.
    void mergeInto(Account other) {
        mergedInto = other.id;
        status = Status.DEACTIVATED;
        other.isProtected |= isProtected;
    }

    UUID id() {
        return id;
    }

    @Nullable
    String email() {
        return email;
    }
}
