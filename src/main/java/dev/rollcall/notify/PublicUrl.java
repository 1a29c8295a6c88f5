package dev.rollcall.notify;

import dev.rollcall.HttpUrl;
import jakarta.validation.constraints.AssertTrue;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Where people reach the console.
///
/// @param publicUrl Rollcall's address as a browser has to have it, without `/console`; empty if nobody said
@Validated
@ConfigurationProperties("rollcall")
record PublicUrl(@DefaultValue("") String publicUrl) {

    PublicUrl {
        publicUrl = publicUrl.strip().replaceAll("/+$", "");
    }

    @AssertTrue(message = "ROLLCALL_PUBLIC_URL must be the absolute http or https URL under which people reach Rollcall, such as https://rollcall.example.com.")
    boolean isUsable() {
        return publicUrl.isEmpty() || HttpUrl.isUsable(publicUrl) && publicUrl.indexOf('?') < 0;
    }

    /// @param path a page of the console, with a leading slash
    /// @return a link to it, or in words where it is
    String to(String path) {
        return publicUrl.isEmpty() ? "(in the console: %s)".formatted(path) : publicUrl + path;
    }
}
