package dev.rollcall.scalekit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/// An answer that has come in whole.
record WholeAnswer(HttpStatusCode getStatusCode, HttpHeaders getHeaders, InputStream getBody)
        implements ClientHttpResponse {

    static WholeAnswer of(HttpResponse<byte[]> answer) {
        HttpHeaders headers = new HttpHeaders();
        answer.headers().map().forEach(headers::put);
        return new WholeAnswer(HttpStatusCode.valueOf(answer.statusCode()), headers,
                new ByteArrayInputStream(answer.body()));
    }

    @Override
    public String getStatusText() {
        return "";
    }

    @Override
    public void close() {
        // nothing is open any more
    }
}
