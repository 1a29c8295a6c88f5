package dev.rollcall.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.journal.Change;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class BatchTests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    @Test
    void hasAllOfAHundredUsualChanges() {
        Batch batch = batch(100, 2_000);

        assertThat(batch.changes()).hasSize(100);
        assertThat(batch.id()).isEqualTo("feed_1_100");
        assertThat(JSON.readTree(batch.json()).path("next_cursor").asString()).isEqualTo("100");
    }

    @Test
    void hasNoMoreThanAMebibyteOfSeveral() {
        Batch batch = batch(100, 100_000);

        assertThat(batch.changes()).hasSize(10);
        assertThat(batch.json().length()).isLessThan(Batch.MOST_BYTES + 100);
        assertThat(JSON.readTree(batch.json()).path("data")).hasSize(10);
        assertThat(JSON.readTree(batch.json()).path("next_cursor").asString()).isEqualTo("10");
    }

    @Test
    void hasOneHoweverLargeItIs() {
        assertThat(batch(2, 2 * Batch.MOST_BYTES).changes()).hasSize(1);
    }

    private static Batch batch(int count, int size) {
        List<Change> changes = LongStream.rangeClosed(1, count).mapToObj(cursor -> change(cursor, size)).toList();
        return Batch.of(changes, JSON);
    }

    private static Change change(long cursor, int size) {
        return JSON.readValue("""
                {"cursor": "%d", "kind": "user.updated", "occurred_at": "2026-01-05T09:00:00Z", "cause": {},
                 "user": {"id": "018f0000-0000-7000-8000-000000000000", "organization_id": "org_1", "status": "ACTIVE",
                          "name": "%s", "roles": [], "groups": [], "directory_user_ids": [], "directory_users": [],
                          "created_at": "2026-01-05T09:00:00Z", "updated_at": "2026-01-05T09:00:00Z"}}"""
                .formatted(cursor, "x".repeat(size)), Change.class);
    }
}
