package dev.rollcall.scalekit;

import org.springframework.web.client.RestClientException;

/// An answer of Scalekit is not a JSON object. Another one may be.
final class NotJsonException extends RestClientException {

    private static final long serialVersionUID = 1L;

    NotJsonException(String message) {
        super(message);
    }
}
