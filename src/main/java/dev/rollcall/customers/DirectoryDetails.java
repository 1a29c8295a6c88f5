package dev.rollcall.customers;

import dev.rollcall.customers.DirectoryTable.Counts;
import dev.rollcall.scalekit.ListedDirectory.AttributeMapping;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A directory with all that is shown of it to people.
///
/// @param view the directory as the API gives it
/// @param findings what is true of it, at least one thing, the worst first
/// @param tokenSuffix the last characters, at most four, of the token that the customer's directory signs in with; null if none
/// is known
/// @param groupsTracked `ALL`, or which groups Scalekit reads; null if it has not said
/// @param attributeMappings which attribute of the customer's directory becomes which; none if Scalekit has not said
public record DirectoryDetails(DirectoryView view, List<Finding> findings, @Nullable String tokenSuffix,
        @Nullable String groupsTracked, List<AttributeMapping> attributeMappings) {

    static DirectoryDetails of(DirectoryFacts facts, Counts counts, Instant now) {
        List<Finding> findings = Diagnosis.of(facts, now);
        DirectoryFacts.Report report = facts.report();
        Token token = facts.token();
        DirectoryView view = new DirectoryView(facts.id(), facts.organization().id(), facts.organization().name(),
                facts.provider(), facts.type(), facts.enabled() && !facts.gone(), counts.users(), counts.groups(),
                facts.lastEventAt(), report == null ? null : report.syncedAt(), facts.completeAt(),
                token == null ? null : token.expiresAt(), token == null ? null : token.lastUsedAt(),
                findings.getFirst().state(), findings.stream().map(Finding::sentence).collect(Collectors.joining(" ")));
        return new DirectoryDetails(view, findings, token == null ? null : token.suffix(),
                report == null ? null : report.groupsTracked(),
                report == null ? List.of() : report.attributeMappings());
    }

    /// {@return whether something is true of it, be it the worst or not}
    public boolean is(DirectoryState state) {
        return findings.stream().anyMatch(finding -> finding.state() == state);
    }

    /// {@return how it is, in a few words}
    public String words() {
        return findings.getFirst().words();
    }
}
