package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActorNameTests {

    @Test
    void hasNameAndId() {
        assertThat(ActorName.of("annabel", "oidc:4f1d2c")).isEqualTo("annabel (oidc:4f1d2c)");
    }

    @ParameterizedTest
    @CsvSource({ "annabel (oidc:4f1d2c),oidc:4f1d2c", "annabel (the one) (oidc:4f1d2c),oidc:4f1d2c",
            "x (oidc:y) (oidc:4f1d2c),oidc:4f1d2c", "annabel (oidc:a (b)),oidc:a (b)", "oidc:4f1d2c,oidc:4f1d2c",
            "admin,admin", "anonymous,anonymous" })
    void hasTheIdAloneInLogs(String actor, String logged) {
        assertThat(ActorName.inLogs(actor)).isEqualTo(logged);
    }
}
