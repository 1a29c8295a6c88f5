package dev.rollcall.journal;

import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// A user as a text: the JSON that the application gets.
final class UserJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES) // what is left out is false
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private UserJson() {
    }

    static String write(User user) {
        return JSON.writeValueAsString(user);
    }

    /// {@return an object of texts, numbers, lists and further objects}
    static Map<String, Object> attributes(String json) {
        return json.equals("{}") ? Map.of() : JSON.readValue(json, new TypeReference<>() {
        });
    }

    static User read(String json) {
        return JSON.readValue(json, User.class);
    }
}
