package dev.rollcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner.Mode;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

class LoggingTurnTests {

    private static final int AT_ONCE = 4;
    private static final int EACH = 25;

    static class NothingInIt {
    }

    @Test
    void letsApplicationsStartAtTheSameTime() {
        try (ExecutorService starting = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Void>> started = IntStream.range(0, AT_ONCE).mapToObj(i -> starting.submit(startAndStop()))
                    .toList();
            assertThat(started).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofMinutes(2)));
        }
    }

    private static Callable<Void> startAndStop() {
        return () -> {
            for (int i = 0; i < EACH; i++) {
                new SpringApplicationBuilder(NothingInIt.class).web(WebApplicationType.NONE).bannerMode(Mode.OFF)
                        .logStartupInfo(false).properties("spring.config.location=").run().close();
            }
            return null;
        };
    }
}
