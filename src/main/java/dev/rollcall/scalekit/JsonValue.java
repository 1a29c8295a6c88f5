package dev.rollcall.scalekit;

import dev.rollcall.NormalForm;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a field's value says, in whichever form it is written: null where it cannot be read as what it is asked for.
record JsonValue(JsonNode node) {

    private static final Map<String, Boolean> WORDS = Map.of("true", true, "t", true, "yes", true, "y", true, "on",
            true, "false", false, "f", false, "no", false, "n", false, "off", false);

    /// {@return whether it is there with anything but null}
    boolean isSaid() {
        return !node.isMissingNode() && !node.isNull();
    }

    /// {@return whether it says nothing, if only by an empty text}
    boolean isNone() {
        String text = text();
        return node.isMissingNode() || text != null && text.isEmpty();
    }

    /// {@return the text in its normal form; an empty one for null}
    @Nullable
    String text() {
        return node.isString() ? NormalForm.text(node.stringValue()) : node.isNull() ? "" : null;
    }

    @Nullable
    Boolean flag() {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        BigDecimal number = decimal();
        if (number != null) {
            return number.signum() == 0 ? Boolean.FALSE : number.compareTo(BigDecimal.ONE) == 0 ? Boolean.TRUE : null;
        }
        String text = text();
        return text == null ? null : WORDS.get(NormalForm.lowerCase(text));
    }

    @Nullable
    Long number() {
        BigDecimal number = decimal();
        try {
            return number == null ? null : Long.valueOf(number.longValueExact());
        } catch (ArithmeticException broken) {
            return null;
        }
    }

    @Nullable
    Instant instant() {
        String text = text();
        return text == null ? null : Rfc3339.instant(text);
    }

    private @Nullable BigDecimal decimal() {
        if (node.isNumber()) {
            return node.decimalValue();
        }
        String text = text();
        return text != null && text.matches("[+-]?\\d{1,20}(\\.\\d{1,20})?") ? new BigDecimal(text) : null;
    }
}
