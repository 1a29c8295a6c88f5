package dev.rollcall.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallClient;
import dev.rollcall.RollcallClient.Answer;
import dev.rollcall.RollcallTest;
import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Shows that errors are problem details wherever they arise, and that none says anything internal.
@RollcallTest
class ProblemsTests {

    private static final String AS_ADMIN = "\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + RollcallTest.ADMIN_TOKEN + "\r\n";

    @LocalServerPort
    private int port;
    @Autowired
    private RollcallClient client;

    @Autowired
    private JdbcClient jdbc;

    @ParameterizedTest
    @CsvSource({ "GET, /nowhere, 404", "GET, /api/v1/nowhere, 404", "GET, /api/v1/users/, 404", "GET, /error, 404",
            "POST, /api/v1/users, 405", "DELETE, /api/v1/events/1, 405", "GET, /api/v1/users//x, 400",
            "GET, /api/v1/users;a=b, 400", "GET, /api/v1/users/a%2Fb, 400", "POST, /api/v1/events/replay, 400" })
    void answersEveryErrorWithAProblem(String method, String path, int status) {
        assertProblem(client.call(method, path), status);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "text/plain", "application/xml", "*/*", "application/json", "nonsense" })
    void answersAProblemWhateverIsAcceptable(String accept) {
        assertProblem(client.send(client.request("/api/v1/nowhere").header("Accept", accept)
                .header("Authorization", "Bearer " + RollcallTest.ADMIN_TOKEN).build()), 404);
        assertProblem(client.send(client.request("/webhooks/scalekit").header("Accept", accept).build()), 405);
    }

    @Test
    void saysNothingInternalWhenSomethingGoesWrong() {
        jdbc.sql("alter table directory_group rename to mislaid").update();
        try {
            Answer answer = client.get("/api/v1/groups");

            assertProblem(answer, 500);
            assertThat(answer.detail()).isEqualTo("Something went wrong here. It is in the log.");
            assertThat(answer.http().body()).doesNotContain("mislaid", "directory_group", "Exception");
        } finally {
            jdbc.sql("alter table mislaid rename to directory_group").update();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET /[ HTTP/1.1\r\nHost: localhost\r\n", "GET /%zz HTTP/1.1\r\nHost: localhost\r\n",
            "GET / HTTP/1.1\r\n", "nonsense\r\n", "GET /api/v1/users?email=%zz HTTP/1.1" + AS_ADMIN,
            "GET /api/v1/users?email=% HTTP/1.1" + AS_ADMIN, "GET /api/v1/users?email=%ff HTTP/1.1" + AS_ADMIN,
            "GET /api/v1/users?%ff=a HTTP/1.1" + AS_ADMIN, "GET / HTTP/1.1\r\n", "nonsense\r\n",
            "CONNECT / HTTP/1.1\r\nHost: localhost\r\n", "GET / HTTP/9.9\r\nHost: localhost\r\n",
            "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n",
            "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nwebhook-id: \u007f\r\n",
            "GET /v3/api-docs?\u007f=%7f&%00=a HTTP/1.1\r\nHost: localhost\r\n",
            "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n",
            "POST /webhooks/scalekit HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n" })
    void saysNothingInternalToWhatIsNotHttp(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((request + "\r\n").getBytes(US_ASCII));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json").doesNotContain("Tomcat",
                    "Exception", "\tat ");
        }
    }

    private static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.detail()).isNotEmpty();
    }
}
