package dev.rollcall.users;

import dev.rollcall.users.History.Recording;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Brings accounts in line with their directory users: active while one of these is live, named as the active one that
/// was seen last is named.
@Component
class AccountStatus {

    private static final Comparator<MirroredUser> SPEAKER = Comparator.comparing(MirroredUser::active)
            .thenComparing(MirroredUser::version);

    private final Rosters rosters;
    private final JdbcClient jdbc;

    AccountStatus(Rosters rosters, JdbcClient jdbc) {
        this.rosters = rosters;
        this.jdbc = jdbc;
    }

    /// Settles all accounts that a recording watches, a roster at a time.
    ///
    /// @param recording the accounts; everything else that they depend on is in the database
    void settle(Recording recording) {
        recording.chunks().forEach(chunk -> settle(chunk, rosters.of(chunk), recording));
    }

    /// Settles accounts.
    ///
    /// @param ids the accounts
    /// @param roster the accounts and all of their directory users, which are in the database
    /// @param recording watches the accounts
    void settle(Collection<UUID> ids, Roster roster, Recording recording) {
        Set<UUID> live = new HashSet<>(
                jdbc.sql("select distinct account_id from live_directory_user where account_id = any (:ids)")
                        .param("ids", ids.toArray(UUID[]::new)).query(UUID.class).list());
        Map<UUID, MirroredUser> speakers = roster.users().stream()
                .collect(Collectors.toMap(member -> Objects.requireNonNull(member.accountId()), member -> member,
                        (a, b) -> SPEAKER.compare(a, b) < 0 ? b : a));
        roster.accounts(ids).forEach(account -> {
            MirroredUser speaker = speakers.get(account.id());
            if (speaker != null) {
                account.describe(speaker);
            }
            if (account.follow(live.contains(account.id()))) {
                recording.note(account.id(), "user.deactivation_prevented");
            }
        });
        rosters.writeAccounts(roster, recording.now());
    }
}
