package dev.rollcall.accounts;

import static dev.rollcall.Columns.texts;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.rollcall.NormalForm;
import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.journal.SearchWords;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Brings rows of the version before this one into today's form, a few at a time and on one node: while both versions run
/// there are always new ones. Until then an address is found by what PostgreSQL makes of it, and nobody by a name.
@Configuration(proxyBeanMethods = false)
class NormalForms {

    private static final Logger log = LoggerFactory.getLogger(NormalForms.class);

    private static final int BATCH = 1000;

    private final JdbcClient jdbc;
    private final LinkByEmail mode;
    private final Groups groups;
    private volatile boolean comparedTexts;

    NormalForms(JdbcClient jdbc, Groups groups, AccountProperties properties) {
        this.jdbc = jdbc;
        this.groups = groups;
        this.mode = properties.linkByEmail();
    }

    @Bean
    RecurringTask<Void> formsOfEarlierVersions(TransactionTemplate transaction) {
        return Tasks.recurring("normal-forms", FixedDelay.of(Duration.ofMinutes(1))).execute((instance, context) -> {
            long total = 0;
            for (IntSupplier kind : List.<IntSupplier> of(this::addresses, this::directoryUsers, this::accounts)) {
                int changed;
                do {
                    changed = transaction.execute(status -> {
                        jdbc.sql("select limit_transaction()").query().singleRow();
                        return kind.getAsInt();
                    });
                    total += changed;
                } while (changed > 0 && !context.getSchedulerState().isShuttingDown());
            }
            total += groupsOnce(); // last, so that a group that cannot be written keeps nobody from being found
            if (total > 0) {
                log.info("Brought {} rows of an earlier version into the form of this one", total);
            }
        });
    }

    private record Row(UUID id, @Nullable String email, @Nullable String name, @Nullable String givenName,
            @Nullable String familyName) {
    }

    /// Whoever has locked a row is about to write it in today's form.
    int accounts() {
        List<Row> rows = jdbc.sql("""
                select id, email, name, given_name, family_name from app_user where search is null
                 order by id limit ? for update skip locked""").param(BATCH)
                .query((row, number) -> new Row(row.getObject("id", UUID.class), row.getString("email"),
                        row.getString("name"), row.getString("given_name"), row.getString("family_name")))
                .list();
        return rows.isEmpty() ? 0
                : jdbc.sql(
                        """
                                update app_user a set email_key = n.key, search = array_to_tsvector(cast(n.words as text[]))
                                  from unnest(cast(:ids as uuid[]), cast(:keys as text[]), cast(:words as text[])) as n (id, key, words)
                                 where a.id = n.id""")
                        .param("ids", rows.stream().map(Row::id).toArray(UUID[]::new))
                        .param("keys", texts(rows, row -> row.email == null ? null : NormalForm.address(row.email)))
                        .param("words",
                                texts(rows, row -> SearchWords.of(row.email, row.name, row.givenName, row.familyName)))
                        .update();
    }

    private record Group(String id, String organizationId, String name) {
    }

    /// Does so until it succeeded once after the start.
    int groupsOnce() {
        if (comparedTexts) {
            return 0;
        }
        int changed = groups();
        comparedTexts = true;
        return changed;
    }

    /// Names that mean the same as another one's give the same roles from now on, which is in the history of each member.
    int groups() {
        List<Group> odd = jdbc
                .sql("select id, organization_id, display_name from directory_group where display_name !~ '%s'"
                        .formatted(NormalForm.SURELY))
                .query((row, number) -> new Group(row.getString(1), row.getString(2), row.getString(3))).list().stream()
                .filter(group -> !NormalForm.text(group.name).equals(group.name)).toList();
        odd.forEach(group -> groups.normalize(group.id, group.organizationId));
        return odd.size();
    }

    /// Who joined whom until now stays so, and was first seen when its first address was.
    int directoryUsers() {
        return jdbc
                .sql("""
                        with old as (
                            select id from directory_user where linked_by is null order by id limit :limit for update skip locked)
                        update directory_user u
                           set linked_by = case when :never and not exists (
                                                     select from directory_user o where o.account_id = u.account_id and o.id <> u.id)
                                                then 'NEVER' else 'ALWAYS' end,
                               first_seen = coalesce(first_seen,
                                   to_char(least(u.observed_at, (select min(taken_at) from directory_user_address a
                                                                  where a.directory_user_id = u.id)) at time zone 'UTC',
                                           'YYYY-MM-DD"T"HH24:MI:SS.US"000Z "'))
                          from old where u.id = old.id""")
                .param("limit", BATCH).param("never", mode == LinkByEmail.NEVER).update();
    }

    private record Taken(String id, OffsetDateTime at, String event, String address) {
    }

    /// What is ASCII that shows was written in its normal form by every version.
    int addresses() {
        List<Taken> rows = jdbc.sql("""
                select directory_user_id, taken_at, taken_event, address from directory_user_address
                 where not normal and address ~ '[^!-~]'
                 order by directory_user_id, taken_at, taken_event limit ? for update skip locked""").param(BATCH)
                .query((row, number) -> new Taken(row.getString(1), row.getObject(2, OffsetDateTime.class),
                        row.getString(3), row.getString(4)))
                .list();
        return rows.isEmpty() ? 0
                : jdbc.sql("""
                        update directory_user_address a set address = n.address, normal = true
                          from unnest(cast(:ids as text[]), cast(:at as timestamptz[]), cast(:events as text[]),
                                      cast(:addresses as text[])) as n (id, at, event, address)
                         where a.directory_user_id = n.id and a.taken_at = n.at and a.taken_event = n.event""")
                        .param("ids", rows.stream().map(Taken::id).toArray(String[]::new))
                        .param("at", rows.stream().map(row -> row.at.toString()).toArray(String[]::new))
                        .param("events", rows.stream().map(Taken::event).toArray(String[]::new))
                        .param("addresses",
                                rows.stream().map(row -> NormalForm.address(row.address)).toArray(String[]::new))
                        .update();
    }
}
