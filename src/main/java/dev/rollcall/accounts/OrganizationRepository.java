package dev.rollcall.accounts;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/// The organizations.
interface OrganizationRepository extends Repository<MirroredOrganization, String> {

    Optional<MirroredOrganization> findById(String id);

    /// Writes an organization, new or not, so that statements which Hibernate does not know of see it.
    MirroredOrganization saveAndFlush(MirroredOrganization organization);
}
