package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Rule;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/// A mapping as it is stored. Whoever changes it has the lock of [MappingEdits].
@Entity
@Table(name = "role_mapping")
class StoredMapping {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    @Embedded
    private Rule rule;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected StoredMapping() {
    }

    StoredMapping(Rule rule) {
        this.rule = rule;
    }

    /// Lets the mapping say something else.
    void replace(Rule other) {
        rule = other;
    }

    Rule rule() {
        return rule;
    }

    /// {@return the mapping as others see it}
    RoleMapping view() {
        return new RoleMapping(id, rule.organizationId(), rule.match(), rule.value(), rule.role(), rule.priority());
    }
}
