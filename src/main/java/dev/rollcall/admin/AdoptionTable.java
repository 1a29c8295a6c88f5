package dev.rollcall.admin;

import dev.rollcall.admin.UserCsv.CutOffException;
import dev.rollcall.adoption.AdoptionLine;
import dev.rollcall.adoption.AdoptionReports;
import dev.rollcall.adoption.LineResult;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/// Writes what became of an adoption's lines as a table to download, some at a time, however many there are.
@Component
class AdoptionTable {

    static final String TEXT_CSV = "text/csv";
    static final MediaType CSV = MediaType.parseMediaType(TEXT_CSV);

    private static final int STEP = 500;
    private static final String[] HEAD = { "line", "result", "user_id", "organization_id", "organization_external_id",
            "email", "external_id", "roles", "reason" };

    private final AdoptionReports reports;

    AdoptionTable(AdoptionReports reports) {
        this.reports = reports;
    }

    /// @param id the adoption
    /// @param result only lines with this result; null for all
    /// @throws Refusal if there is no such adoption
    void write(long id, @Nullable LineResult result, HttpServletResponse response) throws IOException {
        List<AdoptionLine> lines = next(id, result, null);
        response.setContentType(new MediaType(CSV, StandardCharsets.UTF_8).toString());
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename("adoption-%d.csv".formatted(id)).build().toString());
        CsvWriter table = new CsvWriter(response.getOutputStream(), HEAD);
        try {
            while (!lines.isEmpty()) {
                lines.forEach(line -> table.write(Arrays.asList(line.line(), line.result(), line.userId(),
                        line.organizationId(), line.organizationExternalId(), line.email(), line.externalId(),
                        String.join(" ", line.roles()), line.reason())));
                lines = next(id, result, lines.getLast().id());
            }
        } catch (DataAccessException | TransactionException | Refusal failed) {
            throw new CutOffException(failed);
        }
        table.close(); // and not if it fails: then the answer must not end
    }

    private List<AdoptionLine> next(long id, @Nullable LineResult result, @Nullable Long after) {
        return reports.lines(id, result, after, STEP).orElseThrow(() -> Refusal.unknown("adoption", id));
    }
}
