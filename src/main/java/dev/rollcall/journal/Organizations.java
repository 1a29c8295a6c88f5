package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The customers from the outside, also those of which only users or directories have told.
@Service
public class Organizations {

    private static final String ALL = "select id, external_id, display_name, metadata, deleted from organization where ";

    private static final int AT_A_TIME = 1000;

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    Organizations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<OrganizationView> find(String id) {
        return jdbc.sql(ALL + "id = ?").param(id).query(this::view).optional();
    }

    /// @param externalId only organizations that the application calls so; null for all
    /// @param after only organizations with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the organizations by id
    public List<OrganizationView> list(@Nullable String externalId, @Nullable String after, int limit) {
        // A condition that may be true of all would make the plan, the same for all values, look at every organization.
        String ofOne = externalId == null ? "" : "and external_id = :externalId";
        return jdbc.sql("%s id > :after %s order by id limit :limit".formatted(ALL, ofOne))
                .param("externalId", externalId == null ? null : NormalForm.text(externalId))
                .param("after", after == null ? "" : after).param("limit", limit).query(this::view).list();
    }

    /// How many an organization has.
    ///
    /// @param users users, with and without access
    /// @param directories directories that are known, also such as are disabled or gone
    public record Counts(long users, long directories) {
    }

    /// {@return how many users and directories each of the organizations has, by their ids}
    public Map<String, Counts> counts(Collection<String> ids) {
        // Those who were merged into others are few, and have an index of their own.
        return ids.isEmpty() ? Map.of()
                : jdbc.sql(
                        """
                                select o.id,
                                       (select count(*) from app_user a where a.organization_id = o.id) - coalesce(m.merged, 0) as users,
                                       (select count(*) from directory d where d.organization_id = o.id) as directories
                                  from unnest(cast(:ids as text[])) as o (id)
                                  left join (select organization_id, count(*) as merged from app_user
                                              where merged_into is not null group by organization_id) m on m.organization_id = o.id""")
                        .param("ids", ids.toArray(String[]::new))
                        .query((row, number) -> Map.entry(row.getString("id"),
                                new Counts(row.getLong("users"), row.getLong("directories"))))
                        .list().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// @param words what name, id or the application's own id has somewhere in it, in any case; null for all
    /// @param after only organizations with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return the organizations by id
    public List<OrganizationView> search(@Nullable String words, @Nullable String after, int limit) {
        if (words == null) {
            return list(null, after, limit);
        }
        String sought = NormalForm.lowerCase(NormalForm.text(words));
        List<OrganizationView> found = new ArrayList<>();
        // Compared here, as the database would by its locale. There are thousands at most, not millions.
        for (List<OrganizationView> some = list(null, after, AT_A_TIME); !some.isEmpty()
                && found.size() < limit; some = list(null, some.getLast().id(), AT_A_TIME)) {
            some.stream().filter(one -> isCalled(one, sought)).limit(limit - found.size()).forEach(found::add);
        }
        return found;
    }

    private static boolean isCalled(OrganizationView one, String sought) {
        return Stream.of(one.id(), one.name(), one.externalId()).flatMap(Stream::ofNullable)
                .anyMatch(name -> NormalForm.lowerCase(name).contains(sought));
    }

    /// Finds an organization by what the application calls it. Scalekit lets several be called so: of those that are not
    /// deleted, if there are any, the one that was said to be called so last is meant.
    ///
    /// @return the organization's id; empty if none is called so
    public Optional<String> idOf(String externalId) {
        return jdbc.sql("""
                select id from organization where external_id = ?
                 order by deleted, external_id_said desc, id limit 1""").param(NormalForm.text(externalId))
                .query(String.class).optional();
    }

    /// {@return the organizations that the application calls so and that are not deleted, or else the one that [#idOf] means}
    public List<String> idsOf(String externalId) {
        List<String> ids = jdbc.sql("select id from organization where external_id = ? and not deleted order by id")
                .param(NormalForm.text(externalId)).query((row, number) -> row.getString(1)).list();
        return ids.isEmpty() ? idOf(externalId).stream().toList() : ids;
    }

    /// {@return the names of those of the organizations that have one, by their ids}
    public Map<String, String> names(Collection<String> ids) {
        return ids.isEmpty() ? Map.of()
                : jdbc.sql(
                        "select id, display_name from organization where id = any (:ids) and display_name is not null")
                        .param("ids", ids.toArray(String[]::new))
                        .query((row, number) -> Map.entry(row.getString("id"), row.getString("display_name"))).list()
                        .stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private OrganizationView view(ResultSet row, int number) throws SQLException {
        return new OrganizationView(row.getString("id"), row.getString("external_id"), row.getString("display_name"),
                json.readValue(row.getString("metadata"), new TypeReference<Map<String, String>>() {
                }), row.getBoolean("deleted"));
    }
}
