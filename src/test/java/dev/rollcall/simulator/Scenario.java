package dev.rollcall.simulator;

import static dev.rollcall.simulator.ScalekitEvents.directoryEnabled;
import static dev.rollcall.simulator.ScalekitEvents.group;
import static dev.rollcall.simulator.ScalekitEvents.groupCreated;
import static dev.rollcall.simulator.ScalekitEvents.groupUpdated;
import static dev.rollcall.simulator.ScalekitEvents.organizationCreated;
import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userDeleted;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;

import dev.rollcall.simulator.ScalekitEvents.Group;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The first days of one invented company, as the deliveries that Scalekit would make, in the order in which they
/// arrive. Its times say what came before what: a simulator that plays it lets it happen when it is played.
///
/// @param deliveries an event that is listed twice is delivered twice
public record Scenario(List<SimulatedEvent> deliveries) {

    /// Leaves for good: the account stays, deactivated.
    public static final String LEAVER = "greta.holm@example.com";

    /// Leaves and is hired again under another directory user id and Okta's old one: still one account, active again.
    public static final String REHIRED = "tomas.varga@example.com";

    /// Rises from viewer to editor.
    public static final String PROMOTED = "priya.raman@example.com";

    /// The company.
    public static final String ORGANIZATION = "org_710001";

    /// Where its people are kept.
    public static final String DIRECTORY = "dir_720001";

    private static final Group ENGINEERING = group("dirgroup_730001", "Engineering");
    private static final Group FINANCE = group("dirgroup_730002", "Finance");
    private static final Group SALES = group("dirgroup_730003", "Sales");
    private static final Group SUPPORT = group("dirgroup_730004", "Support");
    private static final Group LEADERSHIP = group("dirgroup_730005", "Leadership");

    // The first ones are those who go on to change. @formatter:off
    private static final List<Person> PEOPLE = List.of(
            person(1, "Priya", "Raman", "Engineer", "viewer", ENGINEERING),
            person(2, "Inês", "Moreau", "Account Executive", "editor", SALES),
            person(3, "Tomás", "Varga", "Accountant", "viewer", FINANCE),
            person(4, "Greta", "Holm", "Support Agent", "editor", SUPPORT),
            person(5, "Kofi", "Mensah", "Accountant", "viewer", FINANCE),
            person(6, "Amara", "Okonkwo", "VP Engineering", "admin", LEADERSHIP, ENGINEERING),
            person(7, "Håkan", "Lindqvist", "Engineering Manager", "admin", ENGINEERING),
            person(8, "Mei", "Tanaka", "Engineer", "editor", ENGINEERING),
            person(9, "Lukas", "Brandt", "Engineer", "editor", ENGINEERING),
            person(10, "Zoë", "Marchetti", "Engineer", "viewer", ENGINEERING),
            person(11, "Omar", "Haddad", "Engineer", "editor", ENGINEERING),
            person(12, "Nadia", "Petrova", "Engineer", "viewer", ENGINEERING),
            person(13, "Elena", "Castro", "CFO", "billing_admin", FINANCE, LEADERSHIP),
            person(14, "Jonas", "Weber", "Controller", "billing_admin", FINANCE),
            person(15, "Aoife", "Brennan", "Accountant", "viewer", FINANCE),
            person(16, "Diego", "Fuentes", "VP Sales", "editor", SALES, LEADERSHIP),
            person(17, "Hana", "Novak", "Account Executive", "viewer", SALES),
            person(18, "Samir", "Chaudhry", "Account Executive", "viewer", SALES),
            person(19, "Freya", "Nilsen", "Account Executive", "viewer", SALES),
            person(20, "Malik", "Thompson", "Account Executive", "viewer", SALES),
            person(21, "Yusuf", "Demir", "Support Lead", "editor", SUPPORT),
            person(22, "Chiara", "Bianchi", "Support Agent", "viewer", SUPPORT),
            person(23, "Noah", "Fischer", "Support Agent", "viewer", SUPPORT),
            person(24, "Leilani", "Kealoha", "Support Agent", "viewer", SUPPORT),
            person(25, "Ewa", "Zielińska", "Support Agent", "viewer", SUPPORT));
    // @formatter:on

    /// The whole story, its events five seconds apart and all of them over by `now`.
    public static Scenario firstDays(Instant now) {
        var priya = PEOPLE.get(0);
        var ines = PEOPLE.get(1);
        var tomas = PEOPLE.get(2);
        var greta = PEOPLE.get(3);
        var kofi = PEOPLE.get(4);
        var story = new ArrayList<SimulatedEvent>();

        story.add(organizationCreated(ORGANIZATION).displayName("Lantern & Loom"));
        story.add(directoryEnabled(DIRECTORY));
        for (var group : List.of(ENGINEERING, FINANCE, SALES, SUPPORT, LEADERSHIP)) {
            story.add(groupCreated(group.id()).inDirectory(DIRECTORY).displayName(group.name()));
        }
        for (var person : PEOPLE) {
            story.add(person.tell(userCreated(person.id())));
        }
        story.add(priya.tell(userUpdated(priya.id())).roles("editor"));
        story.add(ines.tell(userUpdated(ines.id())).email("ines.duarte@example.com").named("Inês", "Duarte"));
        story.add(userDeleted(greta.id()).dpId(greta.dpId()).email(greta.email()));
        story.add(userDeleted(tomas.id()).dpId(tomas.dpId()).email(tomas.email()));
        story.add(groupUpdated(SUPPORT.id()).inDirectory(DIRECTORY).displayName("Customer Care"));
        story.add(kofi.tell(userUpdated(kofi.id())).roles("editor"));
        story.add(kofi.tell(userUpdated(kofi.id())).roles("billing_admin", "editor"));
        story.add(tomas.tell(userCreated("diruser_740026")).roles("editor"));

        var deliveries = new ArrayList<SimulatedEvent>();
        for (var event : story) {
            var age = 5L * (story.size() - deliveries.size());
            deliveries.add(event.in(ORGANIZATION).at(now.minusSeconds(age)));
        }
        var newest = deliveries.size() - 1;
        // The older of Kofi's two changes is overtaken by the newer one, and must not undo it.
        deliveries.add(newest - 1, deliveries.remove(newest - 2));
        // The last arrival is delivered once more, as after an answer that was lost on its way.
        deliveries.add(deliveries.get(newest));
        return new Scenario(List.copyOf(deliveries));
    }

    private static Person person(int number, String givenName, String familyName, String title, String role,
            Group... groups) {
        return new Person(number, givenName, familyName, title, role, List.of(groups));
    }

    /// Someone who works there, as the directory knew them on the day they joined.
    private record Person(int number, String givenName, String familyName, String title, String role,
            List<Group> groups) {

        String id() {
            return "diruser_7400%02d".formatted(number);
        }

        String dpId() {
            return Provider.OKTA.dpId(720_001, number);
        }

        String email() {
            var name = Normalizer.normalize(givenName + "." + familyName, Normalizer.Form.NFD);
            return name.replaceAll("\\p{M}", "").toLowerCase(Locale.ROOT) + "@example.com";
        }

        SimulatedEvent tell(SimulatedEvent event) {
            return event.dpId(dpId()).email(email()).active(true).named(givenName, familyName).roles(role)
                    .groups(groups.toArray(Group[]::new)).withData("preferred_username", email())
                    .withData("department", groups.getFirst().name()).withData("title", title);
        }
    }
}
