package dev.rollcall.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds who answers a request by its method and path.
final class Routes {

    private final List<Route> routes = new ArrayList<>();

    /// Answers a request.
    interface Handler {

        /// @param ids what stands in the path where the route has `{…}`, in that order
        Answer handle(Request request, List<String> ids);
    }

    private record Route(String method, List<String> segments, Handler handler) {

        /// What stands for the route's variables, or null if the path is another one.
        @Nullable
        List<String> match(List<String> path) {
            if (path.size() != segments.size()) {
                return null;
            }
            var ids = new ArrayList<String>(2);
            for (var i = 0; i < path.size(); i++) {
                if (segments.get(i).startsWith("{")) {
                    ids.add(path.get(i));
                } else if (!segments.get(i).equals(path.get(i))) {
                    return null;
                }
            }
            return ids;
        }
    }

    /// @param path such as `/a/{id}`
    Routes add(String method, String path, Handler handler) {
        routes.add(new Route(method, segments(path), handler));
        return this;
    }

    Answer answer(Request request) {
        var path = segments(request.path());
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var ids = route.match(path);
            if (ids != null && route.method.equals(request.method())) {
                return route.handler.handle(request, ids);
            } else if (ids != null) {
                allowed.add(route.method);
            }
        }
        return allowed.isEmpty() ? Answer.text(404, "The simulator has nothing here.\n")
                : new Answer.Whole(405, "text/plain; charset=utf-8",
                        Map.of("Allow", allowed.stream().collect(Collectors.joining(", "))), new byte[0]);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
