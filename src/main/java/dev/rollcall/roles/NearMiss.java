package dev.rollcall.roles;

import dev.rollcall.NormalForm;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mapping that does not mean a group, although somebody who wrote it may think so.
///
/// @param mapping the mapping
/// @param groupId Scalekit's id of the group
/// @param groupName what the group is called
/// @param reason why it does not
public record NearMiss(RoleMapping mapping, String groupId, String groupName, Reason reason) {

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{Cf}]+");

    /// Why a mapping does not mean a group.
    public enum Reason {
        /// It has letters in another case.
        CASE,
        /// It has other blanks, or invisible characters.
        BLANK,
        /// Both.
        CASE_AND_BLANK,
        /// It means, by its id, another group that is called the same.
        ANOTHER_GROUP,
        /// It compares the id of groups with what is a group's name, or the other way round.
        ID_OR_NAME,
        /// It means groups of another organization.
        ANOTHER_ORGANIZATION
    }

    /// A mapping and a group.
    ///
    /// @param mapping the mapping
    /// @param groupId Scalekit's id of the group
    /// @param groupName what the group is called; null if that is not known
    /// @param meantName what the group is called that the mapping means by its id; null if there is none that is known
    /// @param means whether the mapping means the group, whatever its organization
    /// @param meansInAnyCase whether it would if case made no difference
    record Candidate(RoleMapping mapping, String groupId, @Nullable String groupName, @Nullable String meantName,
            boolean means, boolean meansInAnyCase) {

        /// {@return whether the mapping gives its role to members of the group}
        ///
        /// @param organizationId the organization of the group
        boolean isMatch(String organizationId) {
            return means && isOf(organizationId);
        }

        private boolean isOf(String organizationId) {
            return mapping.organizationId() == null || mapping.organizationId().equals(organizationId);
        }
    }

    /// {@return how a mapping nearly means a group; empty if it does mean it, or has nothing to do with it}
    ///
    /// @param organizationId the organization of the group
    static Optional<NearMiss> of(Candidate candidate, String organizationId) {
        return reason(candidate, organizationId).map(reason -> new NearMiss(candidate.mapping, candidate.groupId,
                Objects.requireNonNullElse(candidate.groupName, candidate.groupId), reason));
    }

    private static Optional<Reason> reason(Candidate candidate, String organizationId) {
        if (candidate.means) {
            return candidate.isOf(organizationId) ? Optional.empty() : Optional.of(Reason.ANOTHER_ORGANIZATION);
        }
        String name = candidate.groupName;
        String value = candidate.mapping.value();
        if (!candidate.isOf(organizationId) || name == null) {
            return Optional.empty();
        }
        return switch (candidate.mapping.match()) {
            case ID -> isAlike(candidate.meantName, name) ? Optional.of(Reason.ANOTHER_GROUP)
                    : isAlike(value, name) ? Optional.of(Reason.ID_OR_NAME) : Optional.empty();
            case NAME -> value.equals(candidate.groupId) ? Optional.of(Reason.ID_OR_NAME) : spelling(value, name);
            case PATTERN -> candidate.meansInAnyCase ? Optional.of(Reason.CASE) : spelling(value, name);
        };
    }

    private static boolean isAlike(@Nullable String one, String other) {
        return one != null && (one.equals(other) || spelling(one, other).isPresent());
    }

    private static Optional<Reason> spelling(String one, String other) {
        if (NormalForm.lowerCase(one).equals(NormalForm.lowerCase(other))) {
            return one.equals(other) ? Optional.empty() : Optional.of(Reason.CASE);
        }
        if (withoutBlanks(one).equals(withoutBlanks(other))) {
            return Optional.of(Reason.BLANK);
        }
        return NormalForm.lowerCase(withoutBlanks(one)).equals(NormalForm.lowerCase(withoutBlanks(other)))
                ? Optional.of(Reason.CASE_AND_BLANK)
                : Optional.empty();
    }

    private static String withoutBlanks(String text) {
        return BLANKS.matcher(text).replaceAll("");
    }
}
