package dev.rollcall.admin;

import org.springframework.security.core.AuthenticationException;

/// Whether a token is good cannot be found out at the moment: its issuer cannot be asked for its keys.
final class IssuerUnavailableException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    IssuerUnavailableException(Throwable cause) {
        super("The issuer cannot be asked for its keys.", cause);
    }
}
