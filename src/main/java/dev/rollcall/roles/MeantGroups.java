package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says which groups a rule means, as a name may be that of several.
@Service
public class MeantGroups {

    private final JdbcClient jdbc;

    MeantGroups(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A group that a rule means.
    ///
    /// @param id Scalekit's id of the group
    /// @param name its name
    /// @param organizationId the organization that it belongs to
    /// @param directoryId the directory that it belongs to; null while only a member's list of groups told of it
    public record MeantGroup(String id, @Nullable String name, String organizationId, @Nullable String directoryId) {
    }

    /// @param rule a rule that can be one
    /// @param limit at most as many
    /// @return the live groups that it means, by organization and id
    public List<MeantGroup> of(Rule rule, int limit) {
        Rule normal = rule.normal();
        String ofOne = normal.organizationId() == null ? "" : "and organization_id = :organization";
        return jdbc.sql("""
                select id, display_name, organization_id, directory_id from directory_group
                 where not deleted and mapping_means(:match, :value, id, display_name) %s
                 order by organization_id, id
                 limit :limit""".formatted(ofOne)).param("match", normal.match().name()).param("value", normal.value())
                .param("organization", normal.organizationId()).param("limit", limit)
                .query((row, number) -> new MeantGroup(row.getString("id"), row.getString("display_name"),
                        row.getString("organization_id"), row.getString("directory_id")))
                .list();
    }
}
