package dev.rollcall.simulator;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What tests want to happen in the middle of a conversation.
final class Interruptions {

    private final List<Consumer<String>> onRequest = new CopyOnWriteArrayList<>();
    private final List<AfterPage> afterPages = new CopyOnWriteArrayList<>();

    private record AfterPage(AtomicInteger pagesToGo, Runnable action) {
    }

    void onRequest(Consumer<String> action) {
        onRequest.add(action);
    }

    void afterPage(int number, Runnable action) {
        afterPages.add(new AfterPage(new AtomicInteger(number), action));
    }

    void clear() {
        onRequest.clear();
        afterPages.clear();
    }

    void requested(String target) {
        onRequest.forEach(action -> action.accept(target));
    }

    void pageMade() {
        for (var waiting : afterPages) {
            if (waiting.pagesToGo.decrementAndGet() == 0) {
                afterPages.remove(waiting);
                waiting.action.run();
            }
        }
    }
}
