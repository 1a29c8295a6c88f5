package dev.rollcall.roles;

import dev.rollcall.journal.Cause;
import dev.rollcall.journal.ChangeNoted;
import dev.rollcall.journal.Journal.Occasion;
import dev.rollcall.journal.WideChanges;
import dev.rollcall.journal.WideChanges.Scope;
import dev.rollcall.roles.RoleMapping.Match;
import dev.rollcall.roles.RoleMapping.Rule;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The mappings from groups to roles: lists and edits them, and says beforehand what an edit would do. Roles are derived on
/// every read, so an edit takes effect at once and waits for no organization; what it changes is in the history of each user,
/// in that of very many a little later.
@Service
public class RoleMappings {

    private final RoleMappingTable table;
    private final GroupPatterns patterns;
    private final RoleComparison comparison;
    private final WideChanges changes;
    private final ApplicationEventPublisher publisher;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final TransactionTemplate rehearsal;

    RoleMappings(RoleMappingTable table, GroupPatterns patterns, RoleComparison comparison, WideChanges changes,
            ApplicationEventPublisher publisher, Clock clock, PlatformTransactionManager transactions) {
        this.table = table;
        this.patterns = patterns;
        this.comparison = comparison;
        this.changes = changes;
        this.publisher = publisher;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.rehearsal = new TransactionTemplate(transactions);
    }

    /// A rule cannot be one: its pattern cannot be matched, or its organization is not known. The message says which.
    public static final class UnusableRuleException extends RuntimeException {

        UnusableRuleException(String message) {
            super(message);
        }
    }

    /// A mapping that gives the same role to the same groups exists.
    public static final class RuleExistsException extends RuntimeException {

        RuleExistsException() {
            super("There is a mapping from the same groups to this role already.");
        }
    }

    /// @param before only mappings with a smaller id; null starts with the newest
    /// @param limit at most as many
    /// @return the mappings, newest first
    public List<RoleMapping> list(@Nullable Long before, int limit) {
        return table.list(before, limit);
    }

    /// @param id a mapping
    /// @return the mapping; empty if there is none
    public Optional<RoleMapping> find(long id) {
        return table.find(id);
    }

    /// Adds a mapping.
    ///
    /// @param rule what it says
    /// @param actor who adds it
    /// @return the mapping
    /// @throws UnusableRuleException if the rule cannot be one
    /// @throws RuleExistsException if the same mapping exists
    public RoleMapping add(Rule rule, String actor) {
        return edit(null, rule, actor).orElseThrow();
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
        return edit(id, rule, actor);
    }

    /// Removes a mapping.
    ///
    /// @param id the mapping
    /// @param actor who removes it
    /// @return the mapping as it was; empty if there is none
    public Optional<RoleMapping> remove(long id, String actor) {
        return edit(id, null, actor);
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
        return inTurn(rehearsal, id, rule, edit -> {
            comparison.take(edit.scopes());
            apply(edit);
            return comparison.compare(before, limit);
        });
    }

    private Optional<RoleMapping> edit(@Nullable Long id, @Nullable Rule rule, String actor) {
        List<Long> noted = new ArrayList<>();
        Optional<RoleMapping> written = inTurn(transaction, id, rule, edit -> {
            Occasion occasion = new Occasion(Cause.actor(actor), clock.instant());
            edit.scopes().forEach(scope -> noted.add(changes.note(scope, false, occasion)));
            return apply(edit);
        });
        noted.forEach(change -> publisher.publishEvent(new ChangeNoted(change)));
        return written;
    }

    /// What becomes of one mapping.
    ///
    /// @param former the mapping as it is; null if it is new
    /// @param rule what it is to say; null to remove it
    private record Edit(@Nullable RoleMapping former, @Nullable Rule rule) {

        /// Those whom it meant and those whom it is to mean.
        List<Scope> scopes() {
            return Stream.concat(Stream.ofNullable(former).map(RoleMapping::rule), Stream.ofNullable(rule))
                    .map(rule -> new Scope(rule.organizationId(), rule.match().name(), rule.value())).distinct()
                    .toList();
        }
    }

    private <T> Optional<T> inTurn(TransactionTemplate template, @Nullable Long id, @Nullable Rule rule,
            Function<Edit, T> step) {
        Rule normal = rule == null ? null : rule.normal();
        if (normal != null) {
            check(normal);
        }
        return Objects.requireNonNull(template.execute(status -> {
            if (template == rehearsal) {
                // What others change meanwhile is not a consequence of the edit. The driver would set it for the
                // session, which
                // behind a pooler is anybody's.
                table.seeOneMoment();
                status.setRollbackOnly();
            }
            table.lock();
            Optional<RoleMapping> former = id == null ? Optional.empty() : table.find(id);
            return id != null && former.isEmpty() ? Optional.<T> empty()
                    : Optional.of(step.apply(new Edit(former.orElse(null), normal)));
        }));
    }

    private RoleMapping apply(Edit edit) {
        RoleMapping former = edit.former();
        Rule rule = edit.rule();
        if (rule == null) {
            return table.delete(Objects.requireNonNull(former).id());
        }
        Long id = former == null ? null : former.id();
        if (table.isTaken(rule, id)) {
            throw new RuleExistsException();
        }
        return id == null ? table.insert(rule) : table.update(id, rule);
    }

    private void check(Rule rule) {
        if (rule.organizationId() != null && !table.knowsOrganization(rule.organizationId())) {
            throw new UnusableRuleException("organization_id is not an organization that Rollcall knows.");
        }
        if (rule.value().isEmpty() || rule.role().isEmpty()) {
            throw new UnusableRuleException(
                    "%s must be more than blanks.".formatted(rule.value().isEmpty() ? "value" : "role"));
        }
        String defect = rule.match() == Match.PATTERN ? patterns.defect(rule.value()) : null;
        if (defect != null) {
            throw new UnusableRuleException("value %s.".formatted(defect));
        }
    }
}
