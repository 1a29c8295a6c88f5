package dev.rollcall.accounts;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// Puts in order what was ever said of directory users, with what it depends on besides: their directories, and how they may
/// join others.
@Component
class Pasts {

    private final DirectoryGroups groups;
    private final LinkByEmail mode;

    Pasts(DirectoryGroups groups, AccountProperties properties) {
        this.groups = groups;
        this.mode = properties.linkByEmail();
    }

    /// {@return the pasts, by the ids of the directory users}
    ///
    /// @param said by the id of each, what was said of it
    /// @param roster all of them, with whoever shares their accounts
    Map<String, Past> of(Map<String, List<Statement>> said, Roster roster) {
        // Who is alone needs no directory.
        Map<String, String> directories = said.size() == 1 ? Map.of()
                : groups.directories(
                        said.keySet().stream().map(roster::user).filter(user -> user.facts().directoryId() == null)
                                .flatMap(DirectoryUser::tellingGroupIds).collect(Collectors.toSet()));
        Map<String, Past> pasts = new HashMap<>();
        said.forEach((id, list) -> {
            DirectoryUser user = roster.user(id);
            String directory = user.facts().directoryId() != null ? user.facts().directoryId()
                    : user.tellingGroupIds().sorted().flatMap(group -> Stream.ofNullable(directories.get(group)))
                            .findFirst().orElse(null);
            pasts.put(id, Past.of(user, user.placed() ? list : activityOf(list), directory, linking(user, roster)));
        });
        return pasts;
    }

    /// Whose organization is not known yet is nobody's companion there.
    private static List<Statement> activityOf(List<Statement> list) {
        return list.stream().map(one -> new Statement(one.directoryUserId(), one.at(), null, one.active(), null, true))
                .toList();
    }

    /// Who appeared before there was a choice joined by its address alone, unless nobody did: who shares an account did.
    private LinkByEmail linking(DirectoryUser user, Roster roster) {
        if (user.linkedBy() != null) {
            return user.linkedBy();
        }
        boolean isAlone = roster.companions(user.id()).allMatch(user.id()::equals);
        return mode == LinkByEmail.NEVER && isAlone ? LinkByEmail.NEVER : LinkByEmail.ALWAYS;
    }
}
