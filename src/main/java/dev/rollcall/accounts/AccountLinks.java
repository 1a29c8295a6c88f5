package dev.rollcall.accounts;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Says why directory users are in the account that they are in.
@Service
public class AccountLinks {

    private final JdbcClient jdbc;

    AccountLinks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Why a directory user is in an account.
    ///
    /// @param directoryUserId `diruser_…`
    /// @param reason what decided it
    /// @param what the id, who merged them, or the address it came with; null where nothing of it is known
    public record Link(String directoryUserId, Reason reason, @Nullable String what) {
    }

    /// What decides whose account somebody gets: see [Persons].
    public enum Reason {
        /// It was there first.
        FIRST,
        /// Another one has had the same telling id.
        ID,
        /// An admin said so.
        MERGED,
        /// It came with the address of somebody who was there.
        ADDRESS
    }

    private record Said(String id, @Nullable String sharedId, @Nullable String mergedBy, @Nullable String address) {
    }

    /// @param accountId an account
    /// @return why each of its directory users is in it, the first one first
    public List<Link> of(UUID accountId) {
        List<Said> members = jdbc
                .sql("""
                        with member as (select id, first_seen from directory_user where account_id = ?)
                        select m.id,
                               (select min(t.dp_id) from directory_user_address t
                                 where t.directory_user_id = m.id
                                   and exists (select from directory_user_address o join member other on other.id = o.directory_user_id
                                                where other.id <> m.id and o.dp_id = t.dp_id)) as shared_id,
                               (select min(p.merged_by) from person_merge p
                                 where m.id in (p.directory_user_id, p.into_directory_user_id)
                                   and p.directory_user_id in (select id from member)
                                   and p.into_directory_user_id in (select id from member)) as merged_by,
                               (select t.address from directory_user_address t
                                 where t.directory_user_id = m.id and t.address <> ''
                                 order by t.taken_at, t.taken_nanos, event_order(t.taken_event) limit 1) as address
                          from member m order by m.first_seen, m.id""")
                .param(accountId)
                .query((row, number) -> new Said(row.getString("id"), row.getString("shared_id"),
                        row.getString("merged_by"), row.getString("address")))
                .list();
        return members.stream().map(one -> link(one, one == members.getFirst())).toList();
    }

    private static Link link(Said said, boolean isFirst) {
        if (isFirst) {
            return new Link(said.id, Reason.FIRST, null);
        }
        return said.sharedId != null ? new Link(said.id, Reason.ID, said.sharedId)
                : said.mergedBy != null ? new Link(said.id, Reason.MERGED, said.mergedBy)
                        : new Link(said.id, Reason.ADDRESS, said.address);
    }
}
