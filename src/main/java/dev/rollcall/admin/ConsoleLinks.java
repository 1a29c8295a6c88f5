package dev.rollcall.admin;

import jakarta.servlet.RequestDispatcher;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.thymeleaf.context.IExpressionContext;
import org.thymeleaf.context.IWebContext;
import org.thymeleaf.linkbuilder.StandardLinkBuilder;
import org.thymeleaf.spring6.SpringTemplateEngine;

/// Lets links of pages lead to where a browser has the console, also of a page that somebody was forwarded to.
@Component
class ConsoleLinks extends StandardLinkBuilder {

    ConsoleLinks(SpringTemplateEngine templates) {
        templates.setLinkBuilder(this);
    }

    @Override
    protected @Nullable String computeContextPath(IExpressionContext context, String path,
            Map<String, Object> parameters) {
        return context instanceof IWebContext page && page.getExchange()
                .getAttributeValue(RequestDispatcher.FORWARD_CONTEXT_PATH) instanceof String outside ? outside
                        : super.computeContextPath(context, path, parameters);
    }
}
