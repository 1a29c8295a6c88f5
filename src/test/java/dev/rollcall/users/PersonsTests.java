package dev.rollcall.users;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.users.Persons.Person;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Who is who, from addresses alone.
class PersonsTests {

    private final Map<String, NavigableMap<Version, String>> addresses = new HashMap<>();

    @Test
    void joinsTheOneWhoHasTheAddress() {
        took("okta", 1, "ann@x");
        took("entra", 2, "ann@x");
        assertThat(persons()).containsExactly(new Person(List.of("okta", "entra"), "ann@x", false));
    }

    @Test
    void staysTheSamePersonUnderANewAddress() {
        took("okta", 1, "ann@x");
        took("entra", 2, "ann@x");
        took("okta", 3, "anna@x");
        assertThat(persons()).containsExactly(new Person(List.of("okta", "entra"), "anna@x", false));
    }

    @Test
    void isANewPersonUnderAnAddressThatHadBeenGivenUp() {
        took("ann", 1, "ann@x");
        took("ann", 2, "anna@x");
        took("other", 3, "ann@x");
        assertThat(persons()).containsExactly(new Person(List.of("ann"), "anna@x", false),
                new Person(List.of("other"), "ann@x", false));
    }

    @Test
    void comesBackAsTheSamePersonAfterARename() {
        took("first", 1, "ann@x");
        took("first", 2, "anna@x");
        took("again", 4, "anna@x");
        assertThat(persons("again")).containsExactly(new Person(List.of("first", "again"), "anna@x", false));
    }

    @Test
    void waitsForAnAddressThatBelongsToAnotherActivePerson() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        assertThat(persons()).containsExactly(new Person(List.of("ann"), "ann@x", false),
                new Person(List.of("bob"), "bob@x", true));
    }

    @Test
    void getsTheAddressOnceItIsGivenUp() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        took("ann", 4, "anna@x");
        assertThat(persons()).containsExactly(new Person(List.of("ann"), "anna@x", false),
                new Person(List.of("bob"), "ann@x", false));
    }

    @Test
    void swapsAddresses() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        took("ann", 4, "bob@x");
        assertThat(persons()).extracting(Person::address).containsExactly("bob@x", "ann@x");
    }

    @Test
    void takesOverTheAddressOfALeaver() {
        took("ann", 1, "ann@x");
        took("bob", 2, "bob@x");
        took("bob", 3, "ann@x");
        assertThat(persons("bob")).containsExactly(new Person(List.of("ann"), "ann@x", false),
                new Person(List.of("bob"), "ann@x", false));
    }

    @Test
    void isAPersonWithoutAnAddress() {
        addresses.put("ann", new TreeMap<>());
        assertThat(persons()).hasSize(1).first().extracting(Person::address).isNull();
    }

    private void took(String user, int second, String address) {
        addresses.computeIfAbsent(user, id -> new TreeMap<>())
                .put(new Version(Instant.ofEpochSecond(second), "evt_" + second), address);
    }

    /// @param active those who are; everybody if none is named
    private List<Person> persons(String... active) {
        return Persons.of(addresses, id -> active.length == 0 || List.of(active).contains(id));
    }
}
