package dev.rollcall.roles;

import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;

/// The mappings from groups and attributes to roles: lists and edits them, and says beforehand what an edit would do. Roles are
/// derived on every read, so an edit takes effect at once and waits for no organization; what it changes is in the journal,
/// of very many users a little later.
@Service
public class RoleMappings {

    private final MappingRepository mappings;
    private final MappingEdits edits;
    private final RoleComparison comparison;

    RoleMappings(MappingRepository mappings, MappingEdits edits, RoleComparison comparison) {
        this.mappings = mappings;
        this.edits = edits;
        this.comparison = comparison;
    }

    /// A rule cannot be one: its pattern cannot be matched, its organization is not known, or nobody can have its attribute. The
    /// message says which.
    public static final class UnusableRuleException extends RuntimeException {

        UnusableRuleException(String message) {
            super(message);
        }
    }

    /// A mapping that gives the same role to the same groups, or by the same attribute, exists.
    public static final class RuleExistsException extends RuntimeException {

        RuleExistsException(Match match) {
            super("There is a mapping from the same %s to this role already."
                    .formatted(match == Match.ATTRIBUTE ? "attribute" : "groups"));
        }
    }

    /// @param before only mappings with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the mappings, newest first
    public List<RoleMapping> list(@Nullable Long before, int limit) {
        return mappings.findByIdLessThanOrderByIdDesc(before == null ? Long.MAX_VALUE : before, Limit.of(limit))
                .stream().map(StoredMapping::view).toList();
    }

    /// @param id a mapping
    /// @return the mapping; empty if there is none
    public Optional<RoleMapping> find(long id) {
        return mappings.findById(id).map(StoredMapping::view);
    }

    /// Takes effect at once. It returns when what it changes is recorded, of many users before that: so does every edit.
    ///
    /// @param rule what it says
    /// @param actor who adds it
    /// @return the mapping
    /// @throws UnusableRuleException if the rule cannot be one
    /// @throws RuleExistsException if the same mapping exists
    public RoleMapping add(Rule rule, String actor) {
        return edits.make(null, rule, actor).orElseThrow();
    }

    /// Lets a mapping say something else.
    ///
    /// @param id the mapping
    /// @param rule what it is to say
    /// @param actor who replaces it
    /// @return the mapping as it is now; empty if there is none
    /// @throws UnusableRuleException if the rule cannot be one
    /// @throws RuleExistsException if another mapping says the same
    public Optional<RoleMapping> replace(long id, Rule rule, String actor) {
        return edits.make(id, rule, actor);
    }

    /// The roles that it gave are gone at once, see [#add].
    ///
    /// @param id the mapping
    /// @param actor who removes it
    /// @return the mapping as it was; empty if there is none
    public Optional<RoleMapping> remove(long id, String actor) {
        return edits.make(id, null, actor);
    }

    /// Says what adding, replacing or removing a mapping would do to whose roles, by doing it in a transaction that is
    /// rolled back. Only who edits mappings waits for that.
    ///
    /// @param id the mapping that would be replaced, or removed if `rule` is null; null for a new one
    /// @param rule what the mapping would say; null to remove it
    /// @param before only users older than the one with this id are on the page; null starts with the newest
    /// @param limit at most as many users on the page
    /// @return the consequences; empty if there is no mapping with this id
    /// @throws UnusableRuleException if the rule cannot be one
    /// @throws RuleExistsException if another mapping says the same
    public Optional<RolePreview> preview(@Nullable Long id, @Nullable Rule rule, @Nullable UUID before, int limit) {
        return edits.rehearse(id, rule, edit -> {
            comparison.take(edit.scopes());
            edit.apply();
            return comparison.compare(before, limit);
        });
    }
}
