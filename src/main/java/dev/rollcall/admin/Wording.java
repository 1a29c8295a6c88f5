package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.accounts.AccountLinks.Reason;
import dev.rollcall.customers.DirectoryState;
import dev.rollcall.inbox.EventStatus;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.roles.Access;
import dev.rollcall.roles.Access.Identity;
import dev.rollcall.roles.Access.RoleOrigin;
import dev.rollcall.roles.NearMiss;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts into plain words what users, runs and people did.
final class Wording {

    /// What kinds of changes there are.
    static final Map<String, String> CHANGES = Map.of("user.created", "Account opened", "user.updated",
            "Details changed", "user.deactivated", "Lost access", "user.reactivated", "Got access again",
            "user.roles_changed", "Roles changed", "user.deactivation_prevented",
            "Kept access, because the account is protected", "user.protected", "Protected", "user.unprotected",
            "No longer protected", "user.erased", "Personal data erased", "user.merged",
            "Became part of another account");

    /// What there is to look at on an account.
    static final Map<Oddity, String> ODDITIES = new EnumMap<>(Map.of(Oddity.RESTING, "something granted by hand rests",
            Oddity.WAITING, "waiting for an address", Oddity.SHARED, "shared by several"));

    /// Why a directory user is in an account.
    static final Map<Reason, String> LINKS = new EnumMap<>(Map.of(Reason.FIRST, "the account was opened for it",
            Reason.ID, "by the id that the directories give the person", Reason.MERGED, "merged by hand, by",
            Reason.ADDRESS, "by the address that it came with"));

    /// Why a mapping does not mean a group or an attribute.
    static final Map<NearMiss.Reason, String> NEAR_MISSES = new EnumMap<>(Map.of(NearMiss.Reason.CASE,
            "its letters are in another case", NearMiss.Reason.BLANK, "its blanks are different",
            NearMiss.Reason.CASE_AND_BLANK, "its letters are in another case, and its blanks are different",
            NearMiss.Reason.ANOTHER_GROUP, "it means another group that is called the same", NearMiss.Reason.ID_OR_NAME,
            "it compares the id with a name, or the name with an id", NearMiss.Reason.ANOTHER_ORGANIZATION,
            "it is for another customer"));

    /// How directories can be.
    static final Map<DirectoryState, String> DIRECTORY_STATES = new EnumMap<>(Map.of(DirectoryState.WORKING, "working",
            DirectoryState.WAITING, "waiting for the customer", DirectoryState.QUIET, "quiet",
            DirectoryState.TOKEN_EXPIRING, "token expires soon", DirectoryState.TOKEN_EXPIRED, "token expired",
            DirectoryState.FAILING, "failing", DirectoryState.GONE, "gone"));

    private Wording() {
    }

    /// {@return what kind of change an entry of the journal is}
    static String ofChange(String kind) {
        return Objects.requireNonNull(CHANGES.getOrDefault(kind, kind));
    }

    /// {@return what a user is called}
    static String nameOf(User user) {
        return Stream.of(user.name(), user.email()).filter(Objects::nonNull).findFirst().orElse(user.id().toString());
    }

    /// {@return why an event changed nothing that anybody can see}
    static String ofNothing(EventStatus status) {
        return switch (status) {
            case PENDING -> "Nothing yet: it is still to be applied.";
            case PROCESSED -> "Nothing about anybody's account. Of very many people it is written down a little later.";
            case IGNORED -> "Nothing: Rollcall has no use for it.";
            case STALE -> "Nothing: something newer is known.";
            case DEAD -> "Nothing: it could not be applied.";
        };
    }

    /// {@return why a user has access or not, as a sentence}
    static String ofAccess(Access access) {
        String who = nameOf(access);
        List<Identity> counting = access.identities().stream().filter(Identity::counts).toList();
        if (access.user().status() == Status.ACTIVE) {
            if (counting.isEmpty()) {
                return "%s has access only because the account is protected: no directory gives it.".formatted(who);
            }
            return "%s has access, because %s.".formatted(who,
                    counting.stream().map(identity -> "directory user %s%s is active"
                            .formatted(IsolatedText.of(identity.id()), in(identity.directoryId())))
                            .collect(Collectors.joining(" and ")));
        }
        if (access.identities().isEmpty()) {
            return "%s has no access, because the account has no directory user.".formatted(who);
        }
        if (access.organizationDeleted()) {
            return "%s has no access, because Scalekit has deleted organization %s.".formatted(who,
                    access.user().organizationId());
        }
        return "%s has no access, because %s.".formatted(who, access.identities().stream()
                .map(identity -> identity.active()
                        ? "the directory of directory user %s is disabled".formatted(IsolatedText.of(identity.id()))
                        : "directory user %s%s is deactivated or gone".formatted(IsolatedText.of(identity.id()),
                                in(identity.directoryId())))
                .collect(Collectors.joining(" and ")));
    }

    /// {@return which of what was granted by hand does not count and why, as sentences; null if all of it does}
    static @Nullable String ofResting(Access access) {
        List<String> resting = Stream.concat(
                access.roles().stream().filter(RoleOrigin::isResting)
                        .map(origin -> "the role " + IsolatedText.of(origin.role())),
                access.isProtected() && access.isProtectionResting() ? Stream.of("the protection") : Stream.empty())
                .toList();
        if (resting.isEmpty()) {
            return null;
        }
        String strangers = access.identities().stream().filter(identity -> identity.strangerSince() != null)
                .map(identity -> "directory user " + IsolatedText.of(identity.id()))
                .collect(Collectors.joining(" and "));
        return "%s %s: %s came to this account by the e-mail address alone, while nobody in it was active, and may be somebody else. What rests counts again when somebody who was here before is back, or when you grant it again."
                .formatted(capitalized(String.join(" and ", resting)), resting.size() == 1 ? "rests" : "rest",
                        strangers);
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String nameOf(Access access) {
        return IsolatedText.of(Objects.requireNonNullElse(access.user().name(),
                Objects.requireNonNullElse(access.user().email(), "This person")));
    }

    private static String in(@Nullable String directoryId) {
        return directoryId == null ? "" : " in " + IsolatedText.of(directoryId);
    }
}
