package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.security.oauth2.jwt.Jwt;

class NotForTheConsoleTests {

    /// Lists have blanks between their parts.
    @ParameterizedTest
    @CsvSource({ "rollcall,rollcall,true", "rollcall,console,false", "rollcall,console rollcall,true",
            "rollcall,console account,false", "console,console,false", "console rollcall,console,false",
            "console rollcall,rollcall,true", "'',console,false", "'',account,true", "'',console account,false",
            "'','',true" })
    void refusesWhatIsForTheConsoleAndForNoAudienceOfTheApi(String configured, String audience, boolean taken) {
        OAuth2ResourceServerProperties api = new OAuth2ResourceServerProperties();
        api.getJwt().setAudiences(list(configured));
        NotForTheConsole check = new NotForTheConsole(
                new ConsoleProperties(Duration.ofMinutes(30), Duration.ofHours(12), "console", "", true), api);
        Jwt.Builder token = Jwt.withTokenValue("token").header("alg", "RS256").subject("4f1d2c");
        if (!audience.isEmpty()) {
            token.audience(list(audience));
        }

        assertThat(check.validate(token.build()).hasErrors()).isEqualTo(!taken);
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }
}
