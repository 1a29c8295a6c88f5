package dev.rollcall.admin;

import dev.rollcall.journal.User;
import dev.rollcall.roles.Grants;
import java.security.Principal;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// The roles that are granted by hand. A role is named in the path or, as no path can carry a slash in a name, in a parameter.
@RestController
@RequestMapping("/api/v1/users/{id}/roles")
class RoleController {

    private final Grants grants;

    RoleController(Grants grants) {
        this.grants = grants;
    }

    @PutMapping("/{role}")
    User grant(@PathVariable UUID id, @PathVariable @Name String role, Principal actor) {
        return known(id, grants.grant(id, role, actor.getName()));
    }

    @DeleteMapping("/{role}")
    User revoke(@PathVariable UUID id, @PathVariable @Name String role, Principal actor) {
        return known(id, grants.revoke(id, role, actor.getName()));
    }

    @PutMapping
    User grantNamed(@PathVariable UUID id, @RequestParam @Name String role, Principal actor) {
        return known(id, grants.grant(id, role, actor.getName()));
    }

    @DeleteMapping
    User revokeNamed(@PathVariable UUID id, @RequestParam @Name String role, Principal actor) {
        return known(id, grants.revoke(id, role, actor.getName()));
    }

    private static User known(UUID id, Optional<User> user) {
        return user.orElseThrow(() -> Refusal.unknown("user", id));
    }
}
