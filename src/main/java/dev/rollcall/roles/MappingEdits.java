package dev.rollcall.roles;

import dev.rollcall.journal.Scope;
import dev.rollcall.roles.RoleMapping.Rule;
import dev.rollcall.roles.RoleMappings.RuleExistsException;
import dev.rollcall.roles.RoleMappings.UnusableRuleException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Edits of mappings, one after the other, each in a transaction of its own.
@Component
class MappingEdits {

    private final MappingRepository mappings;
    private final RuleCheck check;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    MappingEdits(MappingRepository mappings, RuleCheck check, JdbcClient jdbc,
            PlatformTransactionManager transactions) {
        this.mappings = mappings;
        this.check = check;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /// What becomes of one mapping, whose turn it is until its transaction ends.
    final class Edit {

        private final @Nullable StoredMapping mapping;
        private final @Nullable Rule rule;
        private final List<Scope> scopes;

        /// @param mapping the mapping as it is; null for a new one
        /// @param rule what it is to say; null to remove it
        private Edit(@Nullable StoredMapping mapping, @Nullable Rule rule) {
            this.mapping = mapping;
            this.rule = rule;
            this.scopes = Stream.concat(Stream.ofNullable(mapping).map(StoredMapping::rule), Stream.ofNullable(rule))
                    .map(said -> new Scope(said.organizationId(), said.match().name(), said.value())).distinct()
                    .toList();
        }

        /// {@return those whom the mapping meant and those whom it is to mean}
        List<Scope> scopes() {
            return scopes;
        }

        /// Writes the edit, so that statements which Hibernate does not know of see it.
        ///
        /// @return the mapping as it is now, or as it was if it is removed
        /// @throws RuleExistsException if another mapping says the same
        RoleMapping apply() {
            if (rule == null) {
                StoredMapping removed = Objects.requireNonNull(mapping);
                mappings.delete(removed);
                mappings.flush();
                return removed.view();
            }
            requireNoOther(rule);
            if (mapping == null) {
                return mappings.saveAndFlush(new StoredMapping(rule)).view();
            }
            mapping.replace(rule);
            return mappings.saveAndFlush(mapping).view();
        }

        private void requireNoOther(Rule wanted) {
            if (mappings
                    .findByRuleOrganizationIdAndRuleMatchAndRuleValueAndRuleRole(wanted.organizationId(),
                            wanted.match(), wanted.value(), wanted.role())
                    .filter(found -> found != mapping).isPresent()) {
                throw new RuleExistsException();
            }
        }
    }

    /// Waits for its turn, and commits what the step does.
    ///
    /// @param id the mapping; null for a new one
    /// @param rule what it is to say; null to remove it
    /// @param step makes it, in the transaction
    /// @return what the step returns; empty if there is no mapping with this id
    /// @throws UnusableRuleException if the rule cannot be one
    <T> Optional<T> make(@Nullable Long id, @Nullable Rule rule, Function<Edit, T> step) {
        Rule usable = usable(rule);
        return Objects.requireNonNull(transaction.execute(status -> inTurn(id, usable, step)));
    }

    /// Makes an edit in a transaction that sees one moment and is rolled back: as [#make] otherwise.
    <T> Optional<T> rehearse(@Nullable Long id, @Nullable Rule rule, Function<Edit, T> step) {
        Rule usable = usable(rule);
        return Objects.requireNonNull(transaction.execute(status -> {
            // What others change meanwhile is not a consequence of the edit. The driver would set it for the session,
            // which behind a pooler is anybody's.
            jdbc.sql("set transaction isolation level repeatable read").update();
            status.setRollbackOnly();
            return inTurn(id, usable, step);
        }));
    }

    private @Nullable Rule usable(@Nullable Rule rule) {
        if (rule == null) {
            return null;
        }
        Rule normal = rule.normal();
        check.require(normal);
        return normal;
    }

    private <T> Optional<T> inTurn(@Nullable Long id, @Nullable Rule rule, Function<Edit, T> step) {
        lock();
        return id == null ? Optional.of(step.apply(new Edit(null, rule)))
                : mappings.findById(id).map(mapping -> step.apply(new Edit(mapping, rule)));
    }

    /// Waits until nobody else edits mappings, and keeps others from it until the transaction ends. Reading goes on. It comes
    /// before the transaction's snapshot.
    private void lock() {
        // What limit_transaction() says, which would be a query.
        jdbc.sql("""
                set local idle_in_transaction_session_timeout = '7s';
                set local lock_timeout = '8s';
                set local tcp_user_timeout = '7s';
                lock table role_mapping in share row exclusive mode""").update();
    }
}
