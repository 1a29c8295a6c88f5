package dev.rollcall.customers;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.nullableInstant;

import dev.rollcall.LastTimes;
import dev.rollcall.LastTimes.LastTime;
import dev.rollcall.customers.SetUpProgress.Failure;
import dev.rollcall.customers.SetUpProgress.Refused;
import dev.rollcall.scalekit.DirectoryApi;
import dev.rollcall.scalekit.DirectoryApiException;
import dev.rollcall.scalekit.EventReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Finds out how far Rollcall has come from nothing to working, without asking Scalekit: runs do that anyway.
@Service
public class SetUp {

    private static final String ANSWERED = "scalekit.answered";
    private static final String FAILED = "scalekit.failed";
    private static final String REFUSED = "webhook.refused.";
    private static final String FEED_READ = "changes.read";

    private final DirectoryApi api;
    private final LastTimes lastTimes;
    private final JdbcClient jdbc;

    SetUp(DirectoryApi api, LastTimes lastTimes, JdbcClient jdbc) {
        this.api = api;
        this.lastTimes = lastTimes;
        this.jdbc = jdbc;
    }

    /// Asks Scalekit for something small, to see whether it answers, once and for seconds at most.
    ///
    /// @return why it does not, as a sentence; null if it does
    public @Nullable String tryScalekit() {
        try {
            api.tryOut();
            lastTimes.note(ANSWERED, null);
            return null;
        } catch (DirectoryApiException failed) {
            lastTimes.note(FAILED, failed.getMessage());
            return failed.getMessage();
        }
    }

    /// {@return how far it has come}
    public SetUpProgress progress() {
        Map<String, LastTime> times = lastTimes.all();
        Map<String, @Nullable Instant> types = new LinkedHashMap<>();
        EventReader.types().forEach(type -> types.put(type, newest("type = ?", type)));
        return jdbc
                .sql("""
                        select (select max(noted_at) from directory_report) as reported_at,
                               (select max(finished_at) from sync_run where status = 'SUCCEEDED' and trigger <> 'WEBHOOK') as succeeded_at,
                               (select count(*) from directory) as directories, (select min(first_at) from directory) as directory_at,
                               (select max(full_run_at) from directory_baseline where gone_at is null) as complete_at""")
                .query((row, number) -> {
                    Instant answeredAt = latest(nullableInstant(row, "reported_at"),
                            nullableInstant(row, "succeeded_at"), at(times.get(ANSWERED)));
                    return new SetUpProgress(answeredAt, failure(times.get(FAILED), answeredAt), newest("true"),
                            refusals(times), types, row.getLong("directories"), nullableInstant(row, "directory_at"),
                            nullableInstant(row, "complete_at"), at(times.get(FEED_READ)));
                }).single();
    }

    private static List<Refused> refusals(Map<String, LastTime> times) {
        return times.entrySet().stream().filter(time -> time.getKey().startsWith(REFUSED))
                .map(time -> new Refused(time.getKey().substring(REFUSED.length()), time.getValue().at()))
                .sorted(Comparator.comparing(Refused::at).reversed()).toList();
    }

    private @Nullable Failure failure(@Nullable LastTime trial, @Nullable Instant answeredAt) {
        Stream<Failure> trials = trial == null ? Stream.empty()
                : Stream.of(failure(trial.at(), Objects.requireNonNullElse(trial.detail(), "")));
        Stream<Failure> runs = jdbc.sql("""
                select finished_at, error from sync_run
                 where status = 'FAILED' and error is not null and finished_at is not null order by id desc limit 1""")
                .query(SetUp::failedRun).optional().stream();
        return Stream.concat(trials, runs).filter(failed -> answeredAt == null || failed.at().isAfter(answeredAt))
                .max(Comparator.comparing(Failure::at)).orElse(null);
    }

    private static Failure failedRun(ResultSet row, int number) throws SQLException {
        return failure(instant(row, "finished_at"), row.getString("error"));
    }

    private static Failure failure(Instant at, String why) {
        return new Failure(at, why, why.contains(DirectoryApiException.CHECK_CREDENTIALS));
    }

    /// {@return when the newest event came that a condition is true of; null if there is none among those that are kept}
    private @Nullable Instant newest(String condition, Object... values) {
        // Of those that are applied already: nearly all are, and the index has only these.
        return jdbc
                .sql("select received_at from webhook_event where status <> 'PENDING' and %s order by id desc limit 1"
                        .formatted(condition))
                .params(values).query((row, number) -> instant(row, "received_at")).optional().orElse(null);
    }

    private static @Nullable Instant at(@Nullable LastTime time) {
        return time == null ? null : time.at();
    }

    private static @Nullable Instant latest(@Nullable Instant... instants) {
        return Stream.of(instants).flatMap(Stream::ofNullable).max(Comparator.naturalOrder()).orElse(null);
    }
}
