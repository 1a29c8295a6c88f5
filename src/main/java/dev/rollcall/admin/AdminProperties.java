package dev.rollcall.admin;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who may call the API. A token that is not set is nobody's.
///
/// @param adminToken the token that may do everything. Without any token or issuer the API is closed
/// @param readerToken the token that may read users, groups, organizations, changes and how far these are delivered: for
/// your application
@Validated
@ConfigurationProperties("rollcall")
record AdminProperties(
        // RFC 6750 section 2.1 says which characters a bearer token can have.
        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9._~+/-]{16,}=*", message = "ROLLCALL_ADMIN_TOKEN must have at least 16 characters out of A-Z a-z 0-9 . _ ~ + / - (make one with: openssl rand -hex 32).") String adminToken,
        @DefaultValue("") @Pattern(regexp = "|[A-Za-z0-9._~+/-]{16,}=*", message = "ROLLCALL_READER_TOKEN must have at least 16 characters out of A-Z a-z 0-9 . _ ~ + / - (make one with: openssl rand -hex 32).") String readerToken) {

    @AssertTrue(message = "ROLLCALL_ADMIN_TOKEN and ROLLCALL_READER_TOKEN must differ.")
    boolean isEachTokenItsOwn() {
        return adminToken.isEmpty() || !adminToken.equals(readerToken);
    }

    @Override
    public String toString() {
        return "AdminProperties[]";
    }
}
