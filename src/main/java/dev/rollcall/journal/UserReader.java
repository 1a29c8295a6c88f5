package dev.rollcall.journal;

import static dev.rollcall.Columns.instant;

import dev.rollcall.journal.User.DirectoryIdentity;
import dev.rollcall.journal.User.Group;
import dev.rollcall.journal.User.Role;
import dev.rollcall.journal.User.Source;
import dev.rollcall.journal.User.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads accounts as the application sees them.
@Component
public class UserReader {

    /// Everything about accounts, in one row for each fact. Nothing is put together in the database: joining what the views
    /// say of many accounts takes longer than reading it.
    private static final String FACTS = """
            select a.id as account_id, 'ACCOUNT' as fact, a.external_id as value, o.external_id as detail, false as flag,
                   a.organization_id, email, name, given_name, family_name, status, created_at, updated_at, attributes,
                   d.role as default_role
              from app_user a left join organization o on o.id = a.organization_id
              left join organization_default_role d on d.organization_id = a.organization_id
             where a.id = any (:ids)
             union all
            select account_id, 'ROLE', role, source, resting, null, null, null, null, null, null, null, null, null, null
              from account_role where account_id = any (:ids)
             union all
            select account_id, 'GROUP', id, display_name, false, null, null, null, null, null, null, null, null, null, null
              from effective_group where account_id = any (:ids)
             union all
            select account_id, 'DIRECTORY_USER', id, dp_id, active, directory_id, null, null, null, null, null, null, null, null,
                   null
              from directory_user where account_id = any (:ids)""";

    private final JdbcClient jdbc;

    UserReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// {@return the accounts with these ids, merged ones too, in no order}
    public List<User> find(Collection<UUID> ids) {
        Map<UUID, Facts> facts = new HashMap<>();
        jdbc.sql(FACTS).param("ids", ids.toArray(UUID[]::new)).query(row -> {
            facts.computeIfAbsent(row.getObject("account_id", UUID.class), id -> new Facts()).add(row);
        });
        return facts.values().stream().map(this::user).toList();
    }

    /// {@return the account that has an id, or that carries on in place of the one that had it}
    public Optional<UUID> successor(UUID id) {
        return jdbc.sql("select coalesce(merged_into, id) from app_user where id = ?").param(id).query(UUID.class)
                .optional();
    }

    /// What is known of one account.
    private static final class Facts {

        private final List<Role> roles = new ArrayList<>();
        private final List<Group> groups = new ArrayList<>();
        private final List<String> directoryUserIds = new ArrayList<>();
        private final List<DirectoryIdentity> directoryUsers = new ArrayList<>();
        private @Nullable User account;
        private @Nullable String defaultRole;

        private void add(ResultSet row) throws SQLException {
            switch (row.getString("fact")) {
                case "ROLE" -> roles.add(new Role(row.getString("value"), Source.valueOf(row.getString("detail")),
                        row.getBoolean("flag")));
                case "GROUP" -> groups.add(new Group(row.getString("value"), row.getString("detail")));
                case "DIRECTORY_USER" -> {
                    directoryUserIds.add(row.getString("value"));
                    directoryUsers.add(new DirectoryIdentity(row.getString("value"), row.getString("detail"),
                            row.getString("organization_id"), row.getBoolean("flag")));
                }
                default -> {
                    defaultRole = row.getString("default_role");
                    account = new User(row.getObject("account_id", UUID.class), row.getString("organization_id"),
                            row.getString("detail"), row.getString("value"), row.getString("email"),
                            row.getString("name"), row.getString("given_name"), row.getString("family_name"),
                            Status.valueOf(row.getString("status")), roles, groups, directoryUserIds, directoryUsers,
                            UserJson.attributes(row.getString("attributes")), instant(row, "created_at"),
                            instant(row, "updated_at"));
                }
            }
        }
    }

    private User user(Facts facts) {
        User account = Objects.requireNonNull(facts.account);
        String byDefault = facts.defaultRole;
        if (facts.roles.stream().allMatch(Role::resting) && byDefault != null && account.status() == Status.ACTIVE) {
            facts.roles.add(new Role(byDefault, Source.DEFAULT));
        }
        facts.roles.sort(Comparator.comparing(Role::name).thenComparing(Role::source));
        facts.groups.sort(Comparator.comparing(Group::id));
        facts.directoryUserIds.sort(Comparator.naturalOrder());
        facts.directoryUsers.sort(Comparator.comparing(DirectoryIdentity::id));
        return account;
    }
}
