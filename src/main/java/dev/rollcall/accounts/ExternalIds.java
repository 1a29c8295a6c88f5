package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.ManualChanges;
import dev.rollcall.journal.User;
import dev.rollcall.journal.Users;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Gives users the application's own ids, and takes them away. Within an organization an id is of one user only.
@Service
public class ExternalIds {

    private final Users users;
    private final ManualChanges changes;
    private final JdbcClient jdbc;

    ExternalIds(Users users, ManualChanges changes, JdbcClient jdbc) {
        this.users = users;
        this.changes = changes;
        this.jdbc = jdbc;
    }

    /// Another user of the organization has the id.
    public static final class ExternalIdTakenException extends RuntimeException {

        ExternalIdTakenException(UUID holder, String externalId) {
            super("The user %s of this organization has the external id %s.".formatted(holder, externalId));
        }
    }

    /// Gives a user an id in place of the one that it may have. Given again, nothing changes.
    ///
    /// @param id the user
    /// @param externalId the application's own id of the user, of which something can be seen
    /// @param actor who gives it
    /// @return the user; empty if there is none
    /// @throws ExternalIdTakenException if another user of the organization has it
    @Transactional
    public Optional<User> assign(UUID id, String externalId, String actor) {
        return changes.change(id, actor, (account, recording) -> {
            if (!assign(Map.of(account, externalId)).isEmpty()) {
                throw new ExternalIdTakenException(holder(account, externalId), NormalForm.text(externalId));
            }
        }).flatMap(users::find);
    }

    /// Takes a user's id away, also from those who were merged into the user. Without one nothing changes.
    ///
    /// @param id the user
    /// @param actor who takes it
    /// @return the user; empty if there is none
    @Transactional
    public Optional<User> remove(UUID id, String actor) {
        return changes.change(id, actor, (account, recording) -> jdbc.sql("""
                update app_user set external_id = null, revision = revision + 1
                 where (id = :account or merged_into = :account) and external_id is not null""")
                .param("account", account).update()).flatMap(users::find);
    }

    /// Gives users of one organization their ids.
    ///
    /// @param ids the id of each user, each of them once; the organization is locked, and a recording watches the users
    /// @return the users who did not get it, because another one has it, or because they were merged into others
    @Transactional(propagation = Propagation.MANDATORY)
    public Set<UUID> assign(Map<UUID, String> ids) {
        Map<UUID, String> asKept = ids.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, one -> NormalForm.text(one.getValue())));
        UUID[] accounts = asKept.keySet().toArray(UUID[]::new);
        String[] texts = asKept.values().toArray(String[]::new);
        jdbc.sql("""
                update app_user a set external_id = given.external_id, revision = revision + 1
                  from unnest(:accounts, :texts) as given (account_id, external_id)
                 where a.id = account_id and a.merged_into is null
                   and a.external_id is distinct from given.external_id
                   and not exists (select from app_user holder
                                    where holder.external_id = given.external_id
                                      and holder.organization_id = a.organization_id and holder.merged_into is null)""")
                .param("accounts", accounts).param("texts", texts).update();
        return jdbc.sql("""
                select account_id from unnest(:accounts, :texts) as given (account_id, external_id)
                 where not exists (select from app_user a where a.id = account_id and a.merged_into is null
                                                            and a.external_id = given.external_id)""")
                .param("accounts", accounts).param("texts", texts).query((row, number) -> row.getObject(1, UUID.class))
                .set();
    }

    private UUID holder(UUID account, String externalId) {
        return jdbc.sql("""
                select holder.id
                  from app_user a join app_user holder using (organization_id)
                 where a.id = :account and holder.external_id = :externalId and holder.merged_into is null""")
                .param("account", account).param("externalId", NormalForm.text(externalId)).query(UUID.class).single();
    }
}
