package dev.rollcall.users;

import dev.rollcall.users.User.Status;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.jspecify.annotations.Nullable;

/// The account that the application knows: one for each person and organization. It is deactivated, never deleted.
@Entity
@Table(name = "app_user")
class Account {

    @Id
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
    private Instant updatedAt;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Account() {
    }

    /// Opens an account, deactivated until a directory user is found to be live.
    Account(String organizationId, Instant now) {
        this.id = UuidVersion7Strategy.INSTANCE.generateUuid(null); // grows with time
        this.organizationId = organizationId;
        this.status = Status.DEACTIVATED;
        this.createdAt = now;
        this.updatedAt = now;
    }

    /// An account as its row has it. Hibernate would take longer to get ready for a few rows than to read them.
    Account(ResultSet row) throws SQLException {
        id = row.getObject("id", UUID.class);
        organizationId = row.getString("organization_id");
        email = row.getString("email");
        name = row.getString("name");
        givenName = row.getString("given_name");
        familyName = row.getString("family_name");
        status = Status.valueOf(row.getString("status"));
        isProtected = row.getBoolean("protected");
        mergedInto = row.getObject("merged_into", UUID.class);
        createdAt = row.getObject("created_at", OffsetDateTime.class).toInstant();
        updatedAt = row.getObject("updated_at", OffsetDateTime.class).toInstant();
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

    String organizationId() {
        return organizationId;
    }

    @Nullable
    String email() {
        return email;
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    String givenName() {
        return givenName;
    }

    @Nullable
    String familyName() {
        return familyName;
    }

    Status status() {
        return status;
    }

    boolean isProtected() {
        return isProtected;
    }

    /// {@return the account that carries on in place of this one; null if this one does}
    @Nullable
    UUID mergedInto() {
        return mergedInto;
    }

    /// {@return everything that may change, to be compared}
    List<@Nullable Object> state() {
        return Arrays.asList(email, name, givenName, familyName, status, isProtected, mergedInto);
    }
}
