package dev.rollcall.admin;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who may call the API. A token that is not set is nobody's.
///
/// @param adminToken the token that may do everything. Without any token or issuer the API is closed
/// @param readerToken the token that may read users, groups, organizations, directories, changes and how far these are
/// delivered: for your application
/// @param metricsToken the token that may read the metrics and nothing else: for Prometheus
@Validated
@ConfigurationProperties("rollcall")
record AdminProperties(
        // RFC 6750 section 2.1 says which characters a bearer token can have.
        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9._~+/-]{16,}=*", message = "ROLLCALL_ADMIN_TOKEN must have at least 16 characters out of A-Z a-z 0-9 . _ ~ + / - (make one with: openssl rand -hex 32).") String adminToken,
        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9._~+/-]{16,}=*", message = "ROLLCALL_READER_TOKEN must have at least 16 characters out of A-Z a-z 0-9 . _ ~ + / - (make one with: openssl rand -hex 32).") String readerToken,
        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9._~+/-]{16,}=*", message = "ROLLCALL_METRICS_TOKEN must have at least 16 characters out of A-Z a-z 0-9 . _ ~ + / - (make one with: openssl rand -hex 32).") String metricsToken) {

    @AssertTrue(message = "ROLLCALL_ADMIN_TOKEN, ROLLCALL_READER_TOKEN and ROLLCALL_METRICS_TOKEN must differ.")
    boolean isEachTokenItsOwn() {
        List<String> set = Stream.of(adminToken, readerToken, metricsToken).filter(token -> !token.isEmpty()).toList();
        return set.size() == Set.copyOf(set).size();
    }

    @Override
    public String toString() {
        return "AdminProperties[]";
    }
}
