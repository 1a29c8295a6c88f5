package dev.rollcall.accounts;

import java.util.Optional;
import org.springframework.data.repository.Repository;

/// The groups, one by one. What users are listed with is written for many of them at once, see [DirectoryGroups].
interface GroupRepository extends Repository<DirectoryGroup, String> {

    Optional<DirectoryGroup> findById(String id);

    /// Writes a group, new or not, so that statements which Hibernate does not know of see it.
    DirectoryGroup saveAndFlush(DirectoryGroup group);
}
