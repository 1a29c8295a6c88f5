package dev.rollcall.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account as the application sees it.
///
/// @param id Rollcall's id, which stays the same when the person is renamed, leaves or comes back
/// @param organizationId the organization that the account belongs to
/// @param organizationExternalId what the application calls that organization; null if Scalekit does not say
/// @param externalId what the application calls the user; null if it has not said. No other user of the organization has it
/// @param email the e-mail address, which no other active account of the organization has
/// @param name the full name
/// @param givenName the first name
/// @param familyName the last name
/// @param status whether the person has access
/// @param roles the effective roles, one entry for each source that gives one, sorted by name and source
/// @param groups the live groups that the person is in, sorted by id
/// @param directoryUserIds the directory users that are this person, sorted
/// @param directoryUsers the same with what their directories say, sorted by id
/// @param attributes what the directory says beyond that, by the names that Scalekit gives it
/// @param createdAt when the account was opened
/// @param updatedAt when any of this last changed
public record User(UUID id, String organizationId, @Nullable String organizationExternalId, @Nullable String externalId,
        @Nullable String email, @Nullable String name, @Nullable String givenName, @Nullable String familyName,
        Status status, List<Role> roles, List<Group> groups, List<String> directoryUserIds,
        List<DirectoryIdentity> directoryUsers, Map<String, Object> attributes, Instant createdAt, Instant updatedAt) {

    /// @param directoryUsers null in what was written down before there was such a list
    /// @param attributes null in what was written down before there were any
    public User {
        directoryUsers = Objects.requireNonNullElse(directoryUsers, List.of());
        attributes = Objects.requireNonNullElse(attributes, Map.of());
    }

    /// {@return each attribute as people read it, by names in order such as `department` or `custom_attributes.cost`}
    public SortedMap<String, String> attributeTexts() {
        return AttributeDifference.texts(attributes);
    }

    /// {@return the user, changed at an instant}
    User updated(Instant at) {
        return new User(id, organizationId, organizationExternalId, externalId, email, name, givenName, familyName,
                status, roles, groups, directoryUserIds, directoryUsers, attributes, createdAt, at);
    }

    /// {@return the user as if it had no role, were in no group and had nothing else that a version before did not tell}
    User without() {
        return new User(id, organizationId, null, null, email, name, givenName, familyName, status, List.of(),
                List.of(), directoryUserIds, directoryUsers, Map.of(), createdAt, updatedAt);
    }

    /// {@return the user with what a version before did not write down}
    ///
    /// @param now the same user, as it is now
    User filledIn(User now) {
        return new User(id, organizationId, now.organizationExternalId, now.externalId, email, name, givenName,
                familyName, status, roles, groups, directoryUserIds, directoryUsers, now.attributes, createdAt,
                updatedAt);
    }

    /// Whether an account gives access.
    public enum Status {
        /// At least one of the person's directory users is active, or the account is protected.
        ACTIVE,
        /// None is.
        DEACTIVATED
    }

    /// A role and where it comes from.
    ///
    /// @param name the role's name
    /// @param source what gives it
    /// @param resting true if it does not count: it was granted by hand to somebody who may be another person than the one
    /// who has the account now. It counts again when the former is back, or when it is granted again. Left out otherwise
    public record Role(String name, Source source, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean resting) {

        /// A role that counts.
        public Role(String name, Source source) {
            this(name, source, false);
        }
    }

    /// A directory user that is this person.
    ///
    /// @param id Scalekit's id, `diruser_…`
    /// @param dpId what the customer's own directory calls it; null if that is not known
    /// @param directoryId the directory that it belongs to; null as long as nothing has said
    /// @param active whether the directory has it as active
    public record DirectoryIdentity(String id, @Nullable String dpId, @Nullable String directoryId, boolean active) {
    }

    /// What gives a role.
    public enum Source {
        /// Scalekit sent it.
        DIRECTORY,
        /// It is mapped from a group.
        GROUP,
        /// It is mapped from an attribute.
        ATTRIBUTE,
        /// It was granted by hand.
        MANUAL,
        /// It is what everybody gets who has no other.
        DEFAULT
    }

    /// A group that the person is in.
    ///
    /// @param id Scalekit's id of the group
    /// @param displayName the group's name
    public record Group(String id, @Nullable String displayName) {
    }
}
