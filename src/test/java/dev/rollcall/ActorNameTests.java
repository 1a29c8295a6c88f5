package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActorNameTests {

    @Test
    void hasNameAndId() {
        assertThat(ActorName.of("annabel", "oidc:4f1d2c")).isEqualTo("annabel (oidc:4f1d2c)");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\u2028", "\u2029", "\n", "\r", "\u0085" })
    void hasTheIdAloneInLogsWhateverLinesTheNameHas(String end) {
        assertThat(ActorName.inLogs("Jane Doe" + end + " (oidc:4f1d2c)")).isEqualTo("oidc:4f1d2c");
        assertThat(ActorName.inLogs("Jane" + end + "Doe (oidc:4f1d2c)")).isEqualTo("oidc:4f1d2c");
    }

    @ParameterizedTest
    @CsvSource({ "annabel (oidc:4f1d2c),oidc:4f1d2c", "annabel (the one) (oidc:4f1d2c),oidc:4f1d2c",
            "x (oidc:y) (oidc:4f1d2c),oidc:4f1d2c", "annabel (oidc:a (b)),oidc:a (b)", "oidc:4f1d2c,oidc:4f1d2c",
            "admin,admin", "anonymous,anonymous" })
    void hasTheIdAloneInLogs(String actor, String logged) {
        assertThat(ActorName.inLogs(actor)).isEqualTo(logged);
    }
}
