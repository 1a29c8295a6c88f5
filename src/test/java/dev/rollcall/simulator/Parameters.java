package dev.rollcall.simulator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The parameters of a control call, read as what they should be.
record Parameters(Map<String, String> values) {

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    Optional<Integer> number(String name) {
        return text(name).map(value -> {
            try {
                return Integer.valueOf(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is not a number");
            }
        });
    }

    int number(String name, int unsaid) {
        return number(name).orElse(unsaid);
    }

    Optional<Boolean> flag(String name) {
        return text(name).map(Boolean::valueOf);
    }

    boolean flag(String name, boolean unsaid) {
        return flag(name).orElse(unsaid);
    }

    /// What is separated by commas; empty if it is said to be, null if it is not said.
    String @Nullable [] list(String name) {
        var value = values.get(name);
        return value == null ? null : value.isBlank() ? new String[0] : value.strip().split("\\s*,\\s*");
    }

    /// Sets about a user what is said, and leaves the rest.
    SimulatedUser applyTo(SimulatedUser user) {
        var roles = list("roles");
        var groups = list("groups");
        var changed = user.email(text("email").orElse(user.email()))
                .named(text("given_name").orElse(user.givenName()), text("family_name").orElse(user.familyName()))
                .dpId(text("dp_id").orElse(user.dpId())).active(flag("active", user.active()));
        for (var attribute : List.of("department", "title")) {
            var value = text(attribute);
            changed = value.isEmpty() ? changed : changed.attribute(attribute, value.get());
        }
        var attributes = text("attributes").map(Parameters::object);
        changed = attributes.isEmpty() ? changed : changed.attributes(attributes.get());
        changed = roles == null ? changed : changed.roles(roles);
        return groups == null ? changed : changed.groups(groups);
    }

    private static Map<String, Object> object(String json) {
        try {
            return JsonMapper.shared().readValue(json, new TypeReference<>() {
            });
        } catch (JacksonException e) {
            throw new IllegalArgumentException("attributes is not a JSON object", e);
        }
    }
}
