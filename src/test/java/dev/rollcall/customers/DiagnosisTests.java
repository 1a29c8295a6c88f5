package dev.rollcall.customers;

import static dev.rollcall.customers.DirectoryState.FAILING;
import static dev.rollcall.customers.DirectoryState.GONE;
import static dev.rollcall.customers.DirectoryState.QUIET;
import static dev.rollcall.customers.DirectoryState.TOKEN_EXPIRED;
import static dev.rollcall.customers.DirectoryState.TOKEN_EXPIRING;
import static dev.rollcall.customers.DirectoryState.WAITING;
import static dev.rollcall.customers.DirectoryState.WORKING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.customers.DirectoryFacts.Customer;
import dev.rollcall.customers.DirectoryFacts.Report;
import dev.rollcall.scalekit.ListedDirectory.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is said of a directory, and what is said first.
class DiagnosisTests {

    private static final Instant NOW = Instant.parse("2026-03-30T12:00:00Z");

    /// A directory of which nothing is wrong, to be changed in one respect or several.
    private boolean deleted;
    private boolean gone;
    private boolean enabled = true;
    private Instant knownAt = NOW.minus(Duration.ofDays(90));
    private Long users = 3L;
    private Instant lastPeopleAt;
    private Instant completeAt = NOW.minus(Duration.ofHours(5));
    private String defect;
    private boolean reported = true;
    private Rhythm rhythm = new Rhythm(NOW.minus(Duration.ofHours(1)), 0b11111);
    private List<Token> tokens = List.of(token(Duration.ofDays(300), Duration.ofHours(-1)));

    private static Token token(Duration left, Duration used) {
        return new Token("Nzg5", true, NOW.plus(left), used == null ? null : NOW.plus(used));
    }

    private List<Finding> findings() {
        return Diagnosis.of(new DirectoryFacts("dir_1", new Customer("org_1", "Acme", deleted), "OKTA", "SCIM", enabled,
                gone, knownAt, reported ? new Report(users, NOW, "ALL", List.of(), tokens) : null, NOW, lastPeopleAt,
                completeAt, defect, rhythm), NOW);
    }

    private List<DirectoryState> states() {
        return findings().stream().map(Finding::state).toList();
    }

    private void assertOnly(DirectoryState state, String words, String sentence) {
        assertThat(findings()).containsExactly(new Finding(state, words, sentence));
    }

    @Test
    void isWorkingIfNothingIsWrong() {
        assertOnly(WORKING, "working", "Nothing is wrong with it.");
    }

    @Test
    void waitsForTheCustomerWhileItIsNotEnabled() {
        enabled = false;
        defect = "GET /api/v1/organizations: 500.";
        assertOnly(WAITING, "waiting for the customer",
                "It is not enabled: the customer has to finish its set-up, or enable it again.");
    }

    @Test
    void waitsForTheCustomerUntilSomebodyComes() {
        users = 0L;
        assertOnly(WAITING, "waiting for the customer",
                "It is enabled, and nobody has come yet: the customer has to assign people to it.");
        lastPeopleAt = NOW;
        assertThat(states()).containsExactly(WORKING);
        lastPeopleAt = null;
        users = null;
        assertThat(states()).containsExactly(WAITING);
    }

    @Test
    void isQuietIfItUsedToBeBusy() {
        rhythm = new Rhythm(NOW.minus(Duration.ofDays(9)), 0b11111);
        assertOnly(QUIET, "quiet for 9 days", "Nothing has come for 9 days; before, something came on 5 of 28 days.");
        rhythm = new Rhythm(NOW.minus(Duration.ofDays(9)), 0b1111);
        assertThat(states()).containsExactly(WORKING);
    }

    @Test
    void saysTwoWeeksBeforeThatTheTokenExpires() {
        tokens = List.of(token(Duration.ofDays(14), null));
        assertOnly(TOKEN_EXPIRING, "token expires in 14 days",
                "The token that the customer's directory signs in with expires in 14 days: the customer needs a new one.");
        tokens = List.of(token(Duration.ofDays(14).plusSeconds(1), null));
        assertThat(states()).containsExactly(WORKING);
    }

    @Test
    void saysThatTheTokenHasExpired() {
        tokens = List.of(token(Duration.ZERO, null));
        assertThat(states()).containsExactly(TOKEN_EXPIRED);
        tokens = List.of(token(Duration.ofDays(-3), null));
        assertOnly(TOKEN_EXPIRED, "token expired",
                "The token that the customer's directory signs in with expired 3 days ago: nothing comes before the customer has a new one.");
    }

    @Test
    void meansTheTokenThatIsUsedOrElseTheOneThatLastsLongest() {
        Token old = token(Duration.ofDays(1), Duration.ofHours(-1));
        Token fresh = token(Duration.ofDays(365), null);
        tokens = List.of(fresh, old);
        assertThat(states()).as("the new one is not used yet").containsExactly(TOKEN_EXPIRING);
        tokens = List.of(old, token(Duration.ofDays(365), Duration.ofMinutes(-1)));
        assertThat(states()).containsExactly(WORKING);
        tokens = List.of(token(Duration.ofDays(1), null), fresh);
        assertThat(states()).containsExactly(WORKING);
        tokens = List.of(token(Duration.ofDays(1), null), new Token("abcd", true, null, null));
        assertThat(states()).as("one never expires").containsExactly(WORKING);
        tokens = List.of(new Token("abcd", false, NOW.minus(Duration.ofDays(1)), NOW), fresh);
        assertThat(states()).as("one may not be used").containsExactly(WORKING);
        tokens = List.of();
        assertThat(states()).containsExactly(WORKING);
    }

    @Test
    void failsIfTheLastRunDidNotSeeAllOfIt() {
        defect = "Directory dir_1: users[3].id cannot be read.";
        assertOnly(FAILING, "failing",
                "The last run did not see all of it. Directory dir_1: users[3].id cannot be read.");
    }

    @Test
    void failsIfNoRunHasSeenAllOfItForLong() {
        completeAt = NOW.minus(Duration.ofHours(26));
        assertThat(states()).containsExactly(WORKING);
        completeAt = NOW.minus(Duration.ofHours(26).plusSeconds(1));
        assertOnly(FAILING, "failing", "No run has seen all of it for 26 hours.");
        completeAt = NOW.minus(Duration.ofDays(3));
        assertOnly(FAILING, "failing", "No run has seen all of it for 3 days.");
    }

    @Test
    void failsIfNoRunHasEverSeenAllOfItADayAfterItCame() {
        completeAt = null;
        knownAt = NOW.minus(Duration.ofDays(1));
        assertThat(states()).containsExactly(WORKING);
        knownAt = NOW.minus(Duration.ofDays(1).plusSeconds(1));
        assertOnly(FAILING, "failing", "No run has ever seen all of it.");
        knownAt = null;
        assertOnly(FAILING, "failing", "No run has ever seen all of it.");
        knownAt = NOW.minus(Duration.ofDays(2));
        reported = false;
        lastPeopleAt = NOW;
        assertThat(states()).as("and none has asked for it").containsExactly(FAILING);
    }

    @Test
    void hasTheThresholdsOfTheAlerts() throws IOException {
        assertThat(Files.readString(Path.of("ops/prometheus/alerts.yml"))).contains(
                "(rollcall_sync_complete_age_seconds) > %d\n".formatted(Diagnosis.COMPLETE_WITHIN.toSeconds()),
                "(rollcall_sync_directories_never_complete) > 0\n        for: %dd\n"
                        .formatted(Diagnosis.SEEN_WITHIN.toDays()));
    }

    @Test
    void isWorkingBeforeAnyRunHasAskedForItIfEventsCome() {
        completeAt = null;
        knownAt = NOW.minus(Duration.ofHours(1));
        reported = false;
        lastPeopleAt = NOW;
        assertOnly(WORKING, "working", "Its events come. No run has seen all of it yet.");
    }

    @Test
    void isGoneWithItsOrganizationOrByItself() {
        gone = true;
        enabled = false;
        assertOnly(GONE, "gone", "Scalekit does not have it any more.");
        deleted = true;
        assertOnly(GONE, "gone", "Scalekit has deleted the organization.");
    }

    @Test
    void namesTheWorstFirst() {
        defect = "It broke.";
        tokens = List.of(token(Duration.ofDays(-1), null));
        rhythm = new Rhythm(NOW.minus(Duration.ofDays(9)), 0b11111);
        users = 0L;
        assertThat(states()).containsExactly(FAILING, TOKEN_EXPIRED, QUIET, WAITING);
        tokens = List.of(token(Duration.ofDays(1), null));
        defect = null;
        assertThat(states()).containsExactly(TOKEN_EXPIRING, QUIET, WAITING);
    }
}
