package dev.rollcall.accounts;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/// Nothing deletes an organization: what is deleted at Scalekit keeps its row, so that nothing older brings it back.
interface OrganizationRepository extends Repository<Organization, String> {

    Optional<Organization> findById(String id);

    /// Writes an organization, new or not, so that statements which Hibernate does not know of see it.
    Organization saveAndFlush(Organization organization);
}
