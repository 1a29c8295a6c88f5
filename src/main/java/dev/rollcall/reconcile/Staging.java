package dev.rollcall.reconcile;

import static dev.rollcall.Columns.utc;
import static java.util.Comparator.naturalOrder;

import dev.rollcall.scalekit.Clocks;
import dev.rollcall.scalekit.ListedUser;
import dev.rollcall.scalekit.Listing;
import dev.rollcall.scalekit.ScalekitGroup;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/// Writes down the pages of a listing as they come, with the place where it goes on.
@Component
class Staging {

    private final JdbcClient jdbc;
    private final RunLedger ledger;
    private final ReconcileProperties properties;
    private final JsonMapper json = JsonMapper.shared();

    Staging(JdbcClient jdbc, RunLedger ledger, ReconcileProperties properties) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.properties = properties;
    }

    private record UserRow(String id, @Nullable Boolean active, @Nullable String email, @Nullable String name,
            @Nullable String given_name, @Nullable String family_name, @Nullable String dp_id,
            @Nullable List<String> roles, @Nullable List<String> group_ids, boolean groups_missing, Instant seen_at) {
    }

    private record GroupRow(String id, @Nullable String display_name, Instant seen_at) {
    }

    /// @param pages in their order
    /// @return how many users are on the pages and on no earlier one
    @Transactional
    int users(RunLease lease, DirectoryTask task, List<Listing<ListedUser>> pages) {
        List<UserRow> rows = new ArrayList<>();
        for (Listing<ListedUser> page : pages) {
            Instant seenAt = seenAt(page);
            for (ListedUser listed : page.items()) {
                rows.add(row(listed, seenAt(listed.updatedAt(), page)));
            }
        }
        int staged = stage(lease, task,
                """
                        insert into staged_user (run_id, directory_id, id, active, email, name, given_name, family_name, dp_id, roles,
                                                 group_ids, groups_missing, seen_at)
                        select :run, :directory, r.*
                          from json_to_recordset(cast(:rows as json))
                               as r(id text, active boolean, email text, name text, given_name text, family_name text,
                                    dp_id text, roles text[], group_ids text[], groups_missing boolean, seen_at timestamptz)
                        on conflict do nothing""",
                rows, pages.getLast(), seenAt(pages.getFirst()));
        jdbc.sql("""
                update sync_run_directory
                   set users_listed = users_listed + :listed, users_seen = users_seen + :seen,
                       users_total = coalesce(:total, users_total), users_least = least(users_least, :least),
                       users_most = greatest(users_most, :most), unreadable = coalesce(unreadable, :unreadable),
                       listed = page_token is null
                 where run_id = :run and directory_id = :directory""").param("listed", rows.size())
                .param("seen", staged).param("unreadable", unreadable(pages))
                .param("total", pages.getLast().totalSize())
                .param("least", totals(pages).min(naturalOrder()).orElse(null))
                .param("most", totals(pages).max(naturalOrder()).orElse(null)).param("run", lease.runId())
                .param("directory", task.directoryId()).update();
        return staged;
    }

    /// @param pages in their order
    /// @return how many groups are on the pages and on no earlier one
    @Transactional
    int groups(RunLease lease, DirectoryTask task, List<Listing<ScalekitGroup>> pages) {
        List<GroupRow> rows = pages.stream().flatMap(
                page -> page.items().stream().map(group -> new GroupRow(group.id(), group.displayName(), seenAt(page))))
                .toList();
        int staged = stage(lease, task, """
                insert into staged_group (run_id, directory_id, id, display_name, seen_at)
                select :run, :directory, r.*
                  from json_to_recordset(cast(:rows as json)) as r(id text, display_name text, seen_at timestamptz)
                on conflict do nothing""", rows, pages.getLast(), seenAt(pages.getFirst()));
        jdbc.sql("""
                update sync_run_directory
                   set groups_listed = groups_listed + :listed, groups_seen = groups_seen + :seen,
                       groups_total = coalesce(:total, groups_total), groups_least = least(groups_least, :least),
                       groups_most = greatest(groups_most, :most),
                       phase = case when page_token is null then 'USERS' else phase end
                 where run_id = :run and directory_id = :directory""").param("listed", rows.size())
                .param("seen", staged).param("total", pages.getLast().totalSize())
                .param("least", totals(pages).min(naturalOrder()).orElse(null))
                .param("most", totals(pages).max(naturalOrder()).orElse(null)).param("run", lease.runId())
                .param("directory", task.directoryId()).update();
        return staged;
    }

    private static Stream<Long> totals(List<? extends Listing<?>> pages) {
        return pages.stream().flatMap(page -> Stream.ofNullable(page.totalSize()));
    }

    private int stage(RunLease lease, DirectoryTask task, String sql, List<?> rows, Listing<?> last, Instant from) {
        ledger.hold(lease);
        int staged = jdbc.sql(sql).param("run", lease.runId()).param("directory", task.directoryId())
                .param("rows", json.writeValueAsString(rows)).update();
        jdbc.sql("""
                update sync_run_directory set page_token = :token, listed_from = coalesce(listed_from, :from)
                 where run_id = :run and directory_id = :directory""").param("token", last.nextPageToken())
                .param("from", utc(from)).param("run", lease.runId()).param("directory", task.directoryId()).update();
        return staged;
    }

    /// Forgets what was read of a directory, to begin again.
    @Transactional
    void clear(RunLease lease, DirectoryTask task, SyncMode mode) {
        ledger.hold(lease);
        for (String table : List.of("staged_user", "staged_group")) {
            jdbc.sql("delete from %s where run_id = ? and directory_id = ?".formatted(table))
                    .params(lease.runId(), task.directoryId()).update();
        }
        jdbc.sql("""
                update sync_run_directory
                   set mode = :mode, phase = 'GROUPS', page_token = null, updated_after = null, listed_from = null,
                       users_listed = 0, users_seen = 0, users_total = null, users_least = null, users_most = null,
                       groups_listed = 0, groups_seen = 0, groups_total = null, groups_least = null, groups_most = null,
                       unreadable = null, defect = null, moved = false, listed = false
                 where run_id = :run and directory_id = :directory""").param("mode", mode.name())
                .param("run", lease.runId()).param("directory", task.directoryId()).update();
    }

    private Instant seenAt(Listing<?> page) {
        return page.fetchedAt().minus(properties.safetyMargin()).truncatedTo(ChronoUnit.MICROS);
    }

    /// What Scalekit has known of a user since an instant was still true when it gave the page. An instant from the future
    /// says nothing.
    private Instant seenAt(@Nullable Instant updatedAt, Listing<?> page) {
        Instant seenAt = seenAt(page);
        if (updatedAt == null || updatedAt.isBefore(seenAt) || Clocks.isAhead(updatedAt, page.fetchedAt())) {
            return seenAt;
        }
        Instant micros = updatedAt.truncatedTo(ChronoUnit.MICROS);
        return micros.isBefore(page.fetchedAt()) ? micros : page.fetchedAt();
    }

    /// {@return of whom what could not be read; null if everything could be}
    private static @Nullable String unreadable(List<Listing<ListedUser>> pages) {
        return pages.stream().flatMap(page -> page.items().stream()).filter(user -> !user.leftAside().isEmpty())
                .findFirst().map(user -> "Of %s cannot be read: %s.".formatted(user.user().id(),
                        user.leftAside().stream().sorted().collect(Collectors.joining(", "))))
                .orElse(null);
    }

    private static UserRow row(ListedUser listed, Instant seenAt) {
        ScalekitUser user = listed.user();
        return new UserRow(user.id(), user.active(), user.email(), user.name(), user.givenName(), user.familyName(),
                user.dpId(), sorted(user.roles()),
                user.groups() == null ? null : sorted(user.groups().stream().map(ScalekitGroup::id).toList()),
                listed.groupsMissing(), seenAt);
    }

    private static @Nullable List<String> sorted(@Nullable List<String> values) {
        return values == null ? null : values.stream().filter(Objects::nonNull).distinct().sorted().toList();
    }
}
