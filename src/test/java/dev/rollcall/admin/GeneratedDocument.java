package dev.rollcall.admin;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.rollcall.journal.UserFilter;
import io.swagger.v3.core.jackson.ModelResolver;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.providers.JavadocProvider;
import org.springdoc.core.providers.ObjectMapperProvider;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.Resource;

/// Makes the OpenAPI document of the code and of `api.yaml`.
class GeneratedDocument {

    static {
        // Its fields are parameters with names of their own.
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(UserFilter.class);
    }

    /// Names properties as the JSON does.
    @Bean
    ModelResolver snakeCase(ObjectMapperProvider json) {
        return new ModelResolver(
                json.jsonMapper().copy().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE));
    }

    @Bean
    RecordSchemas recordSchemas(JavadocProvider javadoc) {
        return new RecordSchemas(javadoc);
    }

    @Bean
    OpenApiCustomizer apiTexts(@Value("classpath:api.yaml") Resource texts) {
        return new ApiTexts(texts);
    }
}
