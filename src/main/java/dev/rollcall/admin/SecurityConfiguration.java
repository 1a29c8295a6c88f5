package dev.rollcall.admin;

import static org.springframework.security.config.Customizer.withDefaults;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.server.resource.introspection.BadOpaqueTokenException;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.web.SecurityFilterChain;

/// Who may call what. With neither a token nor an issuer configured nobody may call the API.
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

    /// Who posts a webhook is known by its signature alone: but for the headers of the answer there is nothing to do.
    @Bean
    @Order(0)
    SecurityFilterChain webhookSecurity(HttpSecurity http) throws Exception {
        return withHeaders(http.securityMatcher("/webhooks/scalekit")).securityContext(context -> context.disable())
                .anonymous(anonymous -> anonymous.disable()).sessionManagement(sessions -> sessions.disable())
                .servletApi(api -> api.disable()).exceptionHandling(errors -> errors.disable()).build();
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http, BearerTokens tokens, ProblemWriter problems) throws Exception {
        return withHeaders(http)
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**", "/error").permitAll()
                        .requestMatchers(HttpMethod.GET, "/api/v1/users/**", "/api/v1/groups/**",
                                "/api/v1/organizations", "/api/v1/organizations/*", "/api/v1/directories",
                                "/api/v1/changes/**", "/api/v1/push")
                        .hasAnyAuthority("admin", "reader").requestMatchers("/actuator/prometheus")
                        .hasAnyAuthority("admin", "metrics").anyRequest().hasAuthority("admin"))
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> tokens)
                        .authenticationEntryPoint(problems).accessDeniedHandler(problems)
                        // Says else that tokens are bound to certificates, which they are not.
                        .protectedResourceMetadata(metadata -> metadata.protectedResourceMetadataCustomizer(
                                said -> said.tlsClientCertificateBoundAccessTokens(false))))
                .exceptionHandling(errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS)).build();
    }

    /// Its figures and spans of each filter cost time on every request, and nobody asks for them.
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    OpaqueTokenIntrospector introspector(ApiTokens tokens, @Value("${" + ConsoleIssuer.SETTING + ":}") String issuer) {
        if (!tokens.hasAny()) {
            if (issuer.isEmpty()) {
                log.warn(
                        "Neither ROLLCALL_ADMIN_TOKEN nor ROLLCALL_READER_TOKEN is set: the API is closed to everybody");
            } else {
                log.info("Neither ROLLCALL_ADMIN_TOKEN nor ROLLCALL_READER_TOKEN is set: the API is open to JWTs only");
            }
        }
        return token -> {
            String who = tokens.holder(token).orElseThrow(() -> new BadOpaqueTokenException("The token is not known."));
            return new DefaultOAuth2AuthenticatedPrincipal(who, Map.of("sub", who),
                    AuthorityUtils.createAuthorityList(who));
        };
    }

    private static HttpSecurity withHeaders(HttpSecurity http) throws Exception {
        // No session and no cookie: there is nothing that a foreign page could make a browser send along.
        return http.csrf(csrf -> csrf.disable()).requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .headers(headers -> headers
                        .contentSecurityPolicy(
                                policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                        .referrerPolicy(withDefaults()));
    }
}
