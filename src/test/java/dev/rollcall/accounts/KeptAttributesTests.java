package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.journal.AttributeProperties;
import dev.rollcall.journal.AttributeValue;
import dev.rollcall.scalekit.Attributes;
import dev.rollcall.scalekit.ScalekitUser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the setting lets through.
class KeptAttributesTests {

    private static final ScalekitUser SAID = ScalekitUser.gone("diruser_1", "org_1")
            .withAttributes("{\"department\":\"Sales\",\"title\":\"Agent\"}", "ana");

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "all | {\"department\":\"Sales\",\"title\":\"Agent\"} | ana", "none | | ",
            "title | {\"title\":\"Agent\"} |", "preferred_username | | ana", "division | '' |",
            "' department , preferred_username' | {\"department\":\"Sales\"} | ana" })
    void keepsWhatItNames(String setting, @Nullable String attributes, @Nullable String username) {
        assertThat(kept(setting).keep(SAID)).isEqualTo(SAID.withAttributes(attributes, username));
    }

    @Test
    void saysNothingOfWhatWasNotSaid() {
        ScalekitUser silent = ScalekitUser.gone("diruser_1", "org_1");

        assertThat(kept("title").keep(silent)).isEqualTo(silent);
        assertThat(kept("title,preferred_username").keep(silent.withAttributes("", null)))
                .isEqualTo(silent.withAttributes("", null));
    }

    @ParameterizedTest
    @ValueSource(strings = { "colour", "title,", "all,none", "raw_attributes", "Title" })
    void knowsWhatIsNoAttribute(String setting) {
        assertThat(new AttributeProperties(setting).isAttributesKnown()).isFalse();
    }

    @Test
    void knowsEachThatThereIs() {
        assertThat(AttributeValue.wholes()).isEqualTo(Attributes.names());
        assertThat(new AttributeProperties(String.join(",", Attributes.names())).isAttributesKnown()).isTrue();
        assertThat(new AttributeProperties("all").isAttributesKnown()).isTrue();
        assertThat(new AttributeProperties("none").isAttributesKnown()).isTrue();
    }

    private static KeptAttributes kept(String setting) {
        return new KeptAttributes(new AttributeProperties(setting));
    }
}
