package dev.rollcall.adoption;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Reads lists as applications write them, and as they should not. A line is shown as its number and what it says, or what is
/// wrong with it.
class ListFormatTests {

    private static final String HEAD = "organization_id,email,external_id,roles\n";

    private static List<String> csv(String text) {
        return read(ListFormat.CSV, text.getBytes(UTF_8));
    }

    private static List<String> ndjson(String text) {
        return read(ListFormat.NDJSON, text.getBytes(UTF_8));
    }

    private static List<String> read(ListFormat format, byte[] text) {
        try {
            UserLines lines = format.read(new ByteArrayInputStream(text));
            List<String> read = new ArrayList<>();
            UserLine line = lines.next();
            while (line != null) {
                read.add(line.number() + " " + shown(line));
                line = lines.next();
            }
            return read;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String shown(UserLine line) {
        ApplicationUser user = line.user();
        return user == null ? line.wrong()
                : "%s|%s|%s|%s".formatted(
                        user.organizationId() == null ? user.organizationExternalId() : user.organizationId(),
                        user.email(), user.externalId(), String.join("+", user.roles()));
    }

    @Test
    void readsATable() {
        assertThat(csv(HEAD + "org_1,ann@example.com,42,editor owner\norg_1,bob@example.com,,\n"))
                .containsExactly("2 org_1|ann@example.com|42|editor+owner", "3 org_1|bob@example.com|null|");
    }

    @Test
    void readsWhatASpreadsheetWrites() {
        assertThat(csv(
                "\uFEFForganization_external_id;email;external_id\r\n\"Lee; Sons\";\"ann@example.com\";\"4\"\"2\"\r\n;;\r\n"
                        + "acme;bob@example.com;43\r\n\r\n")).containsExactly("2 Lee; Sons|ann@example.com|4\"2|",
                                "4 acme|bob@example.com|43|");
        assertThat(csv("email\torganization_id\rann@example.com\torg_1\r"))
                .containsExactly("2 org_1|ann@example.com|null|");
    }

    @Test
    void readsARowOverSeveralLines() {
        assertThat(csv(HEAD + "org_1,ann@example.com,42,\"editor\nowner\"\norg_1,bob@example.com,43,\n"))
                .containsExactly("2 org_1|ann@example.com|42|editor+owner", "4 org_1|bob@example.com|43|");
    }

    @Test
    void losesNoRowBehindAQuoteThatIsNotClosed() {
        assertThat(csv(HEAD + "org_1,\"ann@example.com,42,\norg_1,bob@example.com,43,\norg_1,eve\"@example.com,44,\n"
                + "org_1,zoe@example.com,45,\n")).containsExactly("2 Its quotes are not as in RFC 4180.",
                        "3 org_1|bob@example.com|43|", "4 It has a quote that is not closed.",
                        "5 org_1|zoe@example.com|45|");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            org_1,ann@example.com,42                | The table has 4 columns, and this row has 3.
            org_1,ann@example.com,42,editor,owner   | The table has 4 columns, and this row has 5.
            ,ann@example.com,42,editor              | It has neither organization_id nor organization_external_id.
            org_1,,,editor                          | It has neither email nor external_id.
            org_1,ann@example.com,"a" b,            | Its quotes are not as in RFC 4180.""")
    void saysWhatIsWrongWithARow(String row, String wrong) {
        assertThat(csv(HEAD + row + "\norg_1,bob@example.com,43,\n")).containsExactly("2 " + wrong,
                "3 org_1|bob@example.com|43|");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            organization_id,roles                  | It has neither email nor external_id.
            email,roles                            | It has neither organization_id nor organization_external_id.
            organization_id,email,email            | It names a column twice.
            organization_id,email,colour           | colour is none of organization_id, organization_external_id, email, external_id, roles.
            organization_id,"email                 | Its quotes are not as in RFC 4180.""")
    void takesNoTableWithoutAHeadThatItKnows(String head, String wrong) {
        assertThatThrownBy(() -> csv("\n" + head + "\norg_1,ann@example.com,42\n"))
                .isInstanceOf(RefusedListException.class).hasMessage("Line 2: " + wrong);
    }

    @Test
    void readsAnObjectOnEachLine() {
        assertThat(
                ndjson("""
                        {"organization_id":"org_1","email":" Ann@example.com ","external_id":42,"roles":["editor","editor","Head of"]}

                        {"organization_external_id":"acme","external_id":"43","email":null,"roles":null}
                        """))
                        .containsExactly("1 org_1|Ann@example.com|42|editor+Head of", "3 acme|null|43|");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"organization_id":"org_1","email":"a@b.c"         | It is not JSON.
            {"organization_id":"org_1","email":"a@b.c"} {}     | It is not JSON.
            {"organization_id":"org_1","email":"a","email":"b"}| It is not JSON.
            ["org_1","a@b.c"]                                  | It is not a JSON object.
            null                                               | It is not a JSON object.
            {"organization_id":"org_1","mail":"a@b.c"}         | mail is none of organization_id, organization_external_id, email, external_id, roles.
            {"organization_id":"org_1","email":["a@b.c"]}      | email is no text.
            {"organization_id":"org_1","external_id":4.2}      | external_id is no text.
            {"organization_id":"org_1","external_id":"1","roles":"a"}   | roles is no list.
            {"organization_id":"org_1","external_id":"1","roles":[1]}   | roles has something that is no text.
            {"organization_id":"org_1","external_id":"1","roles":[" "]} | roles has a name of which nothing can be seen.
            {"organization_id":"org_1","email":"a\\u0000b"}    | email has control characters.
            {"organization_id":"org_1","external_id":"\\ud800"}| external_id has control characters.""")
    void saysWhatIsWrongWithAnObject(String object, String wrong) {
        assertThat(ndjson(object + "\n{\"organization_id\":\"org_1\",\"external_id\":\"7\"}"))
                .containsExactly("1 " + wrong, "2 org_1|null|7|");
    }

    @Test
    void saysWhichTextIsTooLong() {
        assertThat(csv(HEAD + "org_1,ann@example.com," + "4".repeat(256) + ",\n"))
                .containsExactly("2 external_id has more than 255 characters.");
        assertThat(csv(HEAD + "org_1," + "a".repeat(1001) + ",,\n"))
                .containsExactly("2 email has more than 1,000 characters.");
        assertThat(csv(HEAD + "org_1,a@b.c,," + "r ".repeat(101) + "\n"))
                .containsExactly("2 It has more than 100 roles.");
    }

    @ParameterizedTest
    @ValueSource(strings = { "NDJSON", "CSV" })
    void keepsNoMoreOfALineThanItMayHave(ListFormat format) {
        String good = format == ListFormat.CSV ? "org_1,bob@example.com,43,"
                : "{\"organization_id\":\"org_1\",\"email\":\"bob@example.com\",\"external_id\":\"43\"}";
        assertThat(read(format,
                ((format == ListFormat.CSV ? HEAD : "\n") + "x".repeat(200_000) + "\n" + good).getBytes(UTF_8)))
                        .containsExactly("2 It is longer than 65,536 characters.", "3 org_1|bob@example.com|43|");
    }

    @Test
    void saysWhichLineIsNotUtf8() {
        assertThat(read(ListFormat.CSV,
                (HEAD + "org_1,jos\u00E9@example.com,42,\norg_1,bob@example.com,43,\n").getBytes(ISO_8859_1)))
                        .containsExactly("2 It is not UTF-8.", "3 org_1|bob@example.com|43|");
        assertThat(csv(HEAD + "org_1,jos\u00E9@example.com,42,\n"))
                .containsExactly("2 org_1|jos\u00E9@example.com|42|");
    }

    @Test
    void takesNoLongerForManyQuotesThanForAsManyRows() {
        String rows = IntStream.range(0, 20_000).mapToObj(i -> "org_1,\"a" + i + "@b.c,,\n")
                .collect(Collectors.joining());
        assertThat(csv(HEAD + rows)).hasSize(20_000);
    }
}
