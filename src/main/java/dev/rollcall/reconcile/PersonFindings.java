package dev.rollcall.reconcile;

import static dev.rollcall.Columns.nullableTexts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Reads what a run about an address has found: where it looked, and whom it found there.
@Service
public class PersonFindings {

    private final JdbcClient jdbc;

    PersonFindings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A directory of an organization that the run was about.
    ///
    /// @param organizationId the organization
    /// @param directoryId the directory
    /// @param provider what kind it is; null if that is not known
    /// @param isLookedAt whether the run looked at it, or at where it was
    /// @param isWhole whether it is proven that whoever was not listed is not there
    /// @param why why not all of it was seen, or that it was not looked at, as a sentence; null if there is nothing to say
    public record Place(String organizationId, String directoryId, @Nullable String provider, boolean isLookedAt,
            boolean isWhole, @Nullable String why) {
    }

    /// Somebody whom a directory lists, who has or had the address.
    ///
    /// @param organizationId the organization
    /// @param directoryId the directory
    /// @param id `diruser_…`
    /// @param accountId the account; null if there is none
    /// @param active what the listing says; null if it does not
    /// @param email the address there, which is not taken of somebody who is not active; null if there is none
    /// @param name the name there; null if there is none
    /// @param dpId what the directory calls them; null if the listing does not say
    /// @param groupIds the groups; null if the listing does not say
    public record Listed(String organizationId, String directoryId, String id, @Nullable UUID accountId,
            @Nullable Boolean active, @Nullable String email, @Nullable String name, @Nullable String dpId,
            @Nullable List<String> groupIds) {

        /// {@return whether the directory has them as active}
        public boolean isActive() {
            return !Boolean.FALSE.equals(active);
        }
    }

    /// @param run a run about an address that has ended
    /// @return where it looked, and the other directories of the same organizations
    public List<Place> places(long run) {
        return jdbc.sql("""
                select d.organization_id, d.directory_id, k.provider, true as is_looked_at,
                       d.gone or d.users_whole as is_whole,
                       case when d.gone then 'It is not there any more.'
                            else concat_ws(' ', d.defect, d.unreadable) end as why
                  from sync_run_directory d left join directory k on k.id = d.directory_id
                 where d.run_id = :run
                 union all
                select k.organization_id, k.id, k.provider, false, false,
                       case when k.enabled then 'It was not looked at.' else 'It is disabled.' end
                  from directory k join sync_run r on r.id = :run
                 where (k.organization_id = r.organization_id
                        or k.organization_id in (select organization_id from sync_run_directory where run_id = :run))
                   and not exists (select from sync_run_directory d where d.run_id = :run and d.directory_id = k.id)
                 order by 1, 2""").param("run", run)
                .query((row, number) -> new Place(row.getString("organization_id"), row.getString("directory_id"),
                        row.getString("provider"), row.getBoolean("is_looked_at"), row.getBoolean("is_whole"),
                        Objects.requireNonNullElse(row.getString("why"), "").isEmpty() ? null : row.getString("why")))
                .list();
    }

    /// @param run a run about an address that has ended
    /// @return whom it found
    public List<Listed> listed(long run) {
        return jdbc.sql("""
                select d.organization_id, s.*, u.account_id
                  from staged_user s
                  join sync_run_directory d on d.run_id = s.run_id and d.directory_id = s.directory_id
                  left join directory_user u on u.id = s.id
                 where s.run_id = ? order by s.directory_id, s.id limit 100""").param(run).query(PersonFindings::listed)
                .list();
    }

    private static Listed listed(ResultSet row, int number) throws SQLException {
        return new Listed(row.getString("organization_id"), row.getString("directory_id"), row.getString("id"),
                row.getObject("account_id", UUID.class), row.getObject("active", Boolean.class), row.getString("email"),
                row.getString("name"), row.getString("dp_id"), nullableTexts(row, "group_ids"));
    }
}
