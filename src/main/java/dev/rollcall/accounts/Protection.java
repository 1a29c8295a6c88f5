package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// That an account stays active whatever directories say, because a person wants it so. It rests while nobody but strangers
/// to it would have the account.
///
/// @param isOn whether the account is protected
/// @param known who had come to the account as a stranger when it was protected; null if nobody had
/// @param isAnchored whether it is written down whose protection it is
/// @param prevented which statement it last kept from deactivating the account; null if there is none
/// @param staying whether the account would stay active if it is protected; null if that is not known
@Embeddable
record Protection(@Column(name = "protected") boolean isOn, @Column(name = "protection_known") @Nullable Instant known,
        @Column(name = "anchored") boolean isAnchored, @Nullable String prevented, @Nullable Boolean staying) {

    static final Protection NONE = new Protection(false, null, false, null, null);

    /// The part of it that stays with a directory user if people turn out not to be one.
    ///
    /// @param from the newest statement when the account was protected
    /// @param known who had come to the account as a stranger by then; null if nobody had
    @Embeddable
    record Anchor(@Column(name = "protected_from") String from,
            @Column(name = "protection_known") @Nullable Instant known) {
    }

    /// {@return whether it keeps the account active whatever directories say of its directory users}
    boolean keeps(Collection<DirectoryUser> members) {
        return isOn && !rests(members);
    }

    /// {@return whether it keeps the account active once none of its directory users is}
    boolean keepsWithoutAnybody(Collection<DirectoryUser> members) {
        return isOn && members.stream().noneMatch(this::isStranger);
    }

    /// Whether what was granted rests, as the function `rests` of the database has it.
    private boolean rests(Collection<DirectoryUser> members) {
        return members.stream().anyMatch(this::isStranger)
                && members.stream().allMatch(member -> !member.active() || isStranger(member));
    }

    private boolean isStranger(DirectoryUser member) {
        return member.strangerSince() != null && (known == null || member.strangerSince().isAfter(known));
    }

    /// {@return after which statement it keeps the account active; null if it does not}
    @Nullable
    Version keepsFrom(Collection<DirectoryUser> members) {
        return !keeps(members) ? null
                : anchors(members).map(anchor -> Version.parse(anchor.from)).max(Comparator.naturalOrder())
                        .orElse(Version.NEVER);
    }

    private static Stream<Anchor> anchors(Collection<DirectoryUser> members) {
        return members.stream().flatMap(member -> Stream.ofNullable(member.anchor()));
    }

    /// {@return the same as its directory users have it: on if one of them is an anchor, or if it was on before it was written
    /// down which one}
    Protection anchoredIn(Collection<DirectoryUser> members) {
        List<DirectoryUser> anchors = members.stream().filter(member -> member.anchor() != null).toList();
        Instant latest = Stream
                .concat(anchors(anchors).flatMap(anchor -> Stream.ofNullable(anchor.known)),
                        anchors.stream().flatMap(anchor -> Stream.ofNullable(anchor.strangerSince())))
                .max(Comparator.naturalOrder()).orElse(null);
        return new Protection(!anchors.isEmpty() || isOn && !isAnchored, latest, !anchors.isEmpty(), prevented,
                staying);
    }

    /// {@return the same, on or off}
    Protection turned(boolean on) {
        return new Protection(on, known, isAnchored, prevented, staying);
    }

    /// {@return the same, knowing whether the account would stay active: whoever was active when it was protected, or has
    /// been since}
    Protection staying(boolean stays) {
        return new Protection(isOn, known, isAnchored, prevented, stays);
    }

    /// {@return the same, having kept a statement from deactivating the account; null for none}
    Protection preventing(@Nullable String statement) {
        return new Protection(isOn, known, isAnchored, statement, staying);
    }

    /// {@return the newest statement that one of the directory users is not active}
    static String newestDeparture(Collection<DirectoryUser> members) {
        return members.stream().filter(member -> !member.active()).map(member -> member.facts().versionOf(Field.ACTIVE))
                .max(Comparator.naturalOrder()).map(Version::text).orElse("not live");
    }
}
