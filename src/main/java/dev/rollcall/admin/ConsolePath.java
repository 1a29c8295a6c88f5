package dev.rollcall.admin;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;

/// Paths of the console as it knows them, and as a browser has to have them: below the service's own path, or that of a proxy
/// (`server.servlet.context-path`, `X-Forwarded-Prefix`).
final class ConsolePath {

    static final String ROOT = "/console";

    private ConsolePath() {
    }

    /// {@return what a request asks for, such as `/console/events`}
    static String of(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /// {@return the same path to a browser}
    ///
    /// @param path with a leading slash
    static String outside(String path, HttpServletRequest request) {
        // Of what was forwarded, the container knows its own path alone, and not that of a proxy.
        Object forwarded = request.getAttribute(RequestDispatcher.FORWARD_CONTEXT_PATH);
        return (forwarded == null ? request.getContextPath() : forwarded) + path;
    }
}
