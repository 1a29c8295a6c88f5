package dev.rollcall.admin;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Remembers who did what. An entry is committed before the action begins, so there is none without an entry.
@Component
class AuditLog {

    private final JdbcClient jdbc;
    private final Clock clock;
    private final JsonMapper json = JsonMapper.shared();

    AuditLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Writes down that something is about to be done.
    ///
    /// @param actor who does it
    /// @param method the HTTP method
    /// @param path the path's pattern
    /// @param details ids and filters
    /// @return the entry's id
    long begin(String actor, String method, String path, Map<String, ?> details) {
        return jdbc.sql("""
                insert into audit_entry (occurred_at, actor, method, path, details)
                values (?, ?, ?, ?, cast(? as jsonb)) returning id""")
                .params(utc(clock.instant()), actor, method, path, text(details)).query(Long.class).single();
    }

    /// Adds to what is known of an action that is about to be done.
    ///
    /// @param id the entry
    /// @param details ids and filters
    void add(long id, Map<String, ?> details) {
        jdbc.sql("update audit_entry set details = details || cast(? as jsonb) where id = ?").params(text(details), id)
                .update();
    }

    /// An entry that is not completed is of an action that is under way or was cut off.
    ///
    /// @param id the entry
    /// @param status the HTTP status of the answer
    void complete(long id, int status) {
        jdbc.sql("update audit_entry set status = ? where id = ?").params(status, id).update();
    }

    /// @param actor only what this one did; null for everybody
    /// @param before only entries with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the entries, newest first
    List<AuditEntry> list(@Nullable String actor, @Nullable Long before, int limit) {
        return jdbc
                .sql("select * from audit_entry where id < :before%s order by id desc limit :limit"
                        .formatted(actor == null ? "" : " and actor = :actor"))
                .param("before", before == null ? Long.MAX_VALUE : before).param("actor", actor).param("limit", limit)
                .query(this::entry).list();
    }

    /// Deletes what is too old.
    ///
    /// @param before entries from before this instant
    void forget(Instant before) {
        jdbc.sql("delete from audit_entry where occurred_at < ?").param(utc(before)).update();
    }

    /// PostgreSQL cannot keep a NUL, and what is not valid is written down before it is refused.
    private String text(Map<String, ?> details) {
        return json.writeValueAsString(details).replace("\\u0000", "\\ufffd");
    }

    private AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(row.getLong("id"), instant(row, "occurred_at"), row.getString("actor"),
                row.getString("method"), row.getString("path"),
                json.readValue(row.getString("details"), new TypeReference<Map<String, Object>>() {
                }), row.getObject("status", Integer.class));
    }
}
