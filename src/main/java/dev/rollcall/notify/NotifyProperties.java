package dev.rollcall.notify;

import dev.rollcall.HttpUrl;
import jakarta.validation.constraints.AssertTrue;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// Who is told.
///
/// @param url where messages are posted to, which is a secret; empty if nobody is told
@Validated
@ConfigurationProperties("rollcall.notify")
record NotifyProperties(@DefaultValue("") String url) {

    NotifyProperties {
        url = url.strip();
    }

    @AssertTrue(message = "ROLLCALL_NOTIFY_URL must be an absolute http or https URL without a user name: the incoming webhook of a channel, from Slack, Mattermost or Teams.")
    boolean isUrlUsable() {
        return url.isEmpty() || HttpUrl.isUsable(url);
    }

    /// {@return whether anybody is told}
    boolean isOn() {
        return !url.isEmpty();
    }

    @Override
    public String toString() {
        return "NotifyProperties[" + (isOn() ? "on" : "off") + "]";
    }
}
