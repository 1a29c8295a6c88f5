package dev.rollcall.accounts;

import dev.rollcall.accounts.Facts.Field;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Notes in one statement that directory users were seen again just as they are known. Nothing that is indexed changes, so
/// PostgreSQL can leave the indexes alone.
@Component
class Confirmations {

    private final JdbcClient jdbc;

    Confirmations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// See [Observations#confirm].
    void apply(String organizationId, String directoryId, List<Confirmation> confirmed, Set<String> unsaid,
            String event) {
        Set<String> said = new TreeSet<>(Field.SHARING_VERSION.stream().map(Field::inLowerCase).toList());
        Set<String> sharing = new TreeSet<>(unsaid);
        boolean saysUsername = !sharing.remove(Field.USERNAME.inLowerCase());
        if (!said.containsAll(sharing)) {
            throw new IllegalArgumentException("There is a field in " + unsaid + " that directory users do not have.");
        }
        said.removeAll(sharing);
        learnDirectory(organizationId, directoryId, confirmed, event);
        jdbc.sql(
                """
                        update directory_user known
                           set observed_at = seen.at, observed_nanos = 0, observed_event = :event,
                               directory_id = :directoryId, former_group_ids = '{}',
                               username_said = case
                                   when :saysUsername
                                   then to_char(seen.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"000Z "') || :event
                                   else known.username_said end,
                               older_fields = case
                                   when cardinality(cast(:unsaid as text[])) = 0 then '{}'
                                   else jsonb_object(cast(:unsaid as text[]), array_fill(
                                            to_char(known.observed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
                                                || lpad(cast(known.observed_nanos as text), 3, '0') || 'Z ' || known.observed_event,
                                            array[cardinality(cast(:unsaid as text[]))]))
                                        || (known.older_fields - cast(:said as text[]))
                               end
                          from unnest(cast(:ids as text[]), cast(:at as timestamptz[])) as seen (id, at)
                         where known.id = seen.id
                           and known.organization_id = :organizationId and known.placed
                           and known.observed_at < seen.at""")
                .param("organizationId", organizationId).param("directoryId", directoryId).param("event", event)
                .param("saysUsername", saysUsername).param("unsaid", sharing.toArray(String[]::new))
                .param("said", said.toArray(String[]::new))
                .param("ids", confirmed.stream().map(Confirmation::id).toArray(String[]::new))
                .param("at", confirmed.stream().map(one -> one.at().toString()).toArray(String[]::new)).update();
    }

    /// Whatever is newer has said nothing of the directory, if that is not known.
    private void learnDirectory(String organizationId, String directoryId, List<Confirmation> confirmed, String event) {
        jdbc.sql("""
                update directory_user known
                   set directory_id = :directoryId, former_group_ids = '{}',
                       older_fields = known.older_fields || jsonb_build_object('directory',
                           to_char(seen.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"000Z "') || :event)
                  from unnest(cast(:ids as text[]), cast(:at as timestamptz[])) as seen (id, at)
                 where known.id = seen.id and known.directory_id is null
                   and known.organization_id = :organizationId and known.placed and known.observed_at >= seen.at""")
                .param("organizationId", organizationId).param("directoryId", directoryId).param("event", event)
                .param("ids", confirmed.stream().map(Confirmation::id).toArray(String[]::new))
                .param("at", confirmed.stream().map(one -> one.at().toString()).toArray(String[]::new)).update();
    }
}
