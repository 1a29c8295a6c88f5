package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.TestDatabase;
import dev.rollcall.journal.Choices.Choice;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/// Looks for what is called in letters of which the database's locale knows nothing, or something else.
class ChoicesTests {

    private static final List<SingleConnectionDataSource> DATABASES = Stream
            .of("locale 'C'", "locale_provider icu icu_locale 'tr' locale 'C'").map(TestDatabase::createIn)
            .map(url -> new SingleConnectionDataSource(url, "postgres", "postgres", true)).toList();

    @AfterAll
    static void close() {
        DATABASES.forEach(SingleConnectionDataSource::destroy);
    }

    @BeforeAll
    static void add() {
        DATABASES.forEach(database -> add(JdbcClient.create(database)));
    }

    private static void add(JdbcClient jdbc) {
        for (String name : List.of("ÄÖÜ", "Straße", "ΟΔΟΣ", "ISTANBUL", "İzmir", "ʟ\u212A", "𐐀𐐁", "100%_\\")) {
            jdbc.sql(
                    """
                            insert into directory_group (id, organization_id, display_name, observed_at, observed_event, named_at, named_event)
                            values ('dirgroup_' || :name, 'org_1', :name, now(), '', now(), '')""")
                    .param("name", name).update();
            jdbc.sql("insert into role_mapping (match, value, role) values ('NAME', :name, :name)").param("name", name)
                    .update();
        }
    }

    @ParameterizedTest
    @CsvSource({ "äöü,ÄÖÜ", "Öü,ÄÖÜ", "A\u0308,ÄÖÜ", "straße,Straße", "STRAS,", "οδος,ΟΔΟΣ", "οδοσ,ΟΔΟΣ",
            "istan,ISTANBUL", "İZM,İzmir", "izm,", "k,", "\u212a,ʟ\u212A", "𐐨𐐁,𐐀𐐁", "'%_\\',100%_\\",
            "'  ISTANBUL\u200B ',ISTANBUL", "ıstanbul," })
    void findsItInAnyCaseWhateverTheLocale(String typed, String found) {
        String[] expected = found == null ? new String[0] : new String[] { found };

        for (SingleConnectionDataSource database : DATABASES) {
            Choices choices = new Choices(JdbcClient.create(database));
            assertThat(choices.groupNames(typed, null)).extracting(Choice::value).containsExactly(expected);
            assertThat(choices.roles(typed)).extracting(Choice::value).containsExactly(expected);
        }
    }
}
