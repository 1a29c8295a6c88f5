package dev.rollcall.inbox;

import dev.rollcall.simulator.ScalekitEvents;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The inbox as the tests fill it and look into it.
final class InboxRows {

    private final Inbox inbox;
    private final InboxEvents events;
    private final EventBatch batch;
    private final JdbcClient jdbc;
    private final HandlerDouble handler;

    InboxRows(Inbox inbox, InboxEvents events, EventBatch batch, JdbcClient jdbc, HandlerDouble handler) {
        this.inbox = inbox;
        this.events = events;
        this.batch = batch;
        this.jdbc = jdbc;
        this.handler = handler;
    }

    void clear() {
        jdbc.sql("truncate webhook_event").update();
        handler.reset();
    }

    /// {@return the id of a new event}
    long accepted() {
        return accepted(ScalekitEvents.userCreated("diruser_1"));
    }

    long accepted(SimulatedEvent event) {
        return inbox.accept(event.webhookId(), event.bytes()).id();
    }

    /// {@return the id of a new event about an organization, or about none}
    long acceptedIn(@Nullable String organization) {
        long id = accepted();
        jdbc.sql("update webhook_event set organization_id = ? where id = ?").params(organization, id).update();
        return id;
    }

    /// {@return the ids of as many new events}
    List<Long> accepted(int events) {
        return Stream.generate(this::accepted).limit(events).toList();
    }

    /// {@return the ids of as many new events about no organization, which no lock stands for}
    List<Long> acceptedInNone(int events) {
        return Stream.generate(() -> acceptedIn(null)).limit(events).toList();
    }

    /// {@return the id of a new event that ends so}
    long finished(Outcome outcome) {
        long id = accepted();
        attempt(id, outcome);
        return id;
    }

    List<Attempt> attempt(long id, Outcome outcome) {
        handler.answers(event -> outcome);
        return apply(id);
    }

    List<Attempt> apply(long id) {
        return batch.applyAlone(id, failed -> {
        });
    }

    InboxEvent row(long id) {
        return events.find(id).orElseThrow();
    }

    List<EventStatus> statuses(List<Long> ids) {
        return ids.stream().map(id -> row(id).status()).toList();
    }

    /// Ends the database's session of the current transaction.
    void loseConnection() {
        jdbc.sql("select pg_terminate_backend(pg_backend_pid())").query().listOfRows();
    }

    Instant nextAttempt(long id) {
        return jdbc.sql("select next_attempt_at from webhook_event where id = ?").param(id).query(OffsetDateTime.class)
                .single().toInstant();
    }
}
