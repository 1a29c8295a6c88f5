package dev.rollcall.admin;

import dev.rollcall.NormalForm;
import dev.rollcall.accounts.AccountLinks.Link;
import dev.rollcall.journal.User;
import dev.rollcall.journal.User.Status;
import dev.rollcall.roles.Access;
import dev.rollcall.roles.MappingReview;
import dev.rollcall.roles.MappingReview.Group;
import dev.rollcall.roles.MappingReview.Match;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An account of somebody who is checked, with all that its access comes from.
///
/// @param access the account
/// @param hasAddress whether it has the address now, and not only had it once
/// @param links why its directory users are in it
/// @param review what mappings make of its groups, as they are known and as they are listed, and of its attributes
/// @param holding the runs that hold back something of it
record KnownPerson(Access access, boolean hasAddress, List<Link> links, MappingReview review, List<Long> holding) {

    /// {@return whether an account, or one of its directory users, has an address or wants it}
    static boolean has(Access access, String address) {
        return Stream
                .concat(Stream.of(access.user().email(), access.wantedEmail()),
                        access.identities().stream().map(Access.Identity::email))
                .filter(Objects::nonNull).map(NormalForm::address).anyMatch(address::equals);
    }

    /// {@return the account as others see it}
    public User user() {
        return access.user();
    }

    /// {@return why the account has access or not, as a sentence}
    public String reason() {
        return Wording.ofAccess(access);
    }

    /// {@return what of it rests, as sentences; null if nothing does}
    @Nullable
    public String resting() {
        return Wording.ofResting(access);
    }

    /// {@return what comes of a mapping that means one of its groups or attributes, in words}
    public String effect(Match match) {
        Group group = match.group();
        if (access.roles().stream().anyMatch(origin -> Objects.equals(origin.mappingId(), match.mapping().id())
                && (group == null || group.id().equals(origin.id())))) {
            return "gives the role";
        }
        if (group != null && group.deleted()) {
            return "gives nothing: the group is deleted";
        }
        if (user().status() != Status.ACTIVE) {
            return "gives nothing: the account has no access";
        }
        return group != null && user().groups().stream().noneMatch(its -> its.id().equals(group.id()))
                ? "will give the role after a resync: only the directory knows yet who is in the group"
                : "gives nothing: a mapping with a higher priority counts";
    }
}
