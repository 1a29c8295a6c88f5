package dev.rollcall.users;

import dev.rollcall.users.AccountChange.FieldChange;
import dev.rollcall.users.History.Recording;
import dev.rollcall.users.User.Status;
import dev.rollcall.users.Users.ActiveUserException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What a person can change on an account. Its organization is locked, and a recording watches it.
@Component
class AccountEdits {

    private final AccountStatus accountStatus;
    private final Erasure erasure;
    private final JdbcClient jdbc;

    AccountEdits(AccountStatus accountStatus, Erasure erasure, JdbcClient jdbc) {
        this.accountStatus = accountStatus;
        this.erasure = erasure;
        this.jdbc = jdbc;
    }

    /// See [Users#grant].
    void grant(UUID account, String role, String actor, Instant now) {
        jdbc.sql("""
                insert into role_grant (account_id, role, granted_by, granted_at) values (?, ?, ?, ?)
                on conflict do nothing""").params(account, role, actor, now.atOffset(ZoneOffset.UTC)).update();
    }

    /// See [Users#revoke].
    void revoke(UUID account, String role) {
        jdbc.sql("delete from role_grant where account_id = ? and role = ?").params(account, role).update();
    }

    /// See [Users#protect] and [Users#unprotect].
    void protect(UUID account, boolean value, Recording recording) {
        int changed = jdbc.sql("update app_user set protected = :value where id = :id and protected <> :value")
                .param("value", value).param("id", account).update();
        if (changed == 1) {
            recording.note(account, value ? "user.protected" : "user.unprotected",
                    new FieldChange("protected", !value, value));
            if (!value) {
                accountStatus.settle(recording);
            }
        }
    }

    /// See [Users#erase].
    void erase(UUID account, Recording recording) {
        String status = jdbc.sql("select status from app_user where id = ?").param(account).query(String.class)
                .single();
        if (Status.valueOf(status) == Status.ACTIVE) {
            throw new ActiveUserException(account);
        }
        erasure.erase(account, recording);
    }
}
