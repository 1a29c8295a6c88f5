package dev.rollcall.users;

import dev.rollcall.users.User.Group;
import dev.rollcall.users.User.Role;
import dev.rollcall.users.User.Source;
import dev.rollcall.users.User.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Reads accounts as the application sees them.
@Component
class UserReader {

    private static final String USER = """
            select a.id, a.organization_id, a.email, a.name, a.given_name, a.family_name, a.status, a.created_at, a.updated_at,
                   (select jsonb_agg(jsonb_build_object('name', r.role, 'source', r.source) order by r.role, r.source)
                      from effective_role r where r.account_id = a.id) as roles,
                   (select jsonb_agg(jsonb_build_object('id', g.id, 'displayName', g.display_name) order by g.id)
                      from effective_group g where g.account_id = a.id) as groups,
                   array(select du.id from directory_user du where du.account_id = a.id order by du.id) as directory_user_ids
              from app_user a
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();
    private final @Nullable String defaultRole;

    UserReader(JdbcClient jdbc, AccountProperties properties) {
        this.jdbc = jdbc;
        this.defaultRole = properties.defaultRole();
    }

    /// {@return the accounts with these ids, merged ones too, in no order}
    List<User> find(Collection<UUID> ids) {
        return jdbc.sql(USER + " where a.id = any (:ids)").param("ids", ids.toArray(UUID[]::new)).query(this::user)
                .list();
    }

    /// {@return at most `limit` accounts that match, newest first, after the one with the id `before`}
    List<User> list(UserFilter filter, @Nullable UUID before, int limit) {
        StringBuilder sql = new StringBuilder(USER).append(" where a.merged_into is null");
        if (filter.organizationId() != null) {
            sql.append(" and a.organization_id = :organizationId");
        }
        if (filter.email() != null) {
            sql.append(" and lower(a.email) = lower(:email)");
        }
        if (filter.status() != null) {
            sql.append(" and a.status = :status");
        }
        if (before != null) {
            sql.append(" and a.id < :before");
        }
        return jdbc.sql(sql.append(" order by a.id desc limit :limit").toString())
                .param("organizationId", filter.organizationId()).param("email", filter.email())
                .param("status", filter.status() == null ? null : filter.status().name()).param("before", before)
                .param("limit", limit).query(this::user).list();
    }

    private User user(ResultSet row, int number) throws SQLException {
        Status status = Status.valueOf(row.getString("status"));
        List<Role> roles = list(row, "roles", new TypeReference<List<Role>>() {
        });
        if (roles.isEmpty() && defaultRole != null && status == Status.ACTIVE) {
            roles = List.of(new Role(defaultRole, Source.DEFAULT));
        }
        return new User(row.getObject("id", UUID.class), row.getString("organization_id"), row.getString("email"),
                row.getString("name"), row.getString("given_name"), row.getString("family_name"), status, roles,
                list(row, "groups", new TypeReference<List<Group>>() {
                }), Arrays.asList((String[]) row.getArray("directory_user_ids").getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private <T> List<T> list(ResultSet row, String column, TypeReference<List<T>> type) throws SQLException {
        String array = row.getString(column);
        return array == null ? List.of() : json.readValue(array, type);
    }
}
