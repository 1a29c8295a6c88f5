package dev.rollcall.roles;

import dev.rollcall.roles.Grant.Key;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/// Roles by hand, each with the directory user that it stays with: an account may have the same one several times.
interface GrantRepository extends Repository<Grant, Key> {

    List<Grant> findByKeyAccountIdAndKeyRole(UUID account, String role);

    List<Grant> findByKeyAccountIdIn(Collection<UUID> accounts);

    /// Writes a grant, over the one with its key if there is one, so that statements which Hibernate does not know of see it.
    Grant saveAndFlush(Grant grant);

    /// Writes grants as [#saveAndFlush] does.
    List<Grant> saveAllAndFlush(Iterable<Grant> grants);

    void deleteByKeyAccountIdAndKeyRoleIn(UUID account, Collection<String> roles);

    void flush();
}
