package dev.rollcall.simulator;

import java.util.Map;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// How people and scripts make things happen in the simulator over HTTP.
final class ControlApi {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    private final ScalekitSimulator simulator;
    private final SimulatedEnvironment environment;
    private final Gate gate;
    private final Deliveries deliveries;

    ControlApi(ScalekitSimulator simulator, SimulatedEnvironment environment, Gate gate, Deliveries deliveries) {
        this.simulator = simulator;
        this.environment = environment;
        this.gate = gate;
        this.deliveries = deliveries;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/", (request, ids) -> Answer
                .html(new DeliveriesPage(String.valueOf(simulator.webhookUrl()), simulator.deliveries()).html()));
        routes.add("GET", "/deliveries",
                (request, ids) -> Answer.json(200, MAPPER.writeValueAsString(Map.of("data", simulator.deliveries()))));
    }
}
