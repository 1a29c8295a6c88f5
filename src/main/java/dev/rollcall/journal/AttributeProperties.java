package dev.rollcall.journal;

import jakarta.validation.constraints.AssertTrue;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What is kept of what directories say beyond what decides anything.
///
/// @param attributes which attributes of users are kept, beyond name and address: `all`, `none`, or names, separated by
/// commas, such as `department,title`. Of the others nothing is stored but in the payloads of events. The same on all nodes
@Validated
@ConfigurationProperties("rollcall.accounts")
public record AttributeProperties(@DefaultValue("all") String attributes) {

    /// {@return whether all names are those of attributes}
    @AssertTrue(message = "ROLLCALL_ACCOUNTS_ATTRIBUTES must be all, none, or some of these names, separated by commas: address, cost_center, custom_attributes, department, division, employee_id, language, locale, nickname, organization, phone_number, picture, preferred_username, profile, title, user_type, zoneinfo.")
    public boolean isAttributesKnown() {
        return AttributeValue.wholes().containsAll(names());
    }

    /// {@return the names of those that are kept, each once, in order}
    public List<String> names() {
        return switch (attributes.strip()) {
            case "all" -> AttributeValue.wholes();
            case "none" -> List.of();
            default -> Stream.of(attributes.split(",", -1)).map(String::strip).distinct().sorted().toList();
        };
    }
}
