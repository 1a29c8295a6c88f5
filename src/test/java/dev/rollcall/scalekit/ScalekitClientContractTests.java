package dev.rollcall.scalekit;

import dev.rollcall.scalekit.ScalekitProperties.Client;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;

/// The contract over REST.
class ScalekitClientContractTests extends DirectoryApiContract {

    @Override
    DirectoryApi api(String clientSecret) {
        return ScalekitConfiguration.client(settings(simulator.url(), clientSecret, Client.REST),
                new SimpleMeterRegistry(), Clock.systemUTC(), time);
    }
}
