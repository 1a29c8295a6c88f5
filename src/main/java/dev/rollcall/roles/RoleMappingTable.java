package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/// The role mappings.
@Component
class RoleMappingTable {

    private final JdbcClient jdbc;

    RoleMappingTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Waits until nobody else edits mappings, and keeps others from it until the transaction ends. Reading goes on. As the
    /// first statement of a transaction it comes before its snapshot.
    void lock() {
        // What limit_transaction() says, which would be a query.
        jdbc.sql("""
                set local idle_in_transaction_session_timeout = '7s';
                set local lock_timeout = '8s';
                set local tcp_user_timeout = '7s';
                lock table role_mapping in share row exclusive mode""").update();
    }

    /// Lets all queries of the transaction see one moment, that of the first. It has to be the transaction's first statement.
    void seeOneMoment() {
        jdbc.sql("set transaction isolation level repeatable read").update();
    }

    List<RoleMapping> list(@Nullable Long before, int limit) {
        return jdbc.sql("select * from role_mapping where id < :before order by id desc limit :limit")
                .param("before", before == null ? Long.MAX_VALUE : before).param("limit", limit)
                .query(RoleMappingTable::mapping).list();
    }

    Optional<RoleMapping> find(long id) {
        return jdbc.sql("select * from role_mapping where id = ?").param(id).query(RoleMappingTable::mapping)
                .optional();
    }

    /// {@return whether another mapping gives the same role to the same groups}
    ///
    /// @param except the mapping that is to say so; null if it is new
    boolean isTaken(Rule rule, @Nullable Long except) {
        return rule(jdbc.sql("""
                select exists (
                    select from role_mapping
                     where organization_id is not distinct from cast(:organizationId as text)
                       and match = :match and value = :value and role = :role
                       and id is distinct from cast(:except as bigint))"""), rule).param("except", except)
                .query(Boolean.class).single();
    }

    RoleMapping insert(Rule rule) {
        return rule(jdbc.sql("""
                insert into role_mapping (organization_id, match, value, role, priority)
                values (:organizationId, :match, :value, :role, :priority) returning *"""), rule)
                .param("priority", rule.priority()).query(RoleMappingTable::mapping).single();
    }

    RoleMapping update(long id, Rule rule) {
        return rule(jdbc.sql("""
                update role_mapping
                   set organization_id = :organizationId, match = :match, value = :value, role = :role,
                       priority = :priority
                 where id = :id returning *"""), rule).param("priority", rule.priority()).param("id", id)
                .query(RoleMappingTable::mapping).single();
    }

    /// {@return the mapping as it was}
    RoleMapping delete(long id) {
        return jdbc.sql("delete from role_mapping where id = ? returning *").param(id).query(RoleMappingTable::mapping)
                .single();
    }

    /// {@return whether anything is known of an organization}
    boolean knowsOrganization(String id) {
        return jdbc.sql("""
                select exists (select from organization where id = :id)
                    or exists (select from directory where organization_id = :id)
                    or exists (select from directory_group where organization_id = :id)
                    or exists (select from app_user where organization_id = :id)""").param("id", id)
                .query(Boolean.class).single();
    }

    private static StatementSpec rule(StatementSpec statement, Rule rule) {
        return statement.param("organizationId", rule.organizationId()).param("match", rule.match().name())
                .param("value", rule.value()).param("role", rule.role());
    }

    private static RoleMapping mapping(ResultSet row, int number) throws SQLException {
        return new RoleMapping(row.getLong("id"), row.getString("organization_id"),
                Match.valueOf(row.getString("match")), row.getString("value"), row.getString("role"),
                row.getObject("priority", Integer.class));
    }
}
