package dev.rollcall.admin;

import static org.springframework.security.config.Customizer.withDefaults;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.web.OAuth2LoginAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.ContentVersionStrategy;

/// Who may use the console, and what its pages may do in a browser. Only the console has sessions and cookies.
@Configuration(proxyBeanMethods = false)
class ConsoleSecurity implements WebMvcConfigurer {

    private static final String HTMX = "/console/webjars/htmx.org/**";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// The policy of a page whose form leads to somebody else.
    static final String LEADING_ELSEWHERE = POLICY.replace("form-action 'self'; ", "");

    @Bean
    @Order(1)
    SecurityFilterChain console(HttpSecurity http, ConsoleSessions sessions, ConsoleCsrfTokens csrfTokens,
            ConsoleDoors doors, OidcSignIn oidc) throws Exception {
        AccessDeniedHandlerImpl refusal = new AccessDeniedHandlerImpl();
        refusal.setErrorPage(ConsoleErrors.REFUSED);
        if (doors.oidc() != null) {
            http.addFilterAt(oidc.filter(), OAuth2LoginAuthenticationFilter.class);
        }
        return http.securityMatcher("/console", "/console/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers(SignInController.PATH, OidcSignIn.PATH,
                        ConsoleErrors.REFUSED, "/console/assets/**", HTMX).permitAll().anyRequest()
                        .hasAuthority("admin"))
                .securityContext(contexts -> contexts.securityContextRepository(sessions))
                .csrf(csrf -> csrf.csrfTokenRepository(csrfTokens))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(ConsoleSecurity::askToSignIn)
                        .accessDeniedHandler(refusal))
                .requestCache(cache -> cache.disable()).logout(logout -> logout.disable())
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(POLICY))
                        .referrerPolicy(withDefaults()))
                .build();
    }

    /// Browsers know them again by what is in them: in every jar that is built they have the same time.
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        ContentVersionStrategy content = new ContentVersionStrategy();
        registry.addResourceHandler("/console/assets/**").addResourceLocations("classpath:/console/")
                .setCacheControl(CacheControl.noCache()).setUseLastModified(false)
                .setEtagGenerator(content::getResourceVersion);
        registry.addResourceHandler("/console/webjars/**")
                .addResourceLocations("classpath:/META-INF/resources/webjars/").setCacheControl(CacheControl.noCache())
                .setUseLastModified(false).setEtagGenerator(content::getResourceVersion).resourceChain(true);
    }

    private static void askToSignIn(HttpServletRequest request, HttpServletResponse response,
            AuthenticationException unknown) throws IOException {
        if (request.getHeader("HX-Request") == null) {
            ConsoleEntrance.remember(request, response);
            response.sendRedirect(ConsolePath.outside(SignInController.PATH, request));
        } else {
            // A part of a page is asked for: the page as a whole has to go to the form.
            response.setHeader("HX-Redirect", ConsolePath.outside(SignInController.PATH, request));
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }
}
