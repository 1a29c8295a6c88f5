package dev.rollcall.roles;

import dev.rollcall.NormalForm;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A mapping that does not mean a group or an attribute, although somebody who wrote it may think so.
///
/// @param mapping the mapping
/// @param groupId Scalekit's id of the group; null if it is about an attribute
/// @param name what the group is called, or what the attribute is
/// @param reason why it does not
public record NearMiss(RoleMapping mapping, @Nullable String groupId, String name, Reason reason) {

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}\\p{Cf}]+");

    /// Why a mapping does not mean a group or an attribute.
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
        /// It is for another organization.
        ANOTHER_ORGANIZATION
    }

    /// A mapping, and a group or an attribute.
    ///
    /// @param mapping the mapping
    /// @param groupId Scalekit's id of the group; null for an attribute
    /// @param name what the group is called, or what the attribute is; null if that is not known
    /// @param meantName what the group is called that the mapping means by its id; null if there is none that is known
    /// @param means whether the mapping means the group or the attribute, whatever its organization
    /// @param meansInAnyCase whether it would if case made no difference
    record Candidate(RoleMapping mapping, @Nullable String groupId, @Nullable String name, @Nullable String meantName,
            boolean means, boolean meansInAnyCase) {

        /// {@return whether the mapping gives its role}
        ///
        /// @param organizationId the organization of the group, or of whoever has the attribute
        boolean isMatch(String organizationId) {
            return means && isOf(organizationId);
        }

        private boolean isOf(String organizationId) {
            return mapping.organizationId() == null || mapping.organizationId().equals(organizationId);
        }
    }

    /// {@return how a mapping nearly means a group or an attribute; empty if it does mean it, or has nothing to do with it}
    ///
    /// @param organizationId the organization of the group, or of whoever has the attribute
    static Optional<NearMiss> of(Candidate candidate, String organizationId) {
        return reason(candidate, organizationId).map(reason -> new NearMiss(candidate.mapping, candidate.groupId,
                Stream.of(candidate.name, candidate.groupId, candidate.mapping.value()).filter(Objects::nonNull)
                        .findFirst().orElseThrow(),
                reason));
    }

    private static Optional<Reason> reason(Candidate candidate, String organizationId) {
        if (candidate.means) {
            return candidate.isOf(organizationId) ? Optional.empty() : Optional.of(Reason.ANOTHER_ORGANIZATION);
        }
        String name = candidate.name;
        String value = candidate.mapping.value();
        if (!candidate.isOf(organizationId) || name == null) {
            return Optional.empty();
        }
        return switch (candidate.mapping.match()) {
            case ID -> isAlike(candidate.meantName, name) ? Optional.of(Reason.ANOTHER_GROUP)
                    : isAlike(value, name) ? Optional.of(Reason.ID_OR_NAME) : Optional.empty();
            case NAME -> value.equals(candidate.groupId) ? Optional.of(Reason.ID_OR_NAME) : spelling(value, name);
            case ATTRIBUTE -> spelling(value, name);
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
