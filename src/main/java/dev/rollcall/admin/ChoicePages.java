package dev.rollcall.admin;

import dev.rollcall.journal.Choices;
import dev.rollcall.journal.Choices.Choice;
import dev.rollcall.roles.RoleMapping.Match;
import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.BindParam;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/// What the fields of forms suggest while somebody types. Without scripts nothing is suggested, and a field is one to
/// type into.
@ConsolePages
class ChoicePages {

    private final Choices choices;

    ChoicePages(Choices choices) {
        this.choices = choices;
    }

    /// A form as far as it is filled in.
    record Typed(@BindParam("organization_id") @PlainText @Nullable String organizationId,
            @BindParam("directory_id") @PlainText @Nullable String directoryId,
            @BindParam("group_id") @PlainText @Nullable String groupId, @Nullable Match match,
            @PlainText @Nullable String attribute, @PlainText @Nullable String value,
            @PlainText @Nullable String role) {
    }

    /// @param kind what there is to choose from
    @GetMapping("/console/choices/{kind}")
    String choose(@PathVariable String kind, @Valid @ModelAttribute("typed") Typed typed, Model page) {
        page.addAttribute("choices", choices(kind, typed));
        return "console/parts :: options";
    }

    private List<Choice> choices(String kind, Typed typed) {
        String organization = typed.organizationId();
        return switch (kind) {
            case "organizations" -> choices.organizations(organization);
            case "directories" -> choices.directories(typed.directoryId(), organization);
            case "groups" -> choices.groups(typed.groupId(), organization);
            case "mapped" -> switch (typed.match()) {
                case ID -> choices.groups(typed.value(), organization);
                case ATTRIBUTE -> choices.attributeValues(typed.attribute(), typed.value(), organization);
                case null, default -> choices.groupNames(typed.value(), organization);
            };
            case "attributes" -> choices.attributes(typed.attribute());
            case "roles" -> choices.roles(typed.role());
            default -> throw new Refusal(HttpStatus.NOT_FOUND, "There is nothing like this to choose from.");
        };
    }
}
