package dev.rollcall.roles;

import dev.rollcall.journal.ManualChanges.Recipient;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;

/// A role that somebody granted by hand. It stays with the directory user to whom it was granted: if people are parted or
/// joined, `accounts` takes it along.
@Entity
@Table(name = "role_grant")
class Grant {

    @EmbeddedId
    private Key key;
    private String grantedBy;
    private Instant grantedAt;
    private @Nullable Instant known;
    @Formula("rests(account_id, known, directory_user_id)")
    private boolean resting;

    /// To whom which role is granted.
    @Embeddable
    record Key(UUID accountId, String role, String directoryUserId) implements Serializable {
    }

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected Grant() {
    }

    /// A role that is granted now.
    ///
    /// @param account the account
    /// @param role the role's name
    /// @param recipient who has the account
    /// @param actor who grants it
    /// @param now when
    Grant(UUID account, String role, Recipient recipient, String actor, Instant now) {
        key = new Key(account, role, recipient.directoryUserId());
        grantedBy = actor;
        grantedAt = now;
        known = recipient.known();
    }

    /// {@return whether it does not count, because somebody who may be another person has the account now}
    boolean isResting() {
        return resting;
    }

    /// {@return whose role it is and which, whomever it stays with}
    Key withoutRecipient() {
        return new Key(key.accountId(), key.role(), "");
    }
}
