package dev.rollcall.scalekit;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.ByteArrayHttpMessageConverter;
import org.springframework.security.oauth2.client.AuthorizedClientServiceOAuth2AuthorizedClientManager;
import org.springframework.security.oauth2.client.ClientCredentialsOAuth2AuthorizedClientProvider;
import org.springframework.security.oauth2.client.InMemoryOAuth2AuthorizedClientService;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/// Puts the client together. Scalekit is not called before somebody asks.
@Configuration(proxyBeanMethods = false)
class ScalekitConfiguration {

    /// With the profile `scalekit-sdk`, the other client is a component, and there only where it is asked for.
    @Bean
    @ConditionalOnMissingBean
    DirectoryApi directoryApi(ScalekitProperties properties, MeterRegistry meters, Clock clock) {
        if (properties.client() == ScalekitProperties.Client.SDK) {
            throw new InvalidConfigurationPropertyValueException("rollcall.scalekit.client", "sdk",
                    "This Rollcall was built without Scalekit's SDK. Set ROLLCALL_SCALEKIT_CLIENT to rest, or build it with -Pscalekit-sdk.");
        }
        return client(properties, meters, clock, new Timepiece());
    }

    static DirectoryApi client(ScalekitProperties properties, MeterRegistry meters, Clock clock, Timepiece time) {
        var budget = new RateBudget(properties.requestsPerSecond(), time);
        var metrics = new CallMetrics(meters, budget);
        var attempts = new Attempts(budget, properties.backOff(), metrics, time);
        var http = http(properties, clock);
        var tokens = tokens(properties, new TokenEndpoint(http, attempts), clock);
        return new ScalekitClient(endpoints(http), new AuthorizedCalls(tokens, attempts, metrics, clock, time));
    }

    private static RestClient http(ScalekitProperties properties, Clock clock) {
        // Requests of one directory follow each other: nothing is gained by HTTP/2, or by asking for it.
        var connections = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(properties.connectTimeout()).build();
        var requests = new WholeAnswers(connections, properties.readTimeout(), properties.maxResponseSize());
        return RestClient.builder().baseUrl(properties.baseUrl()).requestFactory(requests).defaultStatusHandler(
                status -> !status.is2xxSuccessful(), new Refusals(clock, properties.clientSecret())).build();
    }

    private static ScalekitEndpoints endpoints(RestClient http) {
        var api = http.mutate().configureMessageConverters(
                converters -> converters.addCustomConverter(new ByteArrayHttpMessageConverter())).build();
        return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(api)).build()
                .createClient(ScalekitEndpoints.class);
    }

    private static AccessTokens tokens(ScalekitProperties properties, TokenEndpoint endpoint, Clock clock) {
        var provider = new ClientCredentialsOAuth2AuthorizedClientProvider();
        provider.setAccessTokenResponseClient(endpoint);
        provider.setClock(clock);
        // The endpoint sees to that: the provider's margin is the same for every token, and longer than some live.
        provider.setClockSkew(Duration.ZERO);
        var registrations = new InMemoryClientRegistrationRepository(registration(properties));
        var kept = new InMemoryOAuth2AuthorizedClientService(registrations);
        var clients = new AuthorizedClientServiceOAuth2AuthorizedClientManager(registrations, kept);
        clients.setAuthorizedClientProvider(provider);
        return new AccessTokens(clients, kept);
    }

    private static ClientRegistration registration(ScalekitProperties properties) {
        return ClientRegistration.withRegistrationId(AccessTokens.CLIENT)
                .tokenUri(properties.baseUrl() + "/oauth/token").clientId(properties.clientId())
                .clientSecret(properties.clientSecret())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST).build();
    }
}
