package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.rollcall.accounts.ExternalIds;
import dev.rollcall.journal.User;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.security.Principal;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// What the application calls its users.
@RestController
@RequestMapping("/api/v1/users/{id}/external-id")
class ExternalIdController {

    private final ExternalIds externalIds;

    ExternalIdController(ExternalIds externalIds) {
        this.externalIds = externalIds;
    }

    /// What the application calls a user.
    ///
    /// @param unknown what a misspelt field ends up in
    record ExternalIdRequest(@NotNull(message = Name.NOT_A_NAME) @Name String externalId,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    @PutMapping
    User assign(@PathVariable UUID id, @Valid @RequestBody ExternalIdRequest request, Principal actor) {
        Refusal.refuseUnknown(request.unknown(), "external_id");
        return externalIds.assign(id, request.externalId(), actor.getName())
                .orElseThrow(() -> Refusal.unknown("user", id));
    }

    @DeleteMapping
    User remove(@PathVariable UUID id, Principal actor) {
        return externalIds.remove(id, actor.getName()).orElseThrow(() -> Refusal.unknown("user", id));
    }
}
