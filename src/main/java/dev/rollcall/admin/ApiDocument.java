package dev.rollcall.admin;

import static org.springframework.security.config.Customizer.withDefaults;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;
import org.webjars.WebJarVersionLocator;

/// The OpenAPI document at `/v3/api-docs` and the page to read it and try it out at `/swagger-ui`. Both are open: they say
/// what the project's own pages say, and nothing of anybody's data. What is tried out needs a token like any other call.
@Configuration(proxyBeanMethods = false)
class ApiDocument implements WebMvcConfigurer {

    private static final String PAGE = "/swagger-ui";

    // The page sets the style attributes of its elements.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final SwaggerUiProperties page;

    ApiDocument(SwaggerUiProperties page) {
        this.page = page;
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiDocumentSecurity(HttpSecurity http) throws Exception {
        return http
                .securityMatcher(ApiDocumentController.PATH, ApiDocumentController.PATH + ".yaml", PAGE, PAGE + "/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable()).requestCache(cache -> cache.disable()).logout(logout -> logout.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .referrerPolicy(withDefaults()))
                .build();
    }

    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        if (page.enabled()) {
            registry.addRedirectViewController(PAGE, PAGE + "/index.html");
        }
    }

    /// The page is the library's as it is, but for what it is told to show.
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        if (page.enabled()) {
            ContentVersionStrategy content = new ContentVersionStrategy();
            registry.addResourceHandler(PAGE + "/**")
                    .addResourceLocations("classpath:/swagger-ui/",
                            "classpath:/META-INF/resources/webjars/swagger-ui/"
                                    + new WebJarVersionLocator().version("swagger-ui") + "/")
                    .setCacheControl(CacheControl.noCache()).setUseLastModified(false)
                    .setEtagGenerator(content::getResourceVersion);
        }
    }

    /// A library that brings YAML brings one that knows nothing of our JSON: the API does not speak it.
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder converters) {
        converters.configureMessageConvertersList(list -> list
                .removeIf(converter -> converter.getSupportedMediaTypes().contains(MediaType.APPLICATION_YAML)));
    }
}
