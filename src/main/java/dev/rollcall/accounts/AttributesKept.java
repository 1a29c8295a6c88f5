package dev.rollcall.accounts;

import static dev.rollcall.Columns.texts;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.Journal;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.OrganizationLocks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes out of the database which attributes are not kept any more, once the setting has been narrowed: on one node, a few
/// people at a time. What histories told of them stays.
@Configuration(proxyBeanMethods = false)
class AttributesKept {

    private static final Logger log = LoggerFactory.getLogger(AttributesKept.class);

    /// So many directory users are looked at in one statement.
    private static final int PAGE = 5000;

    private static final int CHUNK = 50;

    private final KeptAttributes kept;
    private final OrganizationLocks locks;
    private final Journal journal;
    private final AccountStatus accountStatus;
    private final JdbcClient jdbc;
    private final Clock clock;

    AttributesKept(KeptAttributes kept, OrganizationLocks locks, Journal journal, AccountStatus accountStatus,
            JdbcClient jdbc, Clock clock) {
        this.kept = kept;
        this.locks = locks;
        this.journal = journal;
        this.accountStatus = accountStatus;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Bean
    RecurringTask<Void> removalOfAttributes(TransactionTemplate transaction) {
        return Tasks.recurring("attributes-kept", FixedDelay.of(Duration.ofHours(1))).execute((instance, context) -> {
            if (!kept.areAll()) {
                removeOthers(transaction);
            }
        });
    }

    private record Holder(String id, String organizationId, boolean hasOthers) {
    }

    /// Goes through all directory users once.
    void removeOthers(TransactionTemplate transaction) {
        String after = "";
        for (List<Holder> page = page(after); !page.isEmpty(); page = page(after)) {
            after = page.getLast().id();
            page.stream().filter(Holder::hasOthers).collect(Collectors.groupingBy(Holder::organizationId))
                    .forEach((organization, holders) -> holders.stream().map(Holder::id)
                            .gather(Gatherers.windowFixed(CHUNK))
                            .forEach(ids -> removeOthers(organization, ids, transaction)));
        }
    }

    private List<Holder> page(String after) {
        return jdbc.sql("""
                select id, organization_id,
                       coalesce(cast(attributes as jsonb) - cast(:names as text[]) <> '{}', false)
                           or username is not null and not :keepsUsername as has_others
                  from directory_user where id > :after order by id limit :page""").param("names", kept.names())
                .param("keepsUsername", kept.keepsUsername()).param("after", after).param("page", PAGE)
                .query((row, number) -> new Holder(row.getString("id"), row.getString("organization_id"),
                        row.getBoolean("has_others")))
                .list();
    }

    private void removeOthers(String organization, List<String> ids, TransactionTemplate transaction) {
        try {
            transaction.executeWithoutResult(status -> {
                locks.lock(List.of(organization));
                journal.record(new Occasion(Cause.actor("settings"), clock.instant()), recording -> {
                    List<UUID> accounts = jdbc.sql(
                            "select distinct account_id from directory_user where id = any (:ids) and organization_id = :organization")
                            .param("ids", ids.toArray(String[]::new)).param("organization", organization)
                            .query((row, number) -> row.getObject(1, UUID.class)).list();
                    recording.watch(accounts);
                    write(organization, ids);
                    accountStatus.settle(recording);
                    // Who was merged into another account is not described any more.
                    jdbc.sql(
                            "update app_user set attributes = '{}' where merged_into = any (:accounts) and attributes <> '{}'")
                            .param("accounts", accounts.toArray(UUID[]::new)).update();
                });
            });
        } catch (DataAccessException busy) {
            log.warn("Attributes of organization {} that are not kept any more are removed later ({})", organization,
                    busy.getClass().getSimpleName());
        }
    }

    private record Held(String id, @Nullable String attributes) {
    }

    private void write(String organization, List<String> ids) {
        List<Held> held = jdbc.sql(
                "select id, attributes from directory_user where id = any (:ids) and organization_id = :organization")
                .param("ids", ids.toArray(String[]::new)).param("organization", organization)
                .query((row, number) -> new Held(row.getString("id"), row.getString("attributes"))).list();
        jdbc.sql("""
                update directory_user u
                   set attributes = nullif(n.attributes, ''), username = case when :keepsUsername then u.username end
                  from unnest(cast(:ids as text[]), cast(:attributes as text[])) as n (id, attributes)
                 where u.id = n.id""").param("keepsUsername", kept.keepsUsername()).param("ids", texts(held, Held::id))
                .param("attributes", texts(held, one -> Objects.requireNonNullElse(kept.kept(one.attributes()), "")))
                .update();
    }
}
