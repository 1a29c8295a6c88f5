package dev.rollcall.admin;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import dev.rollcall.reconcile.Approvals;
import dev.rollcall.reconcile.ChangeFilter;
import dev.rollcall.reconcile.ListChangedException;
import dev.rollcall.reconcile.RunReport;
import dev.rollcall.reconcile.RunReports;
import dev.rollcall.reconcile.SyncChange;
import dev.rollcall.reconcile.SyncMode;
import dev.rollcall.reconcile.SyncRuns;
import dev.rollcall.reconcile.SyncScope;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Reconciliation: start it, watch it, read what it found, approve it, stop it.
@RestController
@RequestMapping("/api/v1/sync-runs")
class SyncRunController {

    private final SyncRuns runs;
    private final Approvals approvals;
    private final RunReports reports;
    private final Customers customers;

    SyncRunController(SyncRuns runs, Approvals approvals, RunReports reports, Customers customers) {
        this.runs = runs;
        this.approvals = approvals;
        this.reports = reports;
        this.customers = customers;
    }

    /// What to reconcile: everything, in full, if nothing is given.
    ///
    /// @param unknown what a misspelt field ends up in: without it, a run would do more than was meant
    record SyncRequest(@PlainText @Nullable String organizationId, @PlainText @Nullable String organizationExternalId,
            @PlainText @Nullable String directoryId, @PlainText @Nullable String directoryUserId,
            @Address @Nullable String email, @Nullable SyncMode mode, @Nullable Boolean dryRun,
            @JsonAnySetter Map<String, Object> unknown) {
    }

    @PostMapping
    ResponseEntity<RunReport> start(@Valid @RequestBody SyncRequest asked, Principal actor,
            HttpServletRequest request) {
        Refusal.refuseUnknown(asked.unknown(),
                "organization_id, organization_external_id, directory_id, directory_user_id, email, mode and dry_run");
        String organization = customers.named(asked.organizationId(), asked.organizationExternalId());
        RunReport run = runs.start(
                new SyncScope(organization, asked.directoryId(), asked.directoryUserId(), asked.email()),
                asked.mode() == null ? SyncMode.FULL : asked.mode(), Boolean.TRUE.equals(asked.dryRun()),
                actor.getName());
        URI location = URI.create(request.getContextPath() + "/api/v1/sync-runs/" + run.id());
        return answer(ResponseEntity.accepted().location(location), run);
    }

    @GetMapping
    Page<RunReport> list(@RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        return Page.of(limit, most -> reports.list(cursor, most), RunReport::id);
    }

    @GetMapping("/{id}")
    ResponseEntity<RunReport> find(@PathVariable long id) {
        return answer(ResponseEntity.ok(), known(id, reports.find(id)));
    }

    @GetMapping("/{id}/changes")
    Page<SyncChange> changes(@PathVariable long id,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        return Page.of(limit, most -> known(id, reports.changes(id, ChangeFilter.ALL, cursor, most)), SyncChange::id);
    }

    @PostMapping("/{id}/approve")
    ResponseEntity<RunReport> approve(@PathVariable long id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String seen, Principal actor) {
        return decided(id, seen, versions -> approvals.approve(id, versions, actor.getName()));
    }

    @PostMapping("/{id}/reject")
    ResponseEntity<RunReport> reject(@PathVariable long id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String seen, Principal actor) {
        return decided(id, seen, versions -> approvals.reject(id, versions, actor.getName()));
    }

    @PostMapping("/{id}/cancel")
    ResponseEntity<RunReport> cancel(@PathVariable long id, Principal actor) {
        return answer(ResponseEntity.accepted(), known(id, runs.cancel(id, actor.getName())));
    }

    /// {@return an answer with a run, and with the tag that says which list it holds back}
    private static ResponseEntity<RunReport> answer(ResponseEntity.BodyBuilder answer, RunReport run) {
        return answer.eTag(run.version()).body(run);
    }

    /// {@return the run after a decision about the list that the caller has seen}
    private static ResponseEntity<RunReport> decided(long id, @Nullable String seen,
            Function<Set<String>, Optional<RunReport>> decision) {
        String named = seen == null || seen.strip().equals("*") ? "" : seen;
        Set<String> versions = ETag.parse(named).stream().filter(tag -> !tag.weak()).map(ETag::tag)
                .collect(Collectors.toSet());
        try {
            return answer(ResponseEntity.accepted(), known(id, decision.apply(versions)));
        } catch (ListChangedException changed) {
            throw named.isBlank() ? new Refusal(HttpStatus.PRECONDITION_REQUIRED,
                    "Say in If-Match which list you have seen: the ETag of GET /api/v1/sync-runs/%d. * names none."
                            .formatted(id))
                    : new Refusal(HttpStatus.PRECONDITION_FAILED, changed.getMessage());
        }
    }

    private static <T> T known(long id, Optional<T> found) {
        return found.orElseThrow(() -> Refusal.unknown("run", id));
    }
}
