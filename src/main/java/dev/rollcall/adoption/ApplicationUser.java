package dev.rollcall.adoption;

import dev.rollcall.NormalForm;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A user as the application lists it, all texts in their normal form.
///
/// @param organizationId its organization by Scalekit's id; null if that is not given
/// @param organizationExternalId its organization by the application's own id; null if that is not given
/// @param email the address that the application knows; null if it knows none
/// @param externalId the application's own id of it; null if it has none
/// @param roles the roles that it has there
record ApplicationUser(@Nullable String organizationId, @Nullable String organizationExternalId, @Nullable String email,
        @Nullable String externalId, List<String> roles) {

    static final String ORGANIZATION_ID = "organization_id";
    static final String ORGANIZATION_EXTERNAL_ID = "organization_external_id";
    static final String EMAIL = "email";
    static final String EXTERNAL_ID = "external_id";
    static final String ROLES = "roles";

    private static final List<String> FIELDS = List.of(ORGANIZATION_ID, ORGANIZATION_EXTERNAL_ID, EMAIL, EXTERNAL_ID,
            ROLES);

    private static final int MOST_ROLES = 100;
    private static final int LONGEST_ID = 255;
    private static final int LONGEST_SHOWN = 100;

    /// What hides in a text, and what the normal form has in place of what PostgreSQL cannot keep.
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\uFFFD]");

    /// @param text gives the text of a field; null or nothing that can be seen if it has none
    /// @param roles the names of roles
    /// @return the user
    /// @throws MalformedLineException if it is not said who it is, or if anything cannot be kept
    static ApplicationUser of(Function<String, @Nullable String> text, Collection<String> roles) {
        String organizationId = text(ORGANIZATION_ID, text.apply(ORGANIZATION_ID), LONGEST_ID);
        String organizationExternalId = text(ORGANIZATION_EXTERNAL_ID, text.apply(ORGANIZATION_EXTERNAL_ID),
                LONGEST_ID);
        String email = text(EMAIL, text.apply(EMAIL), NormalForm.LONGEST_NAME);
        String externalId = text(EXTERNAL_ID, text.apply(EXTERNAL_ID), LONGEST_ID);
        requireOne(organizationId, ORGANIZATION_ID, organizationExternalId, ORGANIZATION_EXTERNAL_ID);
        requireOne(email, EMAIL, externalId, EXTERNAL_ID);
        if (roles.size() > MOST_ROLES) {
            throw new MalformedLineException("It has more than %d roles.".formatted(MOST_ROLES));
        }
        return new ApplicationUser(organizationId, organizationExternalId, email, externalId,
                roles.stream().map(ApplicationUser::role).distinct().toList());
    }

    /// @throws MalformedLineException if nobody knows the field
    static void requireKnown(String field) {
        if (!FIELDS.contains(field)) {
            throw new MalformedLineException("%s is none of %s."
                    .formatted(field.substring(0, Math.min(field.length(), LONGEST_SHOWN)), String.join(", ", FIELDS)));
        }
    }

    /// @throws MalformedLineException if neither of two is there
    static void requireOne(@Nullable Object one, String name, @Nullable Object other, String otherName) {
        if (one == null && other == null) {
            throw new MalformedLineException("It has neither %s nor %s.".formatted(name, otherName));
        }
    }

    private static String role(String name) {
        String role = text(ROLES, name, LONGEST_ID);
        if (role == null) {
            throw new MalformedLineException("%s has a name of which nothing can be seen.".formatted(ROLES));
        }
        return role;
    }

    private static @Nullable String text(String field, @Nullable String value, int longest) {
        String text = value == null ? "" : NormalForm.text(value);
        if (text.length() > longest) {
            throw new MalformedLineException("%s has more than %,d characters.".formatted(field, longest));
        }
        if (CONTROL.matcher(text).find()) {
            throw new MalformedLineException("%s has control characters.".formatted(field));
        }
        return text.isEmpty() ? null : text;
    }
}
