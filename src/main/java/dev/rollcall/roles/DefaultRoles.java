package dev.rollcall.roles;

import dev.rollcall.NormalForm;
import dev.rollcall.journal.Scope;
import dev.rollcall.roles.DefaultRoleChoice.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The roles of active users who have no other: chosen for one organization, or for all that say nothing of their own, or else
/// as the setting says. A choice takes effect at once, on all nodes; what it changes is in the journal, of very many users a
/// little later.
@Service
public class DefaultRoles {

    private final EditTurns turns;
    private final RoleComparison comparison;
    private final JdbcClient jdbc;

    DefaultRoles(EditTurns turns, RoleComparison comparison, JdbcClient jdbc) {
        this.turns = turns;
        this.comparison = comparison;
        this.jdbc = jdbc;
    }

    /// What to choose.
    ///
    /// @param role the role, 1 to 255 characters; empty for none; null to say nothing, so that what is more general counts
    public record Choice(@Nullable String role) {

        /// Nobody has a default role.
        public static final Choice NONE = new Choice("");

        /// Nothing is said.
        public static final Choice NOTHING = new Choice(null);

        private @Nullable String normal() {
            return role == null ? null : NormalForm.text(role);
        }
    }

    /// @param organizationId an organization; null for all
    /// @return the default role there
    public DefaultRoleChoice of(@Nullable String organizationId) {
        return organizationId == null ? jdbc.sql(
                "select cast(null as text) as organization_id, nullif(role, '') as role, source from general_default_role")
                .query(DefaultRoles::said).single()
                : jdbc.sql(
                        "select organization_id, role, source from organization_default_role where organization_id = ?")
                        .param(organizationId).query(DefaultRoles::said).optional()
                        .orElseGet(() -> new DefaultRoleChoice(organizationId, null, null));
    }

    /// @param after only organizations with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the default roles that are chosen for one organization, by its id
    public List<DefaultRoleChoice> chosen(@Nullable String after, int limit) {
        return jdbc.sql("""
                select organization_id, nullif(role, '') as role, 'ORGANIZATION' as source from default_role_choice
                 where organization_id > :after order by organization_id limit :limit""")
                .param("after", Objects.requireNonNullElse(after, "")).param("limit", limit).query(DefaultRoles::said)
                .list();
    }

    /// Chooses the default role. It returns when what that changes is recorded, of many users before that.
    ///
    /// @param organizationId an organization; null for all that say nothing of their own
    /// @param choice the role
    /// @param actor who chooses it
    /// @return the default role there as it is now
    public DefaultRoleChoice choose(@Nullable String organizationId, Choice choice, String actor) {
        turns.make(actor, notes -> {
            notes.note(List.of(Scope.everybodyIn(organizationId)));
            return write(organizationId, choice);
        });
        return of(organizationId);
    }

    /// Says what a choice would do to whose roles, by making it in a transaction that is rolled back. Only who edits mappings or
    /// default roles waits for that.
    ///
    /// @param organizationId an organization; null for all that say nothing of their own
    /// @param choice the role
    /// @param before only users older than the one with this id are on the page; null starts with the newest
    /// @param limit at most as many users on the page
    /// @return the consequences
    public RolePreview preview(@Nullable String organizationId, Choice choice, @Nullable UUID before, int limit) {
        return turns.rehearse(() -> {
            comparison.take(List.of(Scope.everybodyIn(organizationId)));
            write(organizationId, choice);
            return comparison.compare(before, limit);
        });
    }

    private int write(@Nullable String organizationId, Choice choice) {
        String role = choice.normal();
        return role == null
                ? jdbc.sql("delete from default_role_choice where organization_id is not distinct from :organization")
                        .param("organization", organizationId).update()
                : jdbc.sql("""
                        insert into default_role_choice (organization_id, role) values (:organization, :role)
                        on conflict on constraint default_role_choice_unique do update set role = excluded.role""")
                        .param("organization", organizationId).param("role", role).update();
    }

    private static DefaultRoleChoice said(ResultSet row, int number) throws SQLException {
        String source = row.getString("source");
        return new DefaultRoleChoice(row.getString("organization_id"), row.getString("role"),
                source == null ? null : Source.valueOf(source));
    }
}
