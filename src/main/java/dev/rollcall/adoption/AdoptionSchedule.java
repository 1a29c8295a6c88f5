package dev.rollcall.adoption;

import static dev.rollcall.Columns.utc;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Sees to it that each adoption has a task by which a node does it, and none waits for a list that nobody sends any more.
@Component
class AdoptionSchedule {

    private static final Logger log = LoggerFactory.getLogger(AdoptionSchedule.class);

    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final AdoptionRepository adoptions;
    private final JdbcClient jdbc;
    private final ObjectProvider<Scheduler> scheduler;
    private final Clock clock;

    AdoptionSchedule(AdoptionRepository adoptions, JdbcClient jdbc, ObjectProvider<Scheduler> scheduler, Clock clock) {
        this.adoptions = adoptions;
        this.jdbc = jdbc;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /// Part of the transaction, so an adoption that is asked for is done; after it, somebody looks at once.
    @Transactional(propagation = Propagation.MANDATORY)
    void schedule(long id) {
        // Due at once, also for the other nodes if this one's clock is fast.
        Instant due = jdbc.sql("select least(?, now())").param(utc(clock.instant())).query(OffsetDateTime.class)
                .single().toInstant();
        scheduler.getObject().scheduleIfNotExists(
                AdoptionTasks.ADOPTION.instance("adoption-%d".formatted(id)).data(id).build(), due);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                scheduler.getObject().triggerCheckForDueExecutions();
            }
        });
    }

    /// Schedules every adoption that is under way and has no task.
    @Transactional
    void scheduleThoseWithoutTask() {
        jdbc.sql("""
                select id from adoption a
                 where status in ('PENDING', 'RUNNING')
                   and not exists (select from scheduled_tasks t
                                    where t.task_name = :task and t.task_instance = 'adoption-' || a.id)
                 order by id""").param("task", AdoptionTasks.ADOPTION.getTaskName())
                .query((row, number) -> row.getLong(1)).list().forEach(id -> {
                    log.warn("Adoption {} is under way, and no node has it to do: it is begun again", id);
                    schedule(id);
                });
    }

    /// Gives up the lists of which nothing has come for a while.
    @Transactional
    void breakOffSilentOnes() {
        List<Long> silent = jdbc
                .sql("select id from adoption where status = 'RECEIVING' and heard_at < ? order by id limit 100")
                .param(utc(clock.instant().minus(SILENCE))).query((row, number) -> row.getLong(1)).list();
        silent.forEach(id -> adoptions.findById(id).ifPresent(adoption -> adoption.breakOff(clock.instant())));
    }
}
