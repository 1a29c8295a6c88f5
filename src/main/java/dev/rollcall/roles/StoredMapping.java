package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Rule;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/// A mapping as it is stored. Whoever changes it has the lock of [MappingEdits].
@Entity
@Table(name = "role_mapping")
class StoredMapping {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;
    @Embedded
    private Rule rule;
    @JdbcTypeCode(SqlTypes.ARRAY)
    private @Nullable List<String> contained;

    @SuppressWarnings("NullAway.Init") // filled by Hibernate
    protected StoredMapping() {
    }

    StoredMapping(Rule rule) {
        this.rule = rule;
        this.contained = rule.contained();
    }

    /// Lets the mapping say something else.
    void replace(Rule other) {
        rule = other;
        contained = other.contained();
    }

    Rule rule() {
        return rule;
    }

    /// {@return the mapping as others see it}
    RoleMapping view() {
        return new RoleMapping(id, rule.organizationId(), rule.match(), rule.attribute(), rule.value(), rule.role(),
                rule.priority());
    }
}
