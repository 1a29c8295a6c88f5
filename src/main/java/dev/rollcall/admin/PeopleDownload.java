package dev.rollcall.admin;

import dev.rollcall.accounts.AccountFigures;
import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.journal.Users;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import java.io.IOException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

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
    void download(@Valid @ModelAttribute("query") PeopleQuery query, HttpServletResponse response) throws IOException {
        CsvWriter.forSpreadsheet(response.getOutputStream());
        Oddity state = query.isOdd() ? query.state() : null;
        csv.write(some -> {
            if (state == null) {
                users.each(query.filter(), some);
            } else {
                figures.each(state, some);
            }
        }, response);
    }
}
