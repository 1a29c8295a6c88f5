package dev.rollcall.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.RollcallTest;
import dev.rollcall.accounts.Version;
import dev.rollcall.journal.ManualChanges.Recipient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Whom something is given to that is given to an account. Nothing of it stays in the database.
@RollcallTest
class ManualChangesTests {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final List<String> PIECES = List.of("evt_", "api:", "9", "10", "007", "0", "1000", "a", "Z", "-",
            "é", "\uFFFD", "\uD83E\uDD8A", " ", "_");
    private static final DateTimeFormatter NANOSECONDS = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();

    @Autowired
    private ManualChanges changes;
    @Autowired
    private TransactionTemplate transaction;
    @Autowired
    private JdbcClient jdbc;

    private final String organization = "org_" + UUID.randomUUID();
    private final Random random = new Random(7);

    @Test
    void areGivenToWhoWasFirstSeenFirst() {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            for (int i = 0; i < 400; i++) {
                UUID account = account();
                Map<String, Version> members = new HashMap<>();
                while (members.size() < 4) {
                    members.put(text(1) + "_" + account + text(2), version());
                }
                members.forEach((id, version) -> add(account, id, version));

                String first = members.entrySet().stream()
                        .min(Map.Entry.<String, Version> comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                        .orElseThrow().getKey();
                assertThat(changes.recipient(account)).as("%s", members).isEqualTo(new Recipient(first, null));
            }
        });
    }

    @Test
    void areGivenInTheKnowledgeOfTheNewestStranger() {
        transaction.executeWithoutResult(status -> {
            status.setRollbackOnly();
            UUID account = account();
            assertThat(changes.recipient(account)).isEqualTo(new Recipient("", null));
            for (int i = 0; i < 3; i++) {
                String id = i + organization;
                add(account, id, new Version(NOON.plusSeconds(i), "evt_1"));
                jdbc.sql("update directory_user set stranger_since = ? where id = ?")
                        .params(i == 0 ? null : NOON.plusSeconds(9 - i).atOffset(ZoneOffset.UTC), id).update();
            }
            assertThat(changes.recipient(account)).isEqualTo(new Recipient("0" + organization, NOON.plusSeconds(8)));
        });
    }

    private UUID account() {
        UUID account = UUID.randomUUID();
        jdbc.sql("""
                insert into app_user (id, organization_id, status, created_at, updated_at, protected)
                values (?, ?, 'ACTIVE', now(), now(), false)""").params(account, organization).update();
        return account;
    }

    /// Adds a directory user that was first seen at a version: in any form in which it may be written down.
    private void add(UUID account, String id, Version first) {
        boolean isOnlyOne = random.nextBoolean();
        Version newest = isOnlyOne ? first : new Version(NOON.plusSeconds(1), "evt_newer");
        jdbc.sql(
                """
                        insert into directory_user (id, organization_id, account_id, active, observed_at, observed_nanos, observed_event,
                                                    first_seen)
                        values (:id, :organization, :account, true, :at, :nanos, :event, :first)""")
                .param("id", id).param("organization", organization).param("account", account)
                .param("at", newest.at().atOffset(ZoneOffset.UTC)).param("nanos", newest.nanos())
                .param("event", newest.event()).param("first", isOnlyOne && random.nextBoolean() ? null : text(first))
                .update();
    }

    private String text(Version version) {
        Instant at = version.instant();
        return (random.nextBoolean() ? NANOSECONDS.format(at) : at) + " " + version.event();
    }

    private Version version() {
        return new Version(NOON.plusNanos(random.nextInt(2) * 1000 + random.nextInt(2)), text(random.nextInt(4)));
    }

    private String text(int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
