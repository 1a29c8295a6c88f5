package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.accounts.AccountProperties.LinkByEmail;
import dev.rollcall.accounts.Addresses.Claim;
import dev.rollcall.accounts.Addresses.Ownership;
import dev.rollcall.accounts.Persons.Merge;
import dev.rollcall.accounts.Persons.Person;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who is who and who has which address, from what was said alone (the design's rule 6).
class PersonsTests {

    private static final String ONE = "00u1abcdefghij123456";
    private static final String TWO = "00u2abcdefghij123456";

    private final Map<String, List<Statement>> said = new LinkedHashMap<>();
    private final Map<String, String> directories = new LinkedHashMap<>();
    private final List<Merge> merges = new ArrayList<>();
    private LinkByEmail linking = LinkByEmail.UNLESS_IDS_DIFFER;

    @Test
    void joinsTheOneWhoHasTheAddress() {
        took("okta", 1, "ann@x");
        took("entra", 2, "ann@x");
        assertThat(persons()).containsExactly("okta+entra ann@x");
    }

    @Test
    void staysTheSamePersonUnderANewAddress() {
        took("okta", 1, "ann@x");
        took("entra", 2, "ann@x");
        took("okta", 3, "anna@x");
        assertThat(persons()).containsExactly("okta+entra anna@x");
    }

    @Test
    void isANewPersonUnderAnAddressThatHadBeenGivenUp() {
        took("ann", 1, "ann@x");
        took("ann", 2, "anna@x");
        took("other", 3, "ann@x");
        took("third", 4, "third@x");
        took("third", 5, "");
        took("fourth", 6, "third@x");
        assertThat(persons()).containsExactly("ann anna@x", "other ann@x", "third null", "fourth third@x");
    }

    @Test
    void waitsForAnAddressThatBelongsToAnotherActivePerson() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        assertThat(persons()).containsExactly("ann ann@x", "bob bob@x wants ann@x");
        took("ann", 4, "anna@x");
        assertThat(persons()).containsExactly("ann anna@x", "bob ann@x");
    }

    @Test
    void swapsAddresses() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        took("ann", 4, "bob@x");
        assertThat(persons()).containsExactly("ann bob@x", "bob ann@x");
    }

    @Test
    void takesOverTheAddressOfALeaverWhoDoesNotTakeItBack() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        left("ann", 3);
        took("bob", 4, "ann@x");
        assertThat(persons()).containsExactly("ann ann@x", "bob ann@x");
        cameBack("ann", 5);
        assertThat(persons()).containsExactly("ann null wants ann@x", "bob ann@x");
        left("bob", 6);
        assertThat(persons()).containsExactly("ann ann@x", "bob ann@x");
    }

    @Test
    void isAPersonWithoutAnAddress() {
        left("ann", 1);
        assertThat(persons()).containsExactly("ann null");
    }

    @Test
    void isTheSamePersonUnderTheSameIdWhateverTheAddress() {
        took("ann", 1, "ann@x", ONE);
        left("ann", 2);
        took("again", 3, "roe@x", ONE);
        assertThat(persons()).containsExactly("ann+again roe@x");
    }

    @Test
    void isANewPersonUnderAnotherIdAndAsksNoEarlierHolder() {
        took("first", 1, "jo@x");
        left("first", 2);
        took("second", 3, "jo@x", ONE);
        left("second", 4);
        took("third", 5, "jo@x", TWO);
        assertThat(persons()).containsExactly("first+second jo@x", "third jo@x");
    }

    @Test
    void comparesNoIdsOfDifferentDirectories() {
        took("okta", 1, "ann@x", ONE);
        took("entra", 2, "ann@x", TWO);
        assertThat(persons()).hasSize(2);
        directories.put("okta", "dir_1");
        assertThat(persons()).hasSize(2);
        directories.put("entra", "dir_2");
        assertThat(persons()).containsExactly("okta+entra ann@x");
    }

    @Test
    void isNotPartedByAnIdThatIsSaidLater() {
        took("first", 1, "ann@x", ONE);
        took("second", 2, "ann@x");
        took("second", 3, "ann@x", TWO);
        assertThat(persons()).hasSize(1);
    }

    @Test
    void isAStrangerWhereNobodyIsActive() {
        took("first", 1, "jo@x");
        left("first", 2);
        took("second", 3, "jo@x");
        took("third", 4, "jo@x");
        assertThat(all().getFirst().strangers()).containsOnly(Map.entry("second", at(3).at()),
                Map.entry("third", at(3).at()));
    }

    @Test
    void isNoStrangerWhereSomebodyIsActiveOrWhoWasKnownByTheId() {
        took("first", 1, "jo@x", ONE);
        took("second", 2, "jo@x");
        left("first", 3);
        left("second", 4);
        took("third", 5, "jo@x", ONE);
        assertThat(all().getFirst().strangers()).isEmpty();
    }

    @Test
    void joinsByTheAddressAloneOrByIdsAloneAsIsSet() {
        took("first", 1, "jo@x", ONE);
        left("first", 2);
        took("second", 3, "jo@x", TWO);
        took("third", 4, "third@x", ONE);
        assertThat(persons()).containsExactly("first+third third@x", "second jo@x");
        linking = LinkByEmail.ALWAYS;
        assertThat(persons()).containsExactly("first+second jo@x", "third third@x");
        assertThat(all().getFirst().strangers()).isEmpty();
        linking = LinkByEmail.NEVER;
        took("fourth", 5, "jo@x");
        assertThat(persons()).containsExactly("first+third third@x", "second jo@x", "fourth null wants jo@x");
    }

    @Test
    void staysMergedWhateverIsSaidAndPartsNobodyElse() {
        took("ann", 1, "ann@x");
        took("companion", 2, "ann@x", ONE);
        took("other", 1, "other@x", TWO);
        merges.add(new Merge("ann", "other", at(9).at()));
        assertThat(all()).hasSize(1);
    }

    @Test
    void isNamedByWhoTookAnAddressLastIfSeveralHaveIt() {
        took("ann", 1, "x@x");
        took("ann", 4, "both@x");
        took("bob", 2, "y@x");
        took("bob", 3, "both@x");
        took("new", 5, "both@x");
        assertThat(persons()).first().asString().startsWith("ann+new");
    }

    private void took(String user, int second, String address) {
        took(user, second, address, null);
    }

    private void took(String user, int second, String address, String dpId) {
        said.computeIfAbsent(user, id -> new ArrayList<>())
                .add(new Statement(user, at(second), address, null, dpId, false));
    }

    private void left(String user, int second) {
        say(user, second, false);
    }

    private void cameBack(String user, int second) {
        say(user, second, true);
    }

    private void say(String user, int second, boolean active) {
        said.computeIfAbsent(user, id -> new ArrayList<>())
                .add(new Statement(user, at(second), null, active, null, false));
    }

    private static Version at(int second) {
        return new Version(Instant.ofEpochSecond(second), "evt_" + second);
    }

    private List<Person> all() {
        List<Past> pasts = said.entrySet().stream().map(one -> {
            DirectoryUser user = new DirectoryUser(one.getKey(), "org_1", linking);
            Version first = one.getValue().stream().map(Statement::at).min(Version::compareTo).orElseThrow();
            user.observe(new Observation(
                    new ScalekitUser(one.getKey(), "org_1", null, null, "Name", null, null, null, null, null), null,
                    first));
            return Past.of(user, one.getValue(), directories.get(one.getKey()), linking);
        }).toList();
        return Persons.of(pasts, merges, Map.of(), (one, other) -> linking != LinkByEmail.ALWAYS);
    }

    private List<String> persons() {
        List<Person> persons = all();
        List<Ownership> owned = Addresses.of(persons.stream().map(one -> new Claim(one.members(), null)).toList(),
                Map.of());
        return Stream.iterate(0, i -> i < persons.size(), i -> i + 1)
                .map(i -> String.join("+", persons.get(i).members().stream().map(Past::id).toList()) + " "
                        + owned.get(i).address()
                        + (owned.get(i).wanted() == null ? "" : " wants " + owned.get(i).wanted()))
                .toList();
    }
}
