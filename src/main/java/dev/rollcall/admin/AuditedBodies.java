package dev.rollcall.admin;

import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import tools.jackson.databind.json.JsonMapper;

/// Adds to the audit log what the body of a request asks for, before anything is done about it.
@RestControllerAdvice
class AuditedBodies extends RequestBodyAdviceAdapter {

    private final AuditLog log;
    private final JsonMapper json;

    AuditedBodies(AuditLog log, JsonMapper json) {
        this.log = log;
        this.json = json;
    }

    @Override
    public boolean supports(MethodParameter parameter, Type type,
            Class<? extends HttpMessageConverter<?>> converterType) {
        return RequestContextHolder.getRequestAttributes() != null;
    }

    @Override
    public Object afterBodyRead(Object body, HttpInputMessage message, MethodParameter parameter, Type type,
            Class<? extends HttpMessageConverter<?>> converterType) {
        if (entry() instanceof Long entry && json.convertValue(body, Object.class) instanceof Map<?, ?> fields) {
            log.add(entry, Audit.told(fields));
        }
        return body;
    }

    private static @Nullable Object entry() {
        return RequestContextHolder.currentRequestAttributes().getAttribute(Audit.ENTRY,
                RequestAttributes.SCOPE_REQUEST);
    }
}
