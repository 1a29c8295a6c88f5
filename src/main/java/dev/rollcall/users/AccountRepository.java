package dev.rollcall.users;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/// The accounts.
interface AccountRepository extends Repository<Account, UUID> {

    List<Account> findByIdIn(Collection<UUID> ids);
}
