package dev.rollcall.faults;

import dev.rollcall.JavaProcess;
import dev.rollcall.RollcallClient;
import dev.rollcall.simulator.ApplicationDouble;
import dev.rollcall.simulator.ApplicationDouble.Delivery;
import dev.rollcall.simulator.ApplicationDouble.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The application: it makes users of what is delivered to it, and watches over the order in which that comes.
final class PushReceiver implements AutoCloseable {

    private final int port = JavaProcess.freePort();
    private final BitSet taken = new BitSet();
    private final Map<String, JsonNode> users = new HashMap<>();
    private final Map<String, Integer> newest = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    private ApplicationDouble application = open();
    private boolean isUpgraded;

    private ApplicationDouble open() {
        return ApplicationDouble.start(port, ApplicationDouble.SECRET).handingTo(this::take);
    }

    URI url() {
        return application.url();
    }

    /// Ends it: nobody listens, and whatever was on its way has no answer.
    void kill() {
        application.close();
    }

    /// Starts it again, with what it had.
    void restart() {
        application = open();
    }

    void answer(Reply reply) {
        application.answering(reply);
    }

    private synchronized void take(Delivery delivery) {
        for (JsonNode change : delivery.changes()) {
            int cursor = (int) ApplicationDouble.cursor(change);
            String user = change.path("user").path("id").asString();
            int before = newest.getOrDefault(user, 0);
            if (!taken.get(cursor) && cursor < before) {
                problems.add("change %d of user %s came after %d".formatted(cursor, user, before));
            }
            taken.set(cursor);
            if (cursor >= before) {
                newest.put(user, cursor);
                users.put(user, change);
            }
        }
    }

    /// Some changes are of the version before, which does not tell when it finds out to which directory somebody belongs.
    synchronized void upgraded() {
        isUpgraded = true;
    }

    /// {@return what was wrong with the order since it was asked last}
    synchronized List<String> disorder() {
        List<String> all = List.copyOf(problems);
        problems.clear();
        return all;
    }

    /// Compares what it has with what Rollcall says, once everything is confirmed.
    ///
    /// @return which changes are missing, and which users are not as Rollcall has them
    synchronized List<String> differences(RollcallClient rollcall) {
        List<String> all = new ArrayList<>();
        JsonNode push = rollcall.get("/api/v1/push").json();
        int last = push.path("confirmed_cursor").asInt(0);
        for (int missing = taken.nextClearBit(1); missing <= last; missing = taken.nextClearBit(missing + 1)) {
            all.add("change %d was not delivered".formatted(missing));
        }
        if (push.path("undelivered_count").asLong() > 0) {
            all.add("undelivered: " + push.path("undelivered"));
        }
        Map<String, JsonNode> expected = listed(rollcall);
        users.forEach((id, change) -> {
            JsonNode user = expected.remove(id);
            boolean isMerged = change.path("kind").asString().equals("user.merged");
            if (isMerged ? user != null : !told(change.path("user")).equals(told(user))) {
                all.add("the application has %s, and Rollcall %s".formatted(change, user));
            }
        });
        expected.values().forEach(user -> all.add("the application does not know %s".formatted(user)));
        return all;
    }

    /// {@return what the application is told of a user}
    private JsonNode told(@Nullable JsonNode user) {
        JsonNode told = user == null ? JsonNodeFactory.instance.objectNode() : user.deepCopy();
        if (isUpgraded) {
            told.path("directory_users").forEach(one -> ((ObjectNode) one).remove("directory_id"));
        }
        return told;
    }

    private static Map<String, JsonNode> listed(RollcallClient rollcall) {
        Map<String, JsonNode> listed = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page = rollcall.get("/api/v1/users?limit=100" + cursor).json();
            page.path("data").forEach(user -> listed.put(user.path("id").asString(), user));
            cursor = page.path("next_cursor").isString() ? "&cursor=" + page.path("next_cursor").asString() : "";
        } while (!cursor.isEmpty());
        return listed;
    }

    @Override
    public void close() {
        application.close();
    }
}
