package dev.rollcall.simulator;

/// Why Scalekit does not do what it is asked, in the error format of its API: a gRPC status as JSON.
final class Refusal extends RuntimeException {

    private final int status;
    private final int code;
    private final String errorCode;

    Refusal(int status, int code, String errorCode, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.errorCode = errorCode;
    }

    static Refusal invalid(String message) {
        return new Refusal(400, 3, "INVALID_ARGUMENT", message);
    }

    static Refusal unauthenticated() {
        return new Refusal(401, 16, "UNAUTHENTICATED", "The access token is missing, invalid or expired");
    }

    static Refusal notFound(String message) {
        return new Refusal(404, 5, "RESOURCE_NOT_FOUND", message);
    }

    Answer.Whole answer() {
        var json = new StringBuilder("{\"code\":").append(code).append(",\"message\":");
        Json.quote(json, String.valueOf(getMessage()));
        json.append(",\"details\":[{\"@type\":\"type.googleapis.com/scalekit.v1.errors.ErrorInfo\",\"error_code\":");
        Json.quote(json, errorCode);
        return Answer.json(status, json.append("}]}").toString());
    }
}
