package dev.rollcall.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.AccountFigures.Counts;
import dev.rollcall.accounts.AccountFigures.Crowd;
import dev.rollcall.accounts.AccountFigures.Oddity;
import dev.rollcall.journal.Cause;
import dev.rollcall.journal.User;
import dev.rollcall.journal.UserReader;
import dev.rollcall.journal.Users;
import dev.rollcall.roles.Grants;
import dev.rollcall.scalekit.ScalekitUser;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Counts what there is to look at.
@RollcallTest
class AccountFiguresTests {

    private static final Instant BEGINNING = Instant.parse("2026-01-05T09:00:00Z");

    private final String organization = "org_" + UUID.randomUUID();

    @Autowired
    private AccountFigures figures;
    @Autowired
    private Users users;
    @Autowired
    private AccountEdits edits;
    @Autowired
    private Grants grants;
    @Autowired
    private Observations observations;
    @Autowired
    private UserReader reader;
    @Autowired
    private JdbcClient jdbc;

    private int statements;

    @BeforeEach
    void empty() {
        jdbc.sql("truncate app_user, directory_user, directory_user_address, crowd cascade").update();
    }

    private void sees(String name, String email, boolean active) {
        sees(name, email, active, BEGINNING.plusSeconds(statements));
    }

    private void sees(String name, String email, boolean active, Instant at) {
        observations.users(organization,
                List.of(new Observation(new ScalekitUser(id(name), organization, active, active ? email : null, null,
                        null, null, null, List.of(), List.of()), "dir_1", new Version(at, "evt_" + ++statements))),
                Cause.syncRun(1));
    }

    private String id(String name) {
        return "diruser_%s_%s".formatted(name, organization);
    }

    private UUID account(String name) {
        return jdbc.sql("select account_id from directory_user where id = ?").param(id(name)).query(UUID.class)
                .single();
    }

    private List<UUID> listed(Oddity oddity) {
        return figures.list(oddity, null, 10).stream().map(User::id).toList();
    }

    @Test
    void countsNothingWhereNothingIsOdd() {
        sees("ann", "ann@example.com", true);
        grants.grant(account("ann"), "editor", "admin");

        assertThat(figures.count()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    void countsAnAccountOnceOnWhichSomethingRestsWhileItGivesAccess() {
        sees("jo", "jo@example.com", true);
        grants.grant(account("jo"), "editor", "admin");
        grants.grant(account("jo"), "owner", "admin");
        sees("jo", "", false);
        sees("next", "jo@example.com", true, Instant.now());

        assertThat(figures.count()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(listed(Oddity.RESTING)).containsExactly(account("jo"));
        sees("next", "", false, Instant.now());
        assertThat(figures.count().resting()).isZero();
        assertThat(listed(Oddity.RESTING)).isEmpty();
    }

    @Test
    void countsNobodyWithNothingGrantedByHandAndWhoseProtectionRests() {
        for (String name : List.of("plain", "safe")) {
            sees(name, name + "@example.com", true);
        }
        edits.protect(account("safe"), "admin");
        for (String name : List.of("plain", "safe")) {
            sees(name, "", false);
            sees(name + "2", name + "@example.com", true, Instant.now());
        }

        assertThat(listed(Oddity.RESTING)).containsExactly(account("safe"));
        edits.protect(account("safe"), "admin");
        assertThat(figures.count()).isEqualTo(new Counts(0, 0, 0, 0));
    }

    @Test
    void countsWhoWaitsForAnAddressUntilItIsFree() {
        sees("has", "one@example.com", true);
        sees("waits", "two@example.com", true);
        sees("waits", "one@example.com", true);

        assertThat(figures.count()).isEqualTo(new Counts(0, 1, 0, 0));
        assertThat(listed(Oddity.WAITING)).containsExactly(account("waits"));
        sees("has", "", false);
        assertThat(figures.count().waiting()).isZero();
    }

    @Test
    void countsAnAccountThatSeveralShare() {
        for (String name : List.of("a", "b", "c")) {
            sees(name, "info@example.com", true);
        }

        assertThat(figures.count()).isEqualTo(new Counts(0, 0, 1, 0));
        assertThat(listed(Oddity.SHARED)).containsExactly(account("a"));
    }

    @Test
    void goesThroughAllAccountsOnceNewestFirst() {
        for (int i = 0; i < 5; i++) {
            sees("has" + i, i + "@example.com", true);
            sees("waits" + i, i + "@other.example", true);
            sees("waits" + i, i + "@example.com", true);
        }

        List<User> first = figures.list(Oddity.WAITING, null, 3);
        List<User> rest = figures.list(Oddity.WAITING, first.getLast().id(), 3);

        assertThat(first).extracting(User::id).containsExactly(account("waits4"), account("waits3"), account("waits2"));
        assertThat(rest).extracting(User::id).containsExactly(account("waits1"), account("waits0"));
    }

    @Test
    void listsCrowdsByWhenTheyWereNoticed() {
        crowd("b@example.com", BEGINNING);
        crowd("a@example.com", BEGINNING.plusSeconds(1));

        assertThat(figures.count().crowds()).isEqualTo(2);
        assertThat(figures.crowds(2)).containsExactly(
                new Crowd(organization, "a@example.com", BEGINNING.plusSeconds(1)),
                new Crowd(organization, "b@example.com", BEGINNING));
        assertThat(figures.crowds(1)).hasSize(1);
    }

    private void crowd(String value, Instant at) {
        jdbc.sql("insert into crowd (organization_id, value, found_at) values (?, ?, ?)")
                .params(organization, value, at.atOffset(ZoneOffset.UTC)).update();
    }

    @Test
    void keepsItsGaugesForAMinute() {
        MeterRegistry meters = new SimpleMeterRegistry();
        AtomicReference<Instant> now = new AtomicReference<>(BEGINNING);
        InstantSource time = now::get;
        AccountGauges gauges = new AccountGauges(meters, figures, time.withZone(ZoneOffset.UTC)); // held weakly
        assertThat(value(meters, "rollcall.crowds")).isZero();
        crowd("a@example.com", BEGINNING);
        for (String name : List.of("a", "b", "c")) {
            sees(name, "info@example.com", true);
        }

        now.set(BEGINNING.plus(AccountGauges.KEPT).minusMillis(1));
        assertThat(value(meters, "rollcall.crowds")).isZero();
        now.set(BEGINNING.plus(AccountGauges.KEPT));
        assertThat(value(meters, "rollcall.crowds")).isEqualTo(1);
        assertThat(value(meters, "rollcall.accounts.shared")).isEqualTo(1);
        assertThat(value(meters, "rollcall.accounts.resting")).isZero();
        assertThat(value(meters, "rollcall.accounts.waiting.for.address")).isZero();
        assertThat(gauges).isNotNull();
    }

    @Test
    void knowsNoFigureWhileTheDatabaseCannotBeReached() {
        MeterRegistry meters = new SimpleMeterRegistry();
        var unreachable = new DriverManagerDataSource("jdbc:postgresql://localhost:1/none?connectTimeout=1");
        AccountGauges gauges = new AccountGauges(meters, new AccountFigures(reader, JdbcClient.create(unreachable)),
                Clock.systemUTC());

        assertThat(value(meters, "rollcall.accounts.resting")).isNaN();
        assertThat(gauges).isNotNull();
    }

    private static double value(MeterRegistry meters, String name) {
        return meters.get(name).gauge().value();
    }
}
