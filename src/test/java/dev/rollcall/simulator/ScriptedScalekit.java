package dev.rollcall.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A Directory API that answers what a test wrote down, word for word: for what no directory of the simulator would say.
/// Each organization has at most one directory. What is written down anew is two seconds newer: `Date` has no parts of a
/// second, and two runs take less than one.
public final class ScriptedScalekit implements AutoCloseable {

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String UPDATED = "2026-01-05T09:00:00Z";

    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final HttpListener listener;

    private volatile @Nullable Instant date;
    private volatile boolean circling;

    private ScriptedScalekit() {
        Routes routes = new Routes()
                .add("POST", "/oauth/token",
                        (_, _) -> json("{'access_token':'scripted','token_type':'Bearer','expires_in':3600}"))
                .add("GET", "/api/v1/organizations/{id}",
                        (_, ids) -> json("{'organization':{'id':'%s'}}".formatted(ids.getFirst())))
                .add("GET", "/api/v1/organizations/{id}/directories",
                        (_, ids) -> json("{'directories':[%s]}"
                                .formatted(scripts.containsKey(ids.getFirst()) ? script(ids).directory() : "")))
                .add("GET", "/api/v1/organizations/{id}/directories/{directory}",
                        (_, ids) -> json("{'directory':%s}".formatted(script(ids).directory())))
                .add("GET", "/api/v1/organizations/{id}/directories/{directory}/users",
                        (request, ids) -> dated(script(ids),
                                script(ids).users(request.queryParameters().get("page_token"), circling)))
                .add("GET", "/api/v1/organizations/{id}/directories/{directory}/groups", (_, ids) -> json(
                        "{'groups':[%s],'total_size':%d}".formatted(script(ids).groups(), script(ids).groupCount())));
        this.listener = HttpListener.start(0, Instant::now, routes::answer);
    }

    /// What one organization's directory says.
    ///
    /// @param version how often it was written down
    /// @param groups its groups, in JSON, separated by commas
    /// @param pages its users, likewise, page by page
    private record Script(int version, String directoryId, String groups, List<String> pages) {

        String directory() {
            return "{'id':'%s','enabled':true,'stats':{'total_users':%d,'total_groups':%d,'user_updated_at':'%s'}}"
                    .formatted(directoryId, userCount(), groupCount(), UPDATED);
        }

        Answer.Whole users(@Nullable String token, boolean circling) {
            int page = token == null ? 0 : Integer.parseInt(token);
            return json("{'users':[%s],'total_size':%d,'next_page_token':'%s'}".formatted(pages.get(page), userCount(),
                    page + 1 < pages.size() ? page + 1 : circling ? 1 : ""));
        }

        int userCount() {
            return pages.stream().mapToInt(Script::count).sum();
        }

        int groupCount() {
            return count(groups);
        }

        private static int count(String elements) {
            JsonNode list = MAPPER.readTree("[" + elements.replace('\'', '"') + "]");
            return list.size();
        }
    }

    public static ScriptedScalekit start() {
        return new ScriptedScalekit();
    }

    public String url() {
        return "http://localhost:" + listener.port();
    }

    /// Says what an organization's only directory answers from now on. JSON may be written with single quotes.
    public void says(String organizationId, String directoryId, String groups, String... pages) {
        scripts.compute(organizationId, (_, before) -> new Script(before == null ? 0 : before.version() + 1,
                directoryId, groups, List.of(pages)));
    }

    /// Says whether the last page of users leads back to the second one.
    public void circling(boolean circling) {
        this.circling = circling;
    }

    /// Sets what `Date` says from now on.
    public void dated(Instant date) {
        this.date = date;
    }

    /// `Date` says the time again.
    public void datedNow() {
        date = null;
    }

    @Override
    public void close() {
        listener.close();
    }

    private Answer dated(Script script, Answer.Whole answer) {
        Instant fixed = date;
        return answer.with("Date",
                HttpListener.httpDate(fixed == null ? Instant.now().plusSeconds(2 * script.version()) : fixed));
    }

    private Script script(List<String> ids) {
        return Objects.requireNonNull(scripts.get(ids.getFirst()));
    }

    private static Answer.Whole json(String json) {
        return Answer.json(200, json.replace('\'', '"'));
    }
}
