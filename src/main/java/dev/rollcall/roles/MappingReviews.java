package dev.rollcall.roles;

import static dev.rollcall.Columns.texts;

import dev.rollcall.journal.AttributeValue;
import dev.rollcall.roles.MappingReview.Group;
import dev.rollcall.roles.MappingReview.Match;
import dev.rollcall.roles.NearMiss.Candidate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.databind.json.JsonMapper;

/// Finds the mappings that mean somebody's groups and attributes, and those that nearly do.
@Service
public class MappingReviews {

    /// So many pairs of a mapping and a group are compared at most, of fifty mappings at least: those of the organization come
    /// first, then those of all.
    private static final int MOST_PAIRS = 20_000;

    private static final int FEWEST_MAPPINGS = 50;

    private static final String MAPPINGS = """
            with mapping as (
                select * from role_mapping where %s
                 order by case when organization_id = :organization then 0 when organization_id is null then 1 else 2 end, id
                 limit :most)
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    MappingReviews(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param organizationId the organization of somebody
    /// @param groupIds the groups
    /// @param names what some of them are called, in place of what is known
    /// @param attributes all attributes
    /// @return what mappings make of them
    public MappingReview review(String organizationId, Collection<String> groupIds, Map<String, String> names,
            Map<String, Object> attributes) {
        List<Group> groups = groups(groupIds, names);
        Map<String, Group> byId = groups.stream().collect(Collectors.toMap(Group::id, Function.identity()));
        List<Candidate> candidates = Stream
                .concat(candidates(organizationId, groups).stream(),
                        attributes.isEmpty() ? Stream.empty() : candidates(organizationId, attributes).stream())
                .toList();
        List<Match> matches = candidates.stream().filter(one -> one.isMatch(organizationId))
                .map(one -> new Match(one.mapping(), one.groupId() == null ? null : byId.get(one.groupId()))).toList();
        Set<Long> matching = matches.stream().map(match -> match.mapping().id()).collect(Collectors.toSet());
        return new MappingReview(groups, matches,
                candidates.stream().filter(one -> !matching.contains(one.mapping().id()))
                        .flatMap(one -> NearMiss.of(one, organizationId).stream()).toList());
    }

    private List<Group> groups(Collection<String> ids, Map<String, String> names) {
        return jdbc.sql("""
                select its.id, g.display_name, coalesce(g.deleted, false) as deleted
                  from unnest(cast(:ids as text[])) as its (id) left join directory_group g on g.id = its.id
                 order by g.display_name, its.id""").param("ids", ids.stream().distinct().toArray(String[]::new))
                .query((row, number) -> new Group(row.getString("id"),
                        names.getOrDefault(row.getString("id"), row.getString("display_name")),
                        row.getBoolean("deleted")))
                .list();
    }

    private List<Candidate> candidates(String organizationId, Map<String, Object> attributes) {
        return jdbc.sql(MAPPINGS.formatted("contained is not null") + """
                select m.*, cast(:attributes as jsonb) @> any (cast(m.contained as jsonb[])) as means
                  from mapping m order by m.id""").param("organization", organizationId).param("most", MOST_PAIRS)
                .param("attributes", json.writeValueAsString(attributes)).query((row, number) -> {
                    RoleMapping mapping = mapping(row);
                    return new Candidate(mapping, null,
                            AttributeValue.in(attributes, Objects.requireNonNull(mapping.attribute())).orElse(null),
                            null, row.getBoolean("means"), false);
                }).list();
    }

    private List<Candidate> candidates(String organizationId, List<Group> groups) {
        return jdbc
                .sql(MAPPINGS.formatted("contained is null")
                        + """
                                select m.*, g.id as group_id, g.name as group_name, meant.display_name as meant_name,
                                       coalesce(mapping_means(m.match, m.value, g.id, g.name), false) as means,
                                       coalesce(m.match = 'PATTERN' and g.name ~* ('^(?:' || m.value || ')$'), false) as means_in_any_case
                                  from mapping m
                                 cross join unnest(cast(:ids as text[]), cast(:names as text[])) as g (id, name)
                                  left join directory_group meant
                                    on m.match = 'ID' and meant.id = m.value and meant.organization_id = :organization
                                 order by m.id, g.id""")
                .param("organization", organizationId)
                .param("most", Math.max(FEWEST_MAPPINGS, MOST_PAIRS / Math.max(1, groups.size())))
                .param("ids", texts(groups, Group::id)).param("names", texts(groups, Group::name))
                .query(MappingReviews::candidate).list();
    }

    private static RoleMapping mapping(ResultSet row) throws SQLException {
        return new RoleMapping(row.getLong("id"), row.getString("organization_id"),
                RoleMapping.Match.valueOf(row.getString("match")), row.getString("attribute"), row.getString("value"),
                row.getString("role"), row.getObject("priority", Integer.class));
    }

    private static Candidate candidate(ResultSet row, int number) throws SQLException {
        return new Candidate(mapping(row), row.getString("group_id"), row.getString("group_name"),
                row.getString("meant_name"), row.getBoolean("means"), row.getBoolean("means_in_any_case"));
    }
}
