package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import dev.rollcall.scalekit.Attributes;
import jakarta.persistence.Embeddable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the directory users of an account describe it: field by field as one who is active and has it, of several as the one
/// that was first seen last. Who says nothing takes nothing away.
///
/// @param attributes everything else that is said, which is never put together from two: one JSON object
/// @param shared whether three or more active directory users of one directory share the account
@Embeddable
record Description(@Nullable String name, @Nullable String givenName, @Nullable String familyName, String attributes,
        boolean shared) {

    /// Of an account without directory users.
    static final Description NONE = new Description(null, null, null, Attributes.with(null, null), false);

    /// As many active directory users of one directory make an account a shared mailbox.
    private static final int MAILBOX = 3;

    private static final Comparator<DirectoryUser> LAST_SEEN_FIRST = Comparator.comparing(DirectoryUser::firstSeen)
            .thenComparing(DirectoryUser::id).reversed();

    /// @param members all directory users of the account
    static Description by(List<DirectoryUser> members) {
        List<DirectoryUser> all = members.stream().sorted(LAST_SEEN_FIRST).toList();
        List<Facts> active = all.stream().filter(DirectoryUser::active).map(DirectoryUser::facts).toList();
        return new Description(value(Field.NAME, active, all), value(Field.GIVEN_NAME, active, all),
                value(Field.FAMILY_NAME, active, all),
                Attributes.with(value(Field.ATTRIBUTES, active, all), value(Field.USERNAME, active, all)),
                isMailbox(active));
    }

    private static @Nullable String value(Field field, List<Facts> active, List<DirectoryUser> all) {
        return first(field, active.stream())
                .or(() -> active.stream().anyMatch(its -> its.saysNone(field)) ? Optional.empty()
                        : first(field, all.stream().map(DirectoryUser::facts)))
                .orElse(null);
    }

    private static Optional<String> first(Field field, Stream<Facts> facts) {
        return facts.flatMap(its -> Stream.ofNullable((String) its.value(field))).findFirst();
    }

    private static boolean isMailbox(List<Facts> active) {
        return active.stream().collect(
                Collectors.groupingBy(its -> Objects.requireNonNullElse(its.directoryId(), ""), Collectors.counting()))
                .values().stream().anyMatch(count -> count >= MAILBOX);
    }
}
