package dev.rollcall.admin;

import dev.rollcall.adoption.AdoptionLine;
import dev.rollcall.adoption.AdoptionReport;
import dev.rollcall.adoption.AdoptionReports;
import dev.rollcall.adoption.AdoptionStatus;
import dev.rollcall.adoption.Adoptions;
import dev.rollcall.adoption.LineResult;
import dev.rollcall.adoption.ListFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The pages by which the application's own users are taken over: upload, look, adopt.
@ConsolePages
@RequestMapping("/console/adoptions")
class AdoptionPages {

    private static final int ROWS = 50;

    private final Adoptions adoptions;
    private final AdoptionReports reports;
    private final AdoptionTable table;

    AdoptionPages(Adoptions adoptions, AdoptionReports reports, AdoptionTable table) {
        this.adoptions = adoptions;
        this.reports = reports;
        this.table = table;
    }

    @GetMapping
    String list(@RequestParam(required = false) @Nullable Long cursor, Model page) {
        page.addAttribute("adoptions", Page.of(ROWS, most -> reports.list(cursor, most), AdoptionReport::id));
        return "console/adoptions";
    }

    /// Only to look, as everything that is uploaded: whoever has looked can adopt it.
    @PostMapping
    String upload(HttpServletRequest request, Principal actor) {
        try {
            FormUpload upload = FormUpload.of(request);
            ListFormat format = upload.beginsWith('{') ? ListFormat.NDJSON : ListFormat.CSV;
            boolean skipInvalid = upload.fields().containsKey("skip_invalid");
            return to(adoptions.receive(upload.file(), format, true, skipInvalid, actor.getName()));
        } catch (IOException brokenOff) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "The list broke off: nothing of it is kept.");
        }
    }

    @GetMapping("/{id}")
    String one(@PathVariable long id, @RequestParam(required = false) @Nullable LineResult result,
            @RequestParam(required = false) @Nullable Long cursor, Model page) {
        AdoptionReport adoption = find(id);
        Map<LineResult, Long> counts = counts(adoption);
        LineResult shown = result != null ? result : counts.keySet().stream().findFirst().orElse(LineResult.MATCHED);
        page.addAttribute("adoption", adoption);
        page.addAttribute("counts", counts);
        page.addAttribute("shown", shown);
        page.addAttribute("mayAdopt",
                adoption.dryRun() && adoption.status() == AdoptionStatus.SUCCEEDED && adoption.matched() > 0);
        page.addAttribute("lines", Page.of(ROWS,
                most -> reports.lines(id, shown, cursor, most).orElseThrow(() -> unknown(id)), AdoptionLine::id));
        return "console/adoption";
    }

    @GetMapping("/{id}/progress")
    String progress(@PathVariable long id, Model page, HttpServletResponse response) {
        AdoptionReport adoption = find(id);
        if (!adoption.status().isUnderWay()) {
            response.setHeader("HX-Refresh", "true"); // what it found is on the page now
        }
        page.addAttribute("adoption", adoption);
        return "console/adoption :: state";
    }

    @PostMapping("/{id}/adopt")
    String adopt(@PathVariable long id, Principal actor) {
        return to(adoptions.adopt(id, actor.getName()).orElseThrow(() -> unknown(id)));
    }

    @GetMapping("/{id}/report.csv")
    void report(@PathVariable long id, HttpServletResponse response) throws IOException {
        find(id);
        CsvWriter.forSpreadsheet(response.getOutputStream());
        table.write(id, null, response);
    }

    /// {@return how many there are of each result that there is, what a person has to look at first}
    private static Map<LineResult, Long> counts(AdoptionReport adoption) {
        Map<LineResult, Long> counts = new LinkedHashMap<>();
        counts.put(LineResult.ORPHAN, adoption.orphans());
        counts.put(LineResult.AMBIGUOUS, adoption.ambiguous());
        counts.put(LineResult.INVALID, adoption.invalid());
        counts.put(LineResult.NOT_IN_APPLICATION, adoption.notInApplication());
        counts.put(LineResult.MATCHED, adoption.matched());
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private AdoptionReport find(long id) {
        return reports.find(id).orElseThrow(() -> unknown(id));
    }

    private static String to(AdoptionReport adoption) {
        return "redirect:/console/adoptions/" + adoption.id();
    }

    private static Refusal unknown(long id) {
        return Refusal.unknown("adoption", id);
    }
}
