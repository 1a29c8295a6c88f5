package dev.rollcall.scalekit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.unit.DataSize;

/// Requests that end in a whole answer or in a failure: within a time, up to a size, and at once when the thread is
/// interrupted. Spring's own factories limit neither the size nor, for most clients, the time that a body takes.
final class WholeAnswers implements ClientHttpRequestFactory {

    private final HttpClient http;
    private final Duration timeout;
    private final BodyHandler<byte[]> body;

    WholeAnswers(HttpClient http, Duration timeout, DataSize longest) {
        this.http = http;
        this.timeout = timeout;
        this.body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), longest.toBytes());
    }

    @Override
    public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
        return new WholeRequest(uri, method);
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, body);
        try {
            return answer.get(Patience.current().forAnswer(timeout).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IOException(failed.getCause());
        } catch (TimeoutException late) {
            throw new HttpTimeoutException("No whole answer in time.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted.", interrupted);
        } finally {
            answer.cancel(true); // closes the connection of an answer that is no longer waited for
        }
    }

    private final class WholeRequest extends AbstractClientHttpRequest {

        private final URI uri;
        private final HttpMethod method;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream(0);

        WholeRequest(URI uri, HttpMethod method) {
            this.uri = uri;
            this.method = method;
        }

        @Override
        public HttpMethod getMethod() {
            return method;
        }

        @Override
        public URI getURI() {
            return uri;
        }

        @Override
        protected OutputStream getBodyInternal(HttpHeaders headers) {
            return content;
        }

        @Override
        protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method.name(),
                    content.size() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content.toByteArray()));
            headers.forEach((name, values) -> {
                if (!HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) { // which the client sets itself
                    values.forEach(value -> request.header(name, value));
                }
            });
            return WholeAnswer.of(send(request.build()));
        }
    }
}
