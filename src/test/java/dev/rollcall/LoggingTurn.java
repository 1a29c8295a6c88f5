package dev.rollcall;

import java.util.concurrent.locks.ReentrantLock;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/// Lets the applications that tests start in one Java set up logging one after the other. Spring Boot puts the environment
/// of each into what all of them share and takes it out again: who is still at it meanwhile would find none, and fail.
final class LoggingTurn {

    private static final ReentrantLock TURN = new ReentrantLock();

    private LoggingTurn() {
    }

    /// Comes right before [LoggingApplicationListener].
    static final class Begin implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

        @Override
        public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
            TURN.lock();
        }

        @Override
        public int getOrder() {
            return LoggingApplicationListener.DEFAULT_ORDER - 1;
        }
    }

    /// Comes right after it.
    static final class End implements ApplicationListener<SpringApplicationEvent>, Ordered {

        @Override
        public void onApplicationEvent(SpringApplicationEvent event) {
            boolean isOver = event instanceof ApplicationEnvironmentPreparedEvent
                    || event instanceof ApplicationFailedEvent;
            if (isOver && TURN.isHeldByCurrentThread()) {
                TURN.unlock();
            }
        }

        @Override
        public int getOrder() {
            return LoggingApplicationListener.DEFAULT_ORDER + 1;
        }
    }
}
