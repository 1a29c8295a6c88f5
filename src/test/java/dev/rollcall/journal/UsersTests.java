package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.Observation;
import dev.rollcall.accounts.Observations;
import dev.rollcall.accounts.Version;
import dev.rollcall.scalekit.ScalekitUser;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks for users in an organization of its own for each test.
@RollcallTest
class UsersTests {

    private static final Version NOW = new Version(Instant.parse("2026-01-05T09:00:01Z"), "evt_1");

    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    private Users users;
    @Autowired
    private Observations observations;

    private String id(String name) {
        return name + "_" + organization;
    }

    private void sees(String name, String email) {
        observations.users(
                organization, List.of(new Observation(new ScalekitUser(id(name), organization, true, email,
                        "Ann " + name, "Ann", name, "dp " + name, List.of(), List.of()), "dir_1", NOW)),
                Cause.syncRun(1));
    }

    @Test
    void findsUsersByTheBeginningsOfWordsInAnyOrder() {
        sees("Quillfeather", "ann.q-42@example.com");
        User user = users.list(new UserFilter(organization, null, null), null, 2).getFirst();

        for (String text : new String[] { "quillf", "QUILLF an", "ann.q-42@example.com", "42 quill", id("Quillfeather"),
                user.id().toString(), user.id().toString().toUpperCase() }) {
            assertThat(users.list(UserFilter.like(text), null, 10)).as(text).containsExactly(user);
        }
        for (String text : new String[] { "illfeather", "quillf bob", "", "  ", "& | ! :* '", id("Quillfeathe") }) {
            assertThat(users.list(UserFilter.like(text), null, 10)).as(text).doesNotContain(user);
        }
    }

    @Test
    void showsTheAttributesThatAreKept(@Autowired JdbcClient jdbc) {
        sees("Ann", "ann@example.com");
        User user = users.list(new UserFilter(organization, null, null), null, 2).getFirst();
        assertThat(user.attributes()).isEmpty();
        jdbc.sql("update app_user set attributes = ? where id = ?")
                .params("{\"custom_attributes\":{\"cost\":7,\"teams\":[\"a\"]},\"department\":\"Sales\"}", user.id())
                .update();

        assertThat(users.find(user.id())).get().extracting(User::attributes).isEqualTo(
                Map.of("department", "Sales", "custom_attributes", Map.of("cost", 7, "teams", List.of("a"))));
        assertThat(UserJson.read(UserJson.write(users.find(user.id()).orElseThrow())))
                .isEqualTo(users.find(user.id()).orElseThrow());
    }

    @Test
    void goesThroughEverybodyWhoIsFoundOnceNewestFirst() {
        String word = "w" + organization.replaceAll("\\W|_", "");
        IntStream.range(0, 5).forEach(i -> sees("n" + i, i + "@" + word + ".example"));

        List<User> first = users.list(UserFilter.like(word), null, 3);
        List<User> rest = users.list(UserFilter.like(word), first.getLast().id(), 3);

        assertThat(first).hasSize(3);
        assertThat(rest).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(first).isSortedAccordingTo(Comparator.comparing(User::id).reversed());
    }
}
