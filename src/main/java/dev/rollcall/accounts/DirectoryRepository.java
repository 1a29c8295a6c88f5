package dev.rollcall.accounts;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/// Nothing deletes a directory: one that is disabled or gone keeps its row, so that nothing older brings it back.
interface DirectoryRepository extends Repository<Directory, String> {

    Optional<Directory> findById(String id);

    boolean existsByOrganizationIdAndSuspendedTrue(String organizationId);

    /// Writes a directory, new or not, so that statements which Hibernate does not know of see it.
    Directory saveAndFlush(Directory directory);
}
