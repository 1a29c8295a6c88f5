package dev.rollcall.admin;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Puts every request that may change something into the audit log, whichever endpoint answers it.
@Component
class Audit implements HandlerInterceptor, WebMvcConfigurer {

    static final String ENTRY = Audit.class.getName();

    /// Who tries to sign in and is nobody yet.
    static final String ANONYMOUS = "anonymous";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /// The fields of requests that are written down. Whatever is not named here may be personal.
    private static final Set<String> TOLD = Set.of("status", "type", "since", "until", "organization_id",
            "organization_external_id", "directory_id", "directory_user_id", "subject_id", "mode", "dry_run", "role",
            "match", "attribute", "value", "priority", "none", "held", "into", "after", "skip_invalid");

    private final AuditLog log;

    Audit(AuditLog log) {
        this.log = log;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        // Signing in writes down itself who did, and how often somebody could not is limited where it is slowed down.
        registry.addInterceptor(this).addPathPatterns("/api/v1/**", "/console/**")
                .excludePathPatterns(SignInController.PATH);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!READING.contains(request.getMethod()) && request.getDispatcherType() == DispatcherType.REQUEST) {
            // Asked only here, as the console's sessions are looked for then.
            Principal actor = request.getUserPrincipal();
            // Who is nobody does nothing: what is open to everybody changes nothing, and could be asked for without
            // end.
            if (actor != null) {
                request.setAttribute(ENTRY,
                        log.begin(actor.getName(), request.getMethod(), pattern(request), details(request)));
            }
        }
        return true;
    }

    @Override
    public void afterCompletion(HttpServletRequest request, HttpServletResponse response, Object handler,
            @Nullable Exception failure) {
        if (request.getAttribute(ENTRY) instanceof Long entry) {
            log.complete(entry, response.getStatus());
        }
    }

    /// {@return of all fields of a request those that are written down}
    static Map<String, Object> told(Map<?, ?> fields) {
        Map<String, Object> told = new TreeMap<>();
        fields.forEach((name, value) -> {
            if (name instanceof String text && TOLD.contains(text) && value != null && !"".equals(value)) {
                told.put(text, value);
            }
        });
        return told;
    }

    private static Map<String, Object> details(HttpServletRequest request) {
        Map<String, String> parameters = new TreeMap<>();
        request.getParameterMap().forEach((name, values) -> parameters.put(name, values[0]));
        Map<String, Object> details = told(parameters);
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> details.put(String.valueOf(name), value));
        }
        return details;
    }

    private static String pattern(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE));
    }
}
