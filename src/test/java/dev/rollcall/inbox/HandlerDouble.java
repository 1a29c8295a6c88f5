package dev.rollcall.inbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/// Describes events as the service does, applies them as the test says, and remembers which it was given.
final class HandlerDouble implements EventHandler {

    private final EventHandler service;
    private final List<Long> given = new CopyOnWriteArrayList<>();
    private volatile Function<ReceivedEvent, Outcome> answer = event -> new Outcome.Applied(null);

    HandlerDouble(EventHandler service) {
        this.service = service;
    }

    void answers(Function<ReceivedEvent, Outcome> answer) {
        this.answer = answer;
    }

    /// {@return the ids of the events that it was given to apply, as often as it was}
    List<Long> given() {
        return given;
    }

    void reset() {
        given.clear();
        answers(event -> new Outcome.Applied(null));
    }

    @Override
    public EventFacts describe(byte[] payload) {
        return service.describe(payload);
    }

    @Override
    public List<Outcome> handle(List<ReceivedEvent> batch) {
        batch.forEach(event -> given.add(event.id()));
        return batch.stream().map(answer).toList();
    }
}
