package dev.rollcall.accounts;

import dev.rollcall.journal.Recording;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Brings accounts in line with their directory users: active while one of these is live, named as they are named.
@Component
class AccountStatus {

    private final Rosters rosters;
    private final RosterWriter writer;
    private final JdbcClient jdbc;

    AccountStatus(Rosters rosters, RosterWriter writer, JdbcClient jdbc) {
        this.rosters = rosters;
        this.writer = writer;
        this.jdbc = jdbc;
    }

    /// Settles all accounts that a recording watches, a roster at a time.
    ///
    /// @param recording the accounts; everything else that they depend on is in the database
    void settle(Recording recording) {
        recording.chunks().forEach(chunk -> settle(chunk, rosters.of(chunk), recording));
    }

    /// @param ids the accounts
    /// @param roster the accounts and all of their directory users, which are in the database
    /// @param recording watches the accounts
    void settle(Collection<UUID> ids, Roster roster, Recording recording) {
        Set<UUID> live = new HashSet<>(
                jdbc.sql("select distinct account_id from live_directory_user where account_id = any (:ids)")
                        .param("ids", ids.toArray(UUID[]::new)).query(UUID.class).list());
        Map<UUID, List<DirectoryUser>> members = roster.members();
        roster.accounts(ids).forEach(account -> {
            List<DirectoryUser> its = members.getOrDefault(account.id(), List.of());
            if (!its.isEmpty()) {
                account.describe(its);
            }
            if (account.follow(live.contains(account.id()), its)) {
                recording.note(account.id(), "user.deactivation_prevented");
            }
        });
        writer.writeAccounts(roster, recording.now());
    }
}
