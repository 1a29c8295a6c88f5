package dev.rollcall.adoption;

import static dev.rollcall.Columns.nullableTexts;
import static dev.rollcall.Columns.texts;

import dev.rollcall.NormalForm;
import dev.rollcall.adoption.PendingLines.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// The lines of adoptions, and what may be known of whoever they are about.
@Component
class LineTable {

    /// Found by index each, whatever the planner thinks of the organization's size. Whose normal form is not computed yet is
    /// found by what PostgreSQL makes of the address.
    private static final String CANDIDATES = """
            with may as materialized (
                select id, organization_id, status, coalesce(email_key, lower(email)) as key, wanted_email, external_id
                  from app_user
                 where external_id = any (:ids) and organization_id = :organization and merged_into is null
                 union
                select id, organization_id, status, email_key, wanted_email, external_id
                  from app_user where email_key = any (:keys) and merged_into is null
                 union
                select id, organization_id, status, lower(email), wanted_email, external_id
                  from app_user where email_key is null and lower(email) = any (:keys) and merged_into is null
                 union
                select id, organization_id, status, coalesce(email_key, lower(email)), wanted_email, external_id
                  from app_user
                 where organization_id = :organization and wanted_email is not null and merged_into is null)
            select id, status = 'ACTIVE' as active, key, wanted_email, external_id from may where organization_id = :organization""";

    private final JdbcClient jdbc;

    LineTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// {@return the next lines of an adoption, all of one organization; empty if all have been looked at}
    Optional<PendingLines> pending(long adoption, Place after, int limit) {
        // By organization: by their results they would all have to be put in order each time.
        List<Map.Entry<String, PendingLine>> next = jdbc
                .sql("""
                        select * from adoption_line
                         where adoption_id = :adoption and (organization_id, id) > (:organization, :line) and coalesce(result, '') = ''
                         order by organization_id, id limit :limit""")
                .param("adoption", adoption).param("organization", after.organizationId()).param("line", after.line())
                .param("limit", limit).query((row, number) -> Map.entry(row.getString("organization_id"), line(row)))
                .list();
        return next.stream().findFirst().map(Map.Entry::getKey).map(organization -> new PendingLines(organization,
                next.stream().takeWhile(one -> one.getKey().equals(organization)).map(Map.Entry::getValue).toList()));
    }

    private static PendingLine line(ResultSet row) throws SQLException {
        return new PendingLine(row.getLong("id"), row.getLong("line"), row.getString("email_key"),
                row.getString("external_id"), Objects.requireNonNullElse(nullableTexts(row, "roles"), List.of()),
                row.getObject("expected", UUID.class), row.getString("organization_external_id"));
    }

    boolean isKnown(String organization) {
        return jdbc.sql("select exists (select from organization where id = ?)").param(organization)
                .query(Boolean.class).single();
    }

    /// {@return what decides whom lines are about}
    Matching matching(long adoption, PendingLines lines) {
        List<Candidate> candidates = candidates(lines);
        return new Matching(candidates, contradictions(adoption, lines),
                taken(adoption, candidates.stream().map(Candidate::id).toList()));
    }

    private List<Candidate> candidates(PendingLines lines) {
        return jdbc.sql(CANDIDATES).param("organization", lines.organizationId())
                .param("ids", texts(lines.lines(), PendingLine::externalId))
                .param("keys", texts(lines.lines(), PendingLine::address)).query((row, number) -> {
                    String wanted = row.getString("wanted_email");
                    return new Candidate(row.getObject("id", UUID.class), row.getBoolean("active"),
                            row.getString("key"), wanted == null ? null : NormalForm.address(wanted),
                            row.getString("external_id"));
                }).list();
    }

    /// Which of two lines is right nobody can tell: neither is taken.
    private Map<Long, String> contradictions(long adoption, PendingLines lines) {
        Map<Long, String> same = new HashMap<>();
        jdbc.sql(
                """
                        select l.id, 'Line ' || other.line || ' has the same external id.'
                          from adoption_line l
                         cross join lateral (select e.line from adoption_line e
                                              where e.adoption_id = :adoption and e.organization_id = :organization
                                                and e.external_id = l.external_id and e.line is not null and e.id <> l.id
                                              order by e.id limit 1) as other
                         where l.adoption_id = :adoption and l.id = any (cast(:lines as bigint[])) and l.external_id is not null
                         union all
                        select l.id, 'Line ' || other.line || ' has the same address and another external id.'
                          from adoption_line l
                         cross join lateral (select e.line from adoption_line e
                                              where e.adoption_id = :adoption and e.organization_id = :organization
                                                and e.email_key = l.email_key and e.line is not null
                                                and e.external_id is not null and e.external_id <> l.external_id
                                              order by e.id limit 1) as other
                         where l.adoption_id = :adoption and l.id = any (cast(:lines as bigint[])) and l.external_id is not null""")
                .param("adoption", adoption).param("organization", lines.organizationId())
                .param("lines", texts(lines.lines(), PendingLine::id)).query(row -> {
                    same.putIfAbsent(row.getLong(1), row.getString(2));
                });
        return same;
    }

    private Map<UUID, Long> taken(long adoption, Collection<UUID> users) {
        Map<UUID, Long> taken = new HashMap<>();
        jdbc.sql("""
                select account_id, line from adoption_line
                 where account_id = any (:users) and adoption_id = :adoption and result = 'MATCHED'""")
                .param("users", users.toArray(UUID[]::new)).param("adoption", adoption).query(row -> {
                    taken.put(row.getObject(1, UUID.class), row.getLong(2));
                });
        return taken;
    }

    /// Writes down whom lines are about.
    @Transactional(propagation = Propagation.MANDATORY)
    void write(long adoption, Collection<Match> matches) {
        List<Match> all = new ArrayList<>(matches);
        jdbc.sql(
                """
                        update adoption_line l set result = said.result, account_id = cast(said.account_id as uuid), reason = said.reason
                          from unnest(cast(:lines as bigint[]), :results, :users, :reasons) as said (id, result, account_id, reason)
                         where l.adoption_id = :adoption and l.id = said.id""")
                .param("adoption", adoption).param("lines", texts(all, match -> match.line().id()))
                .param("results", texts(all, Match::result)).param("users", texts(all, Match::user))
                .param("reasons", texts(all, Match::reason)).update();
    }
}
