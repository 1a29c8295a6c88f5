package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;
import static java.util.Comparator.naturalOrder;

import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitGroup;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Writes down the pages of a listing as they come, with the place where it goes on.
@Component
class Staging {

    private final JdbcClient jdbc;
    private final RunLeases leases;
    private final PageRows pageRows;
    private final JsonMapper json = JsonMapper.shared();

    Staging(JdbcClient jdbc, RunLeases leases, PageRows pageRows) {
        this.jdbc = jdbc;
        this.leases = leases;
        this.pageRows = pageRows;
    }

    /// @param pages in their order
    /// @return how many users are on the pages and on no earlier one
    @Transactional
    int users(RunLease lease, DirectoryTask task, List<Listing<ListedUser>> pages) {
        List<PageRows.User> rows = pageRows.users(pages, lease.scope().email());
        int staged = stage(lease, task,
                """
                        insert into staged_user (run_id, directory_id, id, active, email, name, given_name, family_name, dp_id, roles,
                                                 group_ids, username, groups_missing, sought, seen_at)
                        select :run, :directory, r.*
                          from json_to_recordset(cast(:rows as json))
                               as r(id text, active boolean, email text, name text, given_name text, family_name text,
                                    dp_id text, roles text[], group_ids text[], username text, groups_missing boolean,
                                    sought boolean, seen_at timestamptz)
                        on conflict do nothing""",
                rows, pages);
        task.statement(jdbc, lease, """
                update sync_run_directory
                   set users_listed = users_listed + :listed, users_seen = users_seen + :seen,
                       users_total = coalesce(:total, users_total), users_least = least(users_least, :least),
                       users_most = greatest(users_most, :most), unreadable = coalesce(unreadable, :unreadable),
                       listed = page_token is null
                 where run_id = :run and directory_id = :directory""").param("listed", rows.size())
                .param("seen", staged).param("unreadable", PageRows.unreadable(pages))
                .param("total", pages.getLast().totalSize())
                .param("least", totals(pages).min(naturalOrder()).orElse(null))
                .param("most", totals(pages).max(naturalOrder()).orElse(null)).update();
        return staged;
    }

    /// @param pages in their order
    /// @return how many groups are on the pages and on no earlier one
    @Transactional
    int groups(RunLease lease, DirectoryTask task, List<Listing<ScalekitGroup>> pages) {
        List<PageRows.Group> rows = pageRows.groups(pages);
        int staged = stage(lease, task, """
                insert into staged_group (run_id, directory_id, id, display_name, seen_at)
                select :run, :directory, r.*
                  from json_to_recordset(cast(:rows as json)) as r(id text, display_name text, seen_at timestamptz)
                on conflict do nothing""", rows, pages);
        task.statement(jdbc, lease, """
                update sync_run_directory
                   set groups_listed = groups_listed + :listed, groups_seen = groups_seen + :seen,
                       groups_total = coalesce(:total, groups_total), groups_least = least(groups_least, :least),
                       groups_most = greatest(groups_most, :most),
                       phase = case when page_token is null then 'USERS' else phase end
                 where run_id = :run and directory_id = :directory""").param("listed", rows.size())
                .param("seen", staged).param("total", pages.getLast().totalSize())
                .param("least", totals(pages).min(naturalOrder()).orElse(null))
                .param("most", totals(pages).max(naturalOrder()).orElse(null)).update();
        return staged;
    }

    private static Stream<Long> totals(List<? extends Listing<?>> pages) {
        return pages.stream().flatMap(page -> Stream.ofNullable(page.totalSize()));
    }

    private int stage(RunLease lease, DirectoryTask task, String sql, List<?> rows, List<? extends Listing<?>> pages) {
        leases.require(lease);
        int staged = task.statement(jdbc, lease, sql).param("rows", json.writeValueAsString(rows)).update();
        task.statement(jdbc, lease, """
                update sync_run_directory set page_token = :token, listed_from = coalesce(listed_from, :from)
                 where run_id = :run and directory_id = :directory""").param("token", pages.getLast().nextPageToken())
                .param("from", utc(pageRows.seenAt(pages.getFirst()))).update();
        return staged;
    }

    /// Forgets what was read of a directory, to begin again.
    @Transactional
    void clear(RunLease lease, DirectoryTask task, SyncMode mode) {
        leases.require(lease);
        for (String table : List.of("staged_user", "staged_group")) {
            jdbc.sql("delete from %s where run_id = ? and directory_id = ?".formatted(table))
                    .params(lease.runId(), task.directoryId()).update();
        }
        task.statement(jdbc, lease, """
                update sync_run_directory
                   set mode = :mode, phase = 'GROUPS', page_token = null, updated_after = null, listed_from = null,
                       users_listed = 0, users_seen = 0, users_total = null, users_least = null, users_most = null,
                       groups_listed = 0, groups_seen = 0, groups_total = null, groups_least = null, groups_most = null,
                       unreadable = null, defect = null, moved = false, listed = false
                 where run_id = :run and directory_id = :directory""").param("mode", mode.name()).update();
    }
}
