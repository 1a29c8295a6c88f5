package dev.rollcall.accounts;

import static dev.rollcall.simulator.ScalekitEvents.userCreated;
import static dev.rollcall.simulator.ScalekitEvents.userUpdated;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.inbox.EventHandler;
import dev.rollcall.inbox.ReceivedEvent;
import dev.rollcall.simulator.SimulatedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// More people who passed addresses on to each other than are looked at with one event.
@RollcallTest
class LargeCirclesTests {

    private static final int ADDRESSES = 8;
    private static final int TAKERS = 47;
    private static final String ID = "00u1ab2cd3ef4gh5ij6k";
    private static final String OTHER_ID = "00u9zy8xw7vu6ts5rq4p";

    private final String organization = "org_" + UUID.randomUUID();
    private final Instant first = Instant.now().minus(Duration.ofMinutes(30));

    private int minutes;

    @Autowired
    private EventHandler handler;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private String id(String name) {
        return "diruser_" + name + "_" + organization;
    }

    private static String address(int number) {
        return "s" + number + "@f.example";
    }

    private void happens(Stream<SimulatedEvent> events) {
        events.map(event -> new ReceivedEvent(1, event.in(organization).at(first.plusSeconds(++minutes)).bytes(),
                Instant.now())).gather(Gatherers.windowFixed(100))
                .forEach(batch -> transaction.executeWithoutResult(status -> handler.handle(batch)));
    }

    private void happens(SimulatedEvent... events) {
        Stream.of(events).forEach(event -> happens(Stream.of(event)));
    }

    private Map<String, UUID> accounts() {
        return jdbc.sql("select id, account_id from directory_user where organization_id = ?").param(organization)
                .query((row, number) -> Map.entry(row.getString(1), row.getObject(2, UUID.class))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Somebody who had eight addresses, each of which many others had.
    private void manyPassOn() {
        happens(IntStream.range(0, ADDRESSES).boxed().flatMap(number -> IntStream.range(0, TAKERS)
                .mapToObj(i -> userCreated(id(number + "_" + i)).email(address(number)))));
        happens(userCreated(id("c")).email(address(0)));
        happens(IntStream.range(1, ADDRESSES).mapToObj(number -> userUpdated(id("c")).email(address(number))));
    }

    @Test
    void leavesOthersWhereTheyAreWhoseIdsDiffer() {
        manyPassOn();
        happens(userCreated(id("u")).email(address(0)), userUpdated(id("u")).email("p@f.example"),
                userCreated(id("v")).email("p@f.example").dpId(ID), userUpdated(id("u")).email(address(0)),
                userCreated(id("y")).email(address(0)).dpId(OTHER_ID));
        Map<String, UUID> before = accounts();
        assertThat(before.get(id("v"))).isEqualTo(before.get(id("u")));
        assertThat(before.get(id("y"))).isNotEqualTo(before.get(id("u")));

        happens(userUpdated(id("c")).email("c@f.example"));

        assertThat(accounts()).isEqualTo(before);
    }

    @Test
    void leavesOthersTogetherWhomOneIdJoins() {
        manyPassOn();
        happens(userCreated(id("v")).email("v@f.example").dpId(ID), userCreated(id("w")).email(address(0)).dpId(ID));
        Map<String, UUID> before = accounts();
        assertThat(before.get(id("v"))).isEqualTo(before.get(id("w")));

        happens(userUpdated(id("c")).email("c@f.example"));

        assertThat(accounts()).isEqualTo(before);
    }

    @Test
    void givesWhoeverComesTheAccountOfTheSameIdAndTheNewAddress() {
        manyPassOn();
        happens(userCreated(id("v")).email(address(0)).dpId(ID));

        happens(userCreated(id("w")).email("w@f.example").dpId(ID));

        assertThat(accounts().get(id("w"))).isEqualTo(accounts().get(id("v")));
        happens(userUpdated(id("c")).email("c@f.example"));
        assertThat(jdbc.sql("select email from app_user where id = ?").param(accounts().get(id("c")))
                .query(String.class).single()).isNotNull();
    }

    @Test
    void forgetsMostOfWhatSomebodySaidWhoChangesAllTheTime() {
        happens(userCreated(id("c")).email(address(0)));
        jdbc.sql(
                """
                        insert into directory_user_address (directory_user_id, organization_id, taken_at, taken_nanos, taken_event,
                                                            address, again, normal)
                        select ?, ?, now() - interval '1 day' + n * interval '1 second', 0, 'evt_' || n, 's' || n % 2 || '@f.example',
                               false, true
                          from generate_series(1, ?) as n""")
                .params(id("c"), organization, Statements.MANY + 1).update();

        happens(userUpdated(id("c")).email("c@f.example"), userUpdated(id("c")).email("d@f.example"));

        assertThat(jdbc.sql("select count(*) from directory_user_address where directory_user_id = ?").param(id("c"))
                .query(Long.class).single()).isLessThan(Statements.MANY);
        assertThat(accounts()).hasSize(1);
    }
}
