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
import org.springframework.stereotype.Component;

/// Edits of mappings, one after the other, each in a transaction of its own.
@Component
class MappingEdits {

    private final MappingRepository mappings;
    private final RuleCheck check;
    private final EditTurns turns;

    MappingEdits(MappingRepository mappings, RuleCheck check, EditTurns turns) {
        this.mappings = mappings;
        this.check = check;
        this.turns = turns;
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
                    .map(Rule::scope).distinct().toList();
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
                    .findByRuleOrganizationIdAndRuleMatchAndRuleAttributeAndRuleValueAndRuleRole(
                            wanted.organizationId(), wanted.match(), wanted.attribute(), wanted.value(), wanted.role())
                    .filter(found -> found != mapping).isPresent()) {
                throw new RuleExistsException(wanted.match());
            }
        }
    }

    /// Makes an edit, as [EditTurns#make] does.
    ///
    /// @param id the mapping; null for a new one
    /// @param rule what it is to say; null to remove it
    /// @param actor who does it
    /// @return the mapping as it is now, or as it was if it is removed; empty if there is none with this id
    /// @throws UnusableRuleException if the rule cannot be one
    /// @throws RuleExistsException if another mapping says the same
    Optional<RoleMapping> make(@Nullable Long id, @Nullable Rule rule, String actor) {
        Rule usable = usable(rule);
        return turns.make(actor, notes -> made(id, usable, edit -> {
            notes.note(edit.scopes());
            return edit.apply();
        }));
    }

    /// Makes an edit in a transaction that sees one moment and is rolled back.
    ///
    /// @param step makes it, in the transaction
    /// @return what the step returns; empty if there is no mapping with this id
    <T> Optional<T> rehearse(@Nullable Long id, @Nullable Rule rule, Function<Edit, T> step) {
        Rule usable = usable(rule);
        return turns.rehearse(() -> made(id, usable, step));
    }

    private @Nullable Rule usable(@Nullable Rule rule) {
        if (rule == null) {
            return null;
        }
        Rule normal = rule.normal();
        check.require(normal);
        return normal;
    }

    private <T> Optional<T> made(@Nullable Long id, @Nullable Rule rule, Function<Edit, T> step) {
        return id == null ? Optional.of(step.apply(new Edit(null, rule)))
                : mappings.findById(id).map(mapping -> step.apply(new Edit(mapping, rule)));
    }
}
