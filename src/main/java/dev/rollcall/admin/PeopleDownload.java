package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures;
import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.journal.UserFilter;
import dev.rollcall.journal.Users;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Gives all people that a page of people lists to a spreadsheet, with their roles.
@ConsolePages
class PeopleDownload {

    private final Users users;
    private final AccountFigures figures;
    private final UserCsv csv;

    PeopleDownload(Users users, AccountFigures figures, UserCsv csv) {
        this.users = users;
        this.figures = figures;
        this.csv = csv;
    }

    @GetMapping("/console/people.csv")
    void download(@RequestParam(required = false) @PlainText @Nullable String q,
            @RequestParam(required = false) @Nullable Oddity state, HttpServletResponse response)
            throws IOException {
        CsvWriter.forSpreadsheet(response.getOutputStream());
        csv.write(some -> {
            if (state == null || q != null) {
                users.each(UserFilter.like(q), some);
            } else {
                figures.each(state, some);
            }
        }, response);
    }
}
