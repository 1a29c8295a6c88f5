package dev.rollcall.users;

import dev.rollcall.users.History.Recording;
import jakarta.persistence.EntityManager;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
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

    private final AccountRepository accounts;
    private final MirroredUserRepository users;
    private final EntityManager entities;
    private final JdbcClient jdbc;

    AccountStatus(AccountRepository accounts, MirroredUserRepository users, EntityManager entities, JdbcClient jdbc) {
        this.accounts = accounts;
        this.users = users;
        this.entities = entities;
        this.jdbc = jdbc;
    }

    /// @param recording the accounts; everything about their directory users is in the database
    void settle(Recording recording) {
        recording.chunks().forEach(chunk -> settle(chunk, recording));
    }

    private void settle(List<UUID> chunk, Recording recording) {
        Set<UUID> live = new HashSet<>(
                jdbc.sql("select distinct account_id from live_directory_user where account_id = any (:ids)")
                        .param("ids", chunk.toArray(UUID[]::new)).query(UUID.class).list());
        List<MirroredUser> members = users.findByAccountIdIn(chunk);
        Map<UUID, MirroredUser> speakers = members.stream()
                .collect(Collectors.toMap(member -> Objects.requireNonNull(member.accountId()), member -> member,
                        (a, b) -> SPEAKER.compare(a, b) < 0 ? b : a));
        List<Account> settled = accounts.findByIdIn(chunk);
        for (Account account : settled) {
            MirroredUser speaker = speakers.get(account.id());
            if (speaker != null) {
                account.describe(speaker);
            }
            if (account.follow(live.contains(account.id()))) {
                recording.prevented(account.id(), "user.deactivation_prevented");
            }
        }
        entities.flush();
        // An organization may have more accounts than memory should hold.
        members.forEach(entities::detach);
        settled.forEach(entities::detach);
    }
}
