package dev.rollcall.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// How people and scripts make things happen in the simulator over HTTP: parameters in the query, as a form or as JSON,
/// answers in JSON. With `quiet=true` no webhook tells of what a call does.
final class ControlApi {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private final ScalekitSimulator simulator;
    private final SimulatedEnvironment environment;
    private final DirectoryControls directories;
    private final SimulatorControls controls;
    private final OddityControls oddities;
    private final List<ControlCall> calls = new ArrayList<>();

    ControlApi(ScalekitSimulator simulator, SimulatedEnvironment environment, Gate gate) {
        this.simulator = simulator;
        this.environment = environment;
        this.directories = new DirectoryControls(environment, MAPPER);
        this.controls = new SimulatorControls(simulator, gate);
        this.oddities = new OddityControls(environment);
        calls.add(ControlCall.get("/control", "shows everything", (ids, parameters) -> state()));
        calls.addAll(directories.calls());
        calls.addAll(controls.calls());
        controls.faultCalls().forEach(calls::add);
        oddities.calls().forEach(calls::add);
    }

    void addTo(Routes routes) {
        routes.add("GET", "/", (request, ids) -> Answer.html(new ControlPage(simulator, calls).html()));
        routes.add("GET", "/webhooks", (request, ids) -> Answer
                .html(new DeliveriesPage(String.valueOf(simulator.webhookUrl()), simulator.deliveries()).html()));
        routes.add("GET", "/deliveries", (request, ids) -> answer(Map.of("data", simulator.deliveries())));
        for (var call : calls) {
            routes.add(call.method(), call.path(), (request, ids) -> run(call, request, ids));
        }
    }

    private static Answer run(ControlCall call, Request request, List<String> ids) {
        try {
            var parameters = new Parameters(request.parameters());
            var answer = new AtomicReference<Object>();
            Runnable action = () -> answer.set(call.action().run(ids, parameters));
            if (parameters.flag("quiet", false)) {
                Announcements.quietly(action);
            } else {
                action.run();
            }
            return answer(answer.get());
        } catch (IllegalArgumentException e) {
            return Answer.json(400, MAPPER.writeValueAsString(Map.of("error", String.valueOf(e.getMessage()))));
        } catch (NoSuchElementException e) {
            return Answer.json(404, MAPPER.writeValueAsString(Map.of("error", String.valueOf(e.getMessage()))));
        }
    }

    private static Answer answer(Object value) {
        return value instanceof Answer answer ? answer : Answer.json(200, MAPPER.writeValueAsString(value) + "\n");
    }

    private Map<String, Object> state() {
        var state = new LinkedHashMap<String, Object>();
        state.put("directory_time", simulator.now().toString());
        state.put("organizations", environment.organizations().stream().map(directories::show).toList());
        state.put("webhooks", simulator.webhooks().state());
        state.put("faults", controls.faults());
        state.put("oddities", oddities.state());
        state.put("requests", controls.requests());
        return state;
    }
}
