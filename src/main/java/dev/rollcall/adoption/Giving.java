package dev.rollcall.adoption;

import dev.rollcall.accounts.ExternalIds;
import dev.rollcall.journal.Recording;
import dev.rollcall.roles.Grants;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.stereotype.Component;

/// Gives users what the application's list says of them: its own ids, and roles by hand.
@Component
class Giving {

    private final ExternalIds externalIds;
    private final Grants grants;

    Giving(ExternalIds externalIds, Grants grants) {
        this.externalIds = externalIds;
        this.grants = grants;
    }

    /// @param matches lines of one organization, which is locked, about a user each
    /// @param actor in whose name
    /// @param recording watches the users
    void give(Collection<Match> matches, String actor, Recording recording) {
        Map<UUID, String> ids = new HashMap<>();
        Map<UUID, List<String>> roles = new HashMap<>();
        for (Match match : matches) {
            if (match.user() != null) {
                roles.put(match.user(), match.line().roles());
                if (match.givesExternalId() && match.line().externalId() != null) {
                    ids.put(match.user(), match.line().externalId());
                }
            }
        }
        if (!externalIds.assign(ids).isEmpty()) {
            throw new CannotAcquireLockException("An external id is another user's since a moment ago.");
        }
        grants.grant(roles, actor, recording);
    }
}
