package dev.rollcall.users;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/// The directory users.
interface MirroredUserRepository extends Repository<MirroredUser, String> {

    Optional<MirroredUser> findById(String id);

    List<MirroredUser> findByIdIn(Collection<String> ids);

    List<MirroredUser> findByAccountIdIn(Collection<UUID> accountIds);
}
