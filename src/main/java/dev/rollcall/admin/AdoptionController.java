package dev.rollcall.admin;

import dev.rollcall.adoption.AdoptionLine;
import dev.rollcall.adoption.AdoptionReport;
import dev.rollcall.adoption.AdoptionReports;
import dev.rollcall.adoption.Adoptions;
import dev.rollcall.adoption.LineResult;
import dev.rollcall.adoption.ListFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Taking over the users that the application had before: list them, and read who is who.
@RestController
@RequestMapping("/api/v1/adoptions")
class AdoptionController {

    private static final String DRY_RUN = "dry_run";
    private static final String SKIP_INVALID = "skip_invalid";

    private static final Set<String> NDJSON = Set.of("x-ndjson", "ndjson", "jsonl");

    private final Adoptions adoptions;
    private final AdoptionReports reports;
    private final AdoptionTable table;

    AdoptionController(Adoptions adoptions, AdoptionReports reports, AdoptionTable table) {
        this.adoptions = adoptions;
        this.reports = reports;
        this.table = table;
    }

    // The request and not its body as an argument: the list is read while it comes in.
    @PostMapping
    ResponseEntity<AdoptionReport> receive(@RequestParam(name = DRY_RUN, required = false) @Nullable Boolean dryRun,
            @RequestParam(name = SKIP_INVALID, required = false) @Nullable Boolean skipInvalid,
            HttpServletRequest request, Principal actor) {
        ListFormat format = format(request.getContentType());
        // What is misspelt would otherwise be done for real.
        Map<String, Object> unknown = new TreeMap<>(request.getParameterMap());
        unknown.keySet().removeAll(Set.of(DRY_RUN, SKIP_INVALID));
        Refusal.refuseUnknown(unknown, "dry_run and skip_invalid");
        AdoptionReport adoption;
        try {
            adoption = adoptions.receive(request.getInputStream(), format, isOn(dryRun, DRY_RUN, request),
                    isOn(skipInvalid, SKIP_INVALID, request), actor.getName());
        } catch (IOException brokenOff) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "The list broke off: nothing of it is kept.");
        }
        return accepted(adoption, request);
    }

    /// {@return whether a query has a parameter that is not said to be false: `?dry_run` alone says it, too}
    private static boolean isOn(@Nullable Boolean value, String name, HttpServletRequest request) {
        return value == null ? request.getParameter(name) != null : value;
    }

    private static ResponseEntity<AdoptionReport> accepted(AdoptionReport adoption, HttpServletRequest request) {
        return ResponseEntity.accepted()
                .location(URI.create(request.getContextPath() + "/api/v1/adoptions/" + adoption.id())).body(adoption);
    }

    private static ListFormat format(@Nullable String contentType) {
        if (contentType == null) {
            throw new Refusal(HttpStatus.BAD_REQUEST,
                    "Say in Content-Type what it is: application/x-ndjson or text/csv.");
        }
        MediaType type;
        Charset charset;
        try {
            type = MediaType.parseMediaType(contentType);
            charset = type.getCharset();
        } catch (IllegalArgumentException unreadable) {
            throw unsupported();
        }
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            throw new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The list has to be in UTF-8.");
        }
        if (type.getType().equals("application") && NDJSON.contains(type.getSubtype())) {
            return ListFormat.NDJSON;
        }
        if (type.isCompatibleWith(AdoptionTable.CSV) && type.isConcrete()) {
            return ListFormat.CSV;
        }
        throw unsupported();
    }

    private static Refusal unsupported() {
        return new Refusal(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "A list is application/x-ndjson or text/csv.");
    }

    @GetMapping
    Page<AdoptionReport> list(@RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        return Page.of(limit, most -> reports.list(cursor, most), AdoptionReport::id);
    }

    @GetMapping("/{id}")
    AdoptionReport find(@PathVariable long id) {
        return reports.find(id).orElseThrow(() -> unknown(id));
    }

    @PostMapping("/{id}/adopt")
    ResponseEntity<AdoptionReport> adopt(@PathVariable long id, HttpServletRequest request, Principal actor) {
        return accepted(adoptions.adopt(id, actor.getName()).orElseThrow(() -> unknown(id)), request);
    }

    @GetMapping("/{id}/lines")
    Page<AdoptionLine> lines(@PathVariable long id, @RequestParam(required = false) @Nullable LineResult result,
            @RequestParam(defaultValue = Page.DEFAULT) @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable Long cursor) {
        return Page.of(limit, most -> reports.lines(id, result, cursor, most).orElseThrow(() -> unknown(id)),
                AdoptionLine::id);
    }

    @GetMapping(path = "/{id}/lines", produces = AdoptionTable.TEXT_CSV)
    void table(@PathVariable long id, @RequestParam(required = false) @Nullable LineResult result,
            HttpServletResponse response) throws IOException {
        table.write(id, result, response);
    }

    private static Refusal unknown(long id) {
        return Refusal.unknown("adoption", id);
    }
}
