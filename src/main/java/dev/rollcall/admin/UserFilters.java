package dev.rollcall.admin;

import dev.rollcall.journal.AttributeValue;
import dev.rollcall.journal.SearchWords;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserFilter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// Reads which users are meant from the parameters of a request. Those that begin with `attribute.` have the name of an
/// attribute, so no method can have them as its own.
@Component
class UserFilters implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    /// The parameters that always have the same name.
    static final List<String> NAMES = List.of("organization_id", "organization_external_id", "email", "status",
            "external_id", "q", "role", "group_id", "updated_since");

    private static final String ATTRIBUTE = "attribute.";
    private static final int MOST_ATTRIBUTES = 5;
    private static final Pattern PLAIN = Pattern.compile("[^\\p{Cc}\\p{Cs}]*");

    private final Customers customers;

    UserFilters(Customers customers) {
        this.customers = customers;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == UserFilter.class;
    }

    @Override
    public UserFilter resolveArgument(MethodParameter parameter, @Nullable ModelAndViewContainer model,
            NativeWebRequest request, @Nullable WebDataBinderFactory binders) {
        return new Given(parameter, request).filter(customers);
    }

    /// What one request gives.
    private record Given(MethodParameter parameter, NativeWebRequest request) {

        private UserFilter filter(Customers customers) {
            String organization = customers.sought(text("organization_id"), text("organization_external_id"));
            return new UserFilter(organization, text("email"), status(), text("external_id"), words(), text("role"),
                    text("group_id"), instant("updated_since"), attributes());
        }

        private @Nullable String text(String name) {
            String[] values = request.getParameterValues(name);
            if (values == null) {
                return null;
            }
            if (values.length > 1) {
                throw refusal("%s is given %d times.".formatted(name, values.length));
            }
            if (!PLAIN.matcher(values[0]).matches()) {
                throw refusal("%s must not contain control characters.".formatted(name));
            }
            return values[0];
        }

        private @Nullable String words() {
            String text = text("q");
            if (text != null && SearchWords.query(text).isEmpty()) {
                throw refusal("q must have a letter or a digit.");
            }
            return text;
        }

        private User.@Nullable Status status() {
            String status = text("status");
            if (status == null || status.isBlank()) {
                return null;
            }
            return Arrays.stream(User.Status.values()).filter(one -> one.name().equals(status)).findFirst()
                    .orElseThrow(() -> mismatch("status", status, User.Status.class));
        }

        private @Nullable Instant instant(String name) {
            String text = text(name);
            try {
                return text == null || text.isBlank() ? null : Instant.parse(text);
            } catch (DateTimeParseException unreadable) {
                throw mismatch(name, text, Instant.class);
            }
        }

        private Map<String, String> attributes() {
            Map<String, String> attributes = new TreeMap<>();
            for (Iterator<String> names = request.getParameterNames(); names.hasNext();) {
                String name = names.next();
                if (name.startsWith(ATTRIBUTE)) {
                    attributes.put(attribute(name), String.valueOf(text(name)));
                }
            }
            if (attributes.size() > MOST_ATTRIBUTES) {
                throw refusal("At most %d attributes can be asked for.".formatted(MOST_ATTRIBUTES));
            }
            return attributes;
        }

        private static String attribute(String parameter) {
            String name = parameter.substring(ATTRIBUTE.length());
            if (!AttributeValue.isName(name) || !PLAIN.matcher(name).matches()) {
                throw refusal("%s is no documented attribute: %s.".formatted(parameter, AttributeValue.POSSIBLE));
            }
            return name;
        }

        private MethodArgumentTypeMismatchException mismatch(String name, @Nullable String value, Class<?> type) {
            return new MethodArgumentTypeMismatchException(value, type, name, parameter,
                    new IllegalArgumentException("not a " + type.getSimpleName()));
        }

        private static Refusal refusal(String why) {
            return new Refusal(HttpStatus.BAD_REQUEST, why);
        }
    }
}
