package dev.rollcall.inbox;

import java.util.List;

/// Applies events. Its implementation is called by the inbox alone.
public interface EventHandler {

    /// Reads what an event says about itself. Called before the event is acknowledged, so it does no I/O.
    ///
    /// @param payload the body, whatever it is
    /// @return what could be read; never an exception
    EventFacts describe(byte[] payload);

    /// Applies a batch of events inside the caller's transaction. If it throws, everything is rolled back and each event
    /// of the batch is given to it again alone.
    ///
    /// @param batch the events, oldest acknowledgement first
    /// @return one outcome for each event, in the same order
    List<Outcome> handle(List<ReceivedEvent> batch);
}
