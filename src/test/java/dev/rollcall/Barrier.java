package dev.rollcall;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// Stands in the way of one row of a table until it is closed: whoever writes the row waits, with whatever the transaction
/// has locked.
public final class Barrier implements AutoCloseable {

    private static final int KEY = 4711;

    private final Connection holder;
    private final JdbcClient jdbc;

    private Barrier(Connection holder) {
        this.holder = holder;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(holder, true));
    }

    /// Puts it up.
    ///
    /// @param url the JDBC URL of the database
    /// @param writing such as `insert on directory_user`
    /// @param id the row's
    public static Barrier before(String writing, String id, String url) throws SQLException {
        Barrier barrier = new Barrier(DriverManager.getConnection(url, "postgres", "postgres"));
        barrier.jdbc.sql("select cast(pg_advisory_lock(?) as text)").param(KEY).query().singleRow();
        barrier.jdbc.sql("""
                create or replace function wait_at_barrier() returns trigger language plpgsql as $$
                begin
                    perform pg_advisory_xact_lock(%d);
                    return new;
                end $$;
                create or replace trigger barrier before %s for each row
                  when (new.id = '%s') execute function wait_at_barrier()""".formatted(KEY, writing, id)).update();
        return barrier;
    }

    /// {@return the names of the applications that wait at it}
    public List<String> waiting() {
        return jdbc.sql("""
                select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
                 where a.datname = current_database() and l.locktype = 'advisory' and l.classid = 0 and l.objid = ?
                   and not l.granted""").param(KEY).query(String.class).list();
    }

    /// Lets those who wait go on, and everybody after them.
    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
