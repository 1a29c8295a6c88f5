package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Match;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;

/// Mappings as they are edited. What they give to whom is in the view `effective_role`.
interface MappingRepository extends Repository<StoredMapping, Long> {

    Optional<StoredMapping> findById(long id);

    /// {@return the mappings with a smaller id, newest first}
    List<StoredMapping> findByIdLessThanOrderByIdDesc(long id, Limit limit);

    /// {@return the mapping that gives a role to certain groups or by a certain attribute, with whatever priority}
    Optional<StoredMapping> findByRuleOrganizationIdAndRuleMatchAndRuleAttributeAndRuleValueAndRuleRole(
            @Nullable String organizationId, Match match, @Nullable String attribute, String value, String role);

    /// Writes a mapping, new or not, so that statements which Hibernate does not know of see it.
    StoredMapping saveAndFlush(StoredMapping mapping);

    void delete(StoredMapping mapping);

    void flush();
}
