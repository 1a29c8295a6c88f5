package dev.rollcall.adoption;

import java.util.Optional;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Loads adoptions for whoever changes them. Those that are only shown are read by [AdoptionReports].
interface AdoptionRepository extends Repository<Adoption, Long> {

    void flush();

    /// {@return the adoption, which nobody else changes until the transaction ends}
    @NativeQuery("select a.* from limit_transaction() cross join adoption a where a.id = :id for no key update of a")
    Optional<Adoption> findById(long id);
}
