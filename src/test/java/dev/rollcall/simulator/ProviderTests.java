package dev.rollcall.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderTests {

    private static final long PERSON = 100_002L * 10_000_000_000L + 1;

    @Test
    void givesIdsInOktasForm() {
        assertThat(Provider.OKTA.dpId(100_002, PERSON)).matches("00u[0-9a-z]{17}");
        assertThat(Provider.OKTA.dpId(1, 1)).matches("00u[0-9a-z]{17}");
    }

    @Test
    void givesIdsInEntrasForm() {
        var id = Provider.MICROSOFT_AD.dpId(100_002, PERSON);

        assertThat(UUID.fromString(id)).hasToString(id).extracting(UUID::version, UUID::variant).containsExactly(4, 2);
    }

    @ParameterizedTest
    @EnumSource
    void givesNobodyTheIdOfSomebodyElse(Provider provider) {
        var ids = LongStream.range(0, 20).boxed().flatMap(directory -> LongStream.range(0, 1_000)
                .mapToObj(person -> provider.dpId(directory.intValue(), directory * 10_000_000_000L + person)));

        assertThat(ids.distinct()).hasSize(20_000);
    }

    @ParameterizedTest
    @EnumSource
    void givesTheSamePersonTheSameIdAlways(Provider provider) {
        assertThat(provider.dpId(7, PERSON)).isEqualTo(provider.dpId(7, PERSON))
                .isNotEqualTo(provider.dpId(7, PERSON + 1));
    }
}
