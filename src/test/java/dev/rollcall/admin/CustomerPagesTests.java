package dev.rollcall.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks at customers with more directories than anybody has.
@RollcallTest
class CustomerPagesTests {

    private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");
    private static final Pattern DIRECTORY = Pattern.compile("<dt>Directory</dt><dd><code>([^<]+)</code>");

    private final String some = UUID.randomUUID().toString();
    private final String many = "org_1" + some;
    private final String few = "org_2" + some;

    @Autowired
    private JdbcClient jdbc;
    private ConsoleClient browser;

    @BeforeEach
    void fill(@LocalServerPort int port) {
        browser = new ConsoleClient(port).signedIn();
        add(many, 201);
        add(few, 1);
    }

    @AfterEach
    void remove() {
        jdbc.sql("delete from directory where organization_id in (?, ?)").params(many, few).update();
        jdbc.sql("delete from organization where id in (?, ?)").params(many, few).update();
    }

    private void add(String organization, int directories) {
        jdbc.sql("insert into organization (id, display_name, observed_at, observed_event) values (?, ?, now(), '')")
                .params(organization, "Loom " + some).update();
        jdbc.sql(
                """
                        insert into directory (id, organization_id, enabled, first_at, observed_at, observed_event)
                        select 'dir_' || ? || lpad(cast(i as text), 3, '0'), ?, true, now(), now(), '' from generate_series(1, ?) i""")
                .params(organization, organization, directories).update();
    }

    private String page(String path) {
        return browser.get(path).http().body();
    }

    @Test
    void showTheDirectoriesOfOneHoweverManyAnotherHas() {
        String list = page("/console/customers?q=" + some);

        assertThat(list).contains("dir_" + few + "001").doesNotContain("none yet");
        assertThat(list).contains("dir_" + many + "010", "and more directories").doesNotContain("dir_" + many + "011");
        assertThat(list).containsOnlyOnce("and more directories");
    }

    @Test
    void showEveryDirectoryOfACustomer() {
        List<String> found = new ArrayList<>();
        String path = "/console/customers/" + many;
        while (path != null) {
            String page = page(path);
            DIRECTORY.matcher(page).results().forEach(one -> found.add(one.group(1)));
            Matcher next = NEXT.matcher(page);
            path = next.find() ? next.group(1).replace("&amp;", "&") : null;
        }

        assertThat(found).hasSize(201).doesNotHaveDuplicates();
    }
}
