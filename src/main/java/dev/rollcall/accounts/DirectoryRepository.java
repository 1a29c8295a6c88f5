package dev.rollcall.accounts;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/// The directories.
interface DirectoryRepository extends Repository<Directory, String> {

    Optional<Directory> findById(String id);

    boolean existsByOrganizationIdAndSuspendedTrue(String organizationId);

    /// Writes a directory, new or not, so that statements which Hibernate does not know of see it.
    Directory saveAndFlush(Directory directory);
}
