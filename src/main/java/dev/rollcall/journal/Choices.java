package dev.rollcall.journal;

import dev.rollcall.NormalForm;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Service;

/// What forms let somebody choose from: organizations, directories, groups and roles, found by any part of what they are
/// called.
@Service
public class Choices {

    /// Nobody reads a longer list: they type one more letter.
    static final int MOST = 20;

    /// Of how many directory users the roles are looked at, as there is no list of them.
    private static final int SAMPLE = 1000;

    private final JdbcClient jdbc;

    Choices(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Something to choose.
    ///
    /// @param value what a form sends: an id, or a name where a name is asked for
    /// @param label what people call it, and where it is
    public record Choice(String value, String label) {
    }

    /// @param text a part of the id, the application's own id or the name; null for any
    /// @return at most 20 organizations, by name
    public List<Choice> organizations(@Nullable String text) {
        return like(text, null, """
                select id as value, coalesce(display_name, external_id, id) as label,
                       concat_ws(' ', id, external_id, display_name) as called
                  from organization
                 where not deleted""");
    }

    /// @param text a part of the id, the provider or the organization's name; null for any
    /// @param organization only directories of this organization; null for all
    /// @return at most 20 directories, by the organization's name
    public List<Choice> directories(@Nullable String text, @Nullable String organization) {
        return like(text, organization,
                """
                        select d.id as value, concat_ws(' · ', coalesce(o.display_name, d.organization_id), d.provider) as label,
                               concat_ws(' ', d.id, d.provider, o.display_name) as called
                          from directory d left join organization o on o.id = d.organization_id
                         where %s"""
                        .formatted(of("d.", organization)));
    }

    /// @param text a part of the id or the name; null for any
    /// @param organization only groups of this organization; null for all
    /// @return at most 20 groups by their ids, in the order of their names
    public List<Choice> groups(@Nullable String text, @Nullable String organization) {
        return like(text, organization,
                """
                        select g.id as value, concat_ws(' · ', g.display_name, coalesce(o.display_name, g.organization_id)) as label,
                               concat_ws(' ', g.id, g.display_name) as called
                          from directory_group g left join organization o on o.id = g.organization_id
                         where not g.deleted and %s"""
                        .formatted(of("g.", organization)));
    }

    /// @param text a part of the name; null for any
    /// @param organization only groups of this organization; null for all
    /// @return at most 20 names of groups, and where there are such groups
    public List<Choice> groupNames(@Nullable String text, @Nullable String organization) {
        return like(text, organization,
                """
                        select g.display_name as value,
                               case when count(*) = 1 then min(coalesce(o.display_name, g.organization_id)) else count(*) || ' groups' end as label,
                               g.display_name as called
                          from directory_group g left join organization o on o.id = g.organization_id
                         where not g.deleted and g.display_name is not null and %s
                         group by g.display_name"""
                        .formatted(of("g.", organization)));
    }

    /// @param text a part of the name; null for any
    /// @return at most 20 roles that mappings or people give, that directories were seen to give, or that Scalekit has
    public List<Choice> roles(@Nullable String text) {
        // One role is found from the last by the index, however many users were granted it.
        return like(text, null,
                """
                        with recursive granted (role) as (
                            (select role from role_grant order by role limit 1)
                             union all
                            select (select role from role_grant g where g.role > granted.role order by role limit 1)
                              from granted where granted.role is not null)
                        select role as value, role as label, role as called
                          from (select role from role_mapping
                                 union
                                select role from default_role_choice where role <> ''
                                 union
                                (select role from granted limit %1$d)
                                 union
                                select name from scalekit_role
                                 union
                                select unnest(roles) from (select roles from directory_user where roles <> '{}' limit %1$d) as said) as known
                         where role is not null"""
                        .formatted(SAMPLE));
    }

    /// @param text a part of the name; null for any
    /// @return at most 20 names of attributes by which mappings can be, those of custom ones as users were seen to have them
    public List<Choice> attributes(@Nullable String text) {
        Set<String> names = new TreeSet<>(AttributeValue.NAMES);
        jdbc.sql("select attributes from app_user where attributes <> '{}' limit %d".formatted(SAMPLE))
                .query((row, number) -> UserJson.attributes(row.getString(1))).list()
                .forEach(one -> names.addAll(AttributeDifference.texts(one).keySet()));
        names.remove("preferred_username"); // which is one person's
        return containing(names.stream(), text);
    }

    /// @param attribute whose values; null, or what is no attribute's name, for none
    /// @param text a part of the value; null for any
    /// @param organization only what users of this organization have; null for all
    /// @return at most 20 of the values that users were seen to have
    public List<Choice> attributeValues(@Nullable String attribute, @Nullable String text,
            @Nullable String organization) {
        if (attribute == null || !AttributeValue.isName(attribute)) {
            return List.of();
        }
        return containing(jdbc
                .sql("select attributes from app_user where attributes <> '{}' and %s limit %d"
                        .formatted(of("", organization), SAMPLE))
                .param("organization", organization)
                .query((row, number) -> AttributeValue.in(UserJson.attributes(row.getString(1)), attribute)).list()
                .stream().flatMap(Optional::stream), text);
    }

    private static List<Choice> containing(Stream<String> values, @Nullable String text) {
        String sought = NormalForm.lowerCase(Objects.requireNonNullElse(text, ""));
        return values.filter(value -> NormalForm.lowerCase(value).contains(sought)).distinct().sorted().limit(MOST)
                .map(value -> new Choice(value, value)).toList();
    }

    private static String of(String table, @Nullable String organization) {
        return organization == null ? "true" : table + "organization_id = :organization";
    }

    private List<Choice> like(@Nullable String text, @Nullable String organization, String all) {
        AnyCase sought = AnyCase.of(text);
        StatementSpec statement = jdbc.sql("""
                select value, label from (%s) as choice
                 where strpos(translate(called, :others, :same), :text) > 0
                 order by label, value
                 limit %d""".formatted(all, MOST)).param("text", sought.text()).param("others", sought.others())
                .param("same", sought.same());
        return (organization == null ? statement : statement.param("organization", organization))
                .query((row, number) -> new Choice(row.getString("value"), row.getString("label"))).list();
    }
}
