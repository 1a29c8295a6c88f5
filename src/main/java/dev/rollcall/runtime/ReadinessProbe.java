package dev.rollcall.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Asks the Rollcall on this host whether it is ready, for the health check of an image that has no shell and no HTTP
/// client.
final class ReadinessProbe {

    private static final int TIMEOUT_MILLIS = 4_000;

    private ReadinessProbe() {
    }

    /// Ends with 0 if it is ready, else with 1.
    ///
    /// @param args the port that it listens on
    public static void main(String[] args) {
        System.exit(isReady(Integer.parseInt(args[0])) ? 0 : 1);
    }

    /// {@return whether it answers in time and says that it is ready}
    static boolean isReady(int port) {
        // A socket because Java's HTTP clients take longer to load than the question and its answer.
        try (var socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.getOutputStream()
                    .write("GET /actuator/health/readiness HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            return isOk(answer.readLine());
        } catch (IOException unreachable) {
            System.err.println(unreachable);
            return false;
        }
    }

    private static boolean isOk(@Nullable String statusLine) {
        System.out.println(statusLine);
        return statusLine != null && statusLine.startsWith("HTTP/1.1 200");
    }
}
