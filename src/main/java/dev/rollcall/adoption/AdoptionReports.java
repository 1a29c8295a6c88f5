package dev.rollcall.adoption;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;
import static dev.rollcall.Columns.nullableTexts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads adoptions and what became of their lines.
@Service
public class AdoptionReports {

    private final JdbcClient jdbc;

    AdoptionReports(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param before only adoptions with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the adoptions, newest first
    public List<AdoptionReport> list(@Nullable Long before, int limit) {
        return jdbc.sql("select * from adoption where id < ? order by id desc limit ?")
                .params(before == null ? Long.MAX_VALUE : before, limit).query(this::report).list();
    }

    /// @param id an adoption
    /// @return the adoption as it is now; empty if there is none
    public Optional<AdoptionReport> find(long id) {
        return jdbc.sql("select * from adoption where id = ?").param(id).query(this::report).optional();
    }

    /// @param id an adoption
    /// @param result only lines with this result; null for all
    /// @param after only lines with a greater id; null starts with the first
    /// @param limit at most as many
    /// @return its lines in the order of the list, then those who are not on it; empty if there is no such adoption
    public Optional<List<AdoptionLine>> lines(long id, @Nullable LineResult result, @Nullable Long after, int limit) {
        // A condition that may be true of all would make the plan, the same for all values, look at every line.
        String some = result == null ? "" : "and result = :result";
        return find(id).map(adoption -> jdbc
                .sql("select * from adoption_line where adoption_id = :id %s and id > :after order by id limit :limit"
                        .formatted(some))
                .param("id", id).param("result", result == null ? null : result.name())
                .param("after", after == null ? 0 : after).param("limit", limit).query(this::line).list());
    }

    private AdoptionReport report(ResultSet row, int number) throws SQLException {
        return new AdoptionReport(row.getLong("id"), AdoptionStatus.valueOf(row.getString("status")),
                row.getBoolean("dry_run"), row.getLong("lines"), row.getLong("matched"), row.getLong("ambiguous"),
                row.getLong("orphans"), row.getLong("invalid"), row.getLong("not_in_application"),
                instant(row, "created_at"), nullableInstant(row, "started_at"), nullableInstant(row, "finished_at"),
                row.getString("error"));
    }

    private AdoptionLine line(ResultSet row, int number) throws SQLException {
        String result = row.getString("result");
        String organization = row.getString("organization_id");
        return new AdoptionLine(row.getLong("id"), row.getObject("line", Long.class),
                result == null ? null : LineResult.valueOf(result), row.getObject("account_id", UUID.class),
                organization.isEmpty() ? null : organization, row.getString("organization_external_id"),
                row.getString("email"), row.getString("external_id"),
                Objects.requireNonNullElse(nullableTexts(row, "roles"), List.of()), row.getString("reason"));
    }
}
