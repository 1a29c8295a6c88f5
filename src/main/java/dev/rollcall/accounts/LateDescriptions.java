package dev.rollcall.accounts;

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
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Describes accounts anew whose directory users were parted or joined: a node of the version before does not know whose
/// attributes they then have. Whose are right already, as this version leaves them, stay so.
@Configuration(proxyBeanMethods = false)
class LateDescriptions {

    private static final Logger log = LoggerFactory.getLogger(LateDescriptions.class);

    private static final int CHUNK = 50;

    private final OrganizationLocks locks;
    private final Journal journal;
    private final AccountStatus accountStatus;
    private final JdbcClient jdbc;
    private final Clock clock;

    LateDescriptions(OrganizationLocks locks, Journal journal, AccountStatus accountStatus, JdbcClient jdbc,
            Clock clock) {
        this.locks = locks;
        this.journal = journal;
        this.accountStatus = accountStatus;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Bean
    RecurringTask<Void> descriptionsOfEarlierVersions(TransactionTemplate transaction) {
        return Tasks.recurring("late-descriptions", FixedDelay.of(Duration.ofMinutes(1))).execute(
                (instance, context) -> organizations().forEach(organization -> describe(organization, transaction)));
    }

    /// One organization's trouble is not the others'.
    private void describe(String organization, TransactionTemplate transaction) {
        try {
            while (Boolean.TRUE.equals(transaction.execute(status -> describe(organization)))) {
                // until none of its accounts is left
            }
        } catch (DataAccessException failed) {
            log.warn("Accounts of organization {} could not be described anew ({}): trying again in a minute",
                    organization, failed.getClass().getSimpleName());
        }
    }

    private List<String> organizations() {
        return jdbc.sql("""
                select distinct organization_id from app_user where id in (select account_id from account_to_describe)
                 order by organization_id""").query((row, number) -> row.getString(1)).list();
    }

    /// {@return whether there were any}
    private boolean describe(String organization) {
        locks.lock(List.of(organization));
        List<UUID> some = jdbc.sql("""
                delete from account_to_describe
                 where account_id in (select account_id from account_to_describe join app_user on id = account_id
                                       where organization_id = :organization order by account_id limit :most)
                returning account_id""").param("organization", organization).param("most", CHUNK)
                .query((row, number) -> row.getObject(1, UUID.class)).list();
        // Who was merged into another account is not described any more.
        List<UUID> carryOn = jdbc.sql("select id from app_user where id = any (:some) and merged_into is null")
                .param("some", some.toArray(UUID[]::new)).query((row, number) -> row.getObject(1, UUID.class)).list();
        journal.record(new Occasion(Cause.actor("upgrade"), clock.instant()), recording -> {
            recording.watch(carryOn);
            accountStatus.settle(recording);
        });
        return !some.isEmpty();
    }
}
