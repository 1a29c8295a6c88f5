package dev.rollcall.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.rollcall.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lets the probe ask servers that answer one thing or another, or nothing.
class ReadinessProbeTests {

    @ParameterizedTest
    @CsvSource({ "200,true", "503,false", "404,false" })
    void believesWhatTheHealthEndpointSays(int status, boolean ready) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean asked = "GET /actuator/health/readiness"
                    .equals(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(asked ? status : 400, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(ReadinessProbe.isReady(server.getAddress().getPort())).isEqualTo(ready);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void takesSilenceForNotReady() {
        assertThat(ReadinessProbe.isReady(JavaProcess.freePort())).isFalse();
    }
}
