package dev.rollcall.users;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.repository.Repository;

/// The directory groups.
interface MirroredGroupRepository extends Repository<MirroredGroup, String> {

    Optional<MirroredGroup> findById(String id);

    List<MirroredGroup> findByIdIn(Collection<String> ids);
}
