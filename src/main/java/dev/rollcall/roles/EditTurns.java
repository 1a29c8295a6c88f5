package dev.rollcall.roles;

import dev.rollcall.journal.Cause;
import dev.rollcall.journal.ChangeNoted;
import dev.rollcall.journal.Occasion;
import dev.rollcall.journal.Scope;
import dev.rollcall.journal.WideChanges;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Lets those who edit mappings and default roles do so one after the other, each in a transaction of its own.
@Component
class EditTurns {

    private final WideChanges changes;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    EditTurns(WideChanges changes, ApplicationEventPublisher publisher, Clock clock, JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.changes = changes;
        this.publisher = publisher;
        this.clock = clock;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// Notes whom an edit may concern, in its transaction.
    interface Notes {

        void note(Collection<Scope> scopes);
    }

    /// An edit.
    interface Edit<T> {

        T make(Notes notes);
    }

    /// Waits for its turn, commits what the edit does, and returns when what it changes is recorded, of many users before that.
    ///
    /// @param actor who makes it
    /// @param edit makes it, once it has noted whom it may concern
    /// @return what the edit returns
    <T> T make(String actor, Edit<T> edit) {
        List<Long> noted = new ArrayList<>();
        T made = Objects.requireNonNull(transaction.execute(status -> {
            lock();
            Occasion occasion = new Occasion(Cause.actor(actor), clock.instant());
            return edit.make(scopes -> scopes.forEach(scope -> noted.add(changes.note(scope, false, occasion))));
        }));
        noted.forEach(change -> publisher.publishEvent(new ChangeNoted(change)));
        return made;
    }

    /// Makes an edit in a transaction that sees one moment and is rolled back.
    <T> T rehearse(Supplier<T> edit) {
        return Objects.requireNonNull(transaction.execute(status -> {
            // What others change meanwhile is not a consequence of the edit. The driver would set it for the session,
            // which behind a pooler is anybody's.
            jdbc.sql("set transaction isolation level repeatable read").update();
            status.setRollbackOnly();
            lock();
            return edit.get();
        }));
    }

    /// Waits until nobody else edits, and keeps others from it until the transaction ends. Reading goes on. It comes before the
    /// transaction's snapshot.
    private void lock() {
        // What limit_transaction() says, which would be a query.
        jdbc.sql("""
                set local idle_in_transaction_session_timeout = '7s';
                set local lock_timeout = '8s';
                set local tcp_user_timeout = '7s';
                lock table role_mapping in share row exclusive mode""").update();
    }
}
