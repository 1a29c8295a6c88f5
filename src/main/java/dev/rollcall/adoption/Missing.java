package dev.rollcall.adoption;

import dev.rollcall.journal.OrganizationLocks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Lists the active users of the organizations on the application's list whom no line is about, some at a time.
@Component
class Missing {

    private static final int STEP = 1000;

    /// Whoever is listed already, because a node was stopped, is not listed again.
    private static final String LIST = """
            with next as materialized (
                select id, status, email, email_key, external_id from app_user
                 where organization_id = :organization and id > :after and merged_into is null order by id limit :step),
                 last as materialized (select id from adoption_line where adoption_id = :adoption order by id desc limit 1),
                 listed as (
                insert into adoption_line (adoption_id, id, organization_id, email, email_key, external_id, result, account_id)
                select :adoption, last.id + row_number() over (order by n.id), :organization, n.email, n.email_key,
                       n.external_id, 'NOT_IN_APPLICATION', n.id
                  from next n cross join last
                 where n.status = 'ACTIVE'
                   and not exists (select from adoption_line l where l.account_id = n.id and l.adoption_id = :adoption)
                returning 1)
            select (select id from next order by id desc limit 1) as last, (select count(*) from listed) as listed""";

    private static final UUID FIRST = new UUID(0, 0);

    private final OrganizationLocks locks;
    private final JdbcClient jdbc;
    private final AdoptionLedger ledger;

    Missing(OrganizationLocks locks, JdbcClient jdbc, AdoptionLedger ledger) {
        this.locks = locks;
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /// Up to whom the users of the organizations have been looked through.
    ///
    /// @param organizationId the organization
    /// @param user the last one of it
    record Reached(String organizationId, UUID user) {
    }

    /// {@return where to begin; empty if no line names an organization that is known}
    Optional<Reached> first(AdoptionLease lease) {
        return next(lease, "");
    }

    /// Lists the next ones, nobody of whom is being erased meanwhile.
    ///
    /// @return where to go on; empty at the end
    /// @throws AdoptionTakenOverException if the adoption is another node's
    @Transactional
    Optional<Reached> list(AdoptionLease lease, Reached reached) {
        locks.lock(List.of(reached.organizationId()));
        Step step = jdbc.sql(LIST).param("organization", reached.organizationId()).param("after", reached.user())
                .param("adoption", lease.id()).param("step", STEP)
                .query((row, number) -> new Step(row.getObject("last", UUID.class), row.getLong("listed"))).single();
        ledger.count(lease, Map.of(LineResult.NOT_IN_APPLICATION, step.listed()));
        return step.last() == null ? next(lease, reached.organizationId())
                : Optional.of(new Reached(reached.organizationId(), step.last()));
    }

    private record Step(@Nullable UUID last, long listed) {
    }

    private Optional<Reached> next(AdoptionLease lease, String organization) {
        return jdbc.sql("""
                select organization_id from adoption_line where adoption_id = ? and organization_id > ?
                 order by organization_id limit 1""").params(lease.id(), organization).query(String.class).optional()
                .map(found -> new Reached(found, FIRST));
    }
}
