package dev.rollcall.journal;

import static dev.rollcall.Columns.instant;
import static dev.rollcall.Columns.utc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Changes of what more accounts depend on than one transaction settles and records. Such a change takes effect at once, because
/// what an account has is derived when it is read; its accounts are listed here, and [Settlement] takes them from the list.
@Component
public class WideChanges {

    /// So many accounts are settled and recorded in one transaction.
    public static final int MOST = 1000;

    /// So many accounts are listed in one transaction.
    private static final int PAGE = 50_000;

    /// Accounts whose attributes are longer than this together are too many for one transaction.
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    /// Whatever is said of so many has room in one.
    public static final int FEW = MOST_BYTES / (32 * 1024);

    private static final UUID FIRST = new UUID(0, 0);

    private final JdbcClient jdbc;
    private final JsonMapper json = JsonMapper.shared();

    WideChanges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// A change that is not over.
    ///
    /// @param isBegun whether any whom it concerns are in the list
    /// @param isListed whether all of them are
    public record Open(long id, Scope scope, Occasion occasion, boolean isBegun, boolean isListed) {
    }

    /// An account that is still to be settled and recorded.
    ///
    /// @param settles whether it may have to be activated or deactivated
    /// @param told the user as its newest entry in the journal has it; null if there is none that does
    public record Concerned(UUID account, boolean settles, @Nullable User told) {
    }

    /// {@return some of the accounts that a scope names, none if there are none}
    ///
    /// @param limit one for each of at most so many directory users
    List<UUID> accounts(Scope scope, int limit) {
        return scope
                .bind(jdbc.sql("select distinct account_id from (%s limit :limit) as few".formatted(scope.accounts())))
                .param("limit", limit).query((row, number) -> row.getObject(1, UUID.class)).list();
    }

    /// {@return whether more is said of accounts than one transaction has room for}
    boolean areLarge(Collection<UUID> accounts) {
        return accounts.size() > FEW && jdbc.sql(
                "select coalesce(sum(octet_length(attributes)), 0) > :bytes from app_user where id = any (:accounts)")
                .param("bytes", MOST_BYTES).param("accounts", accounts.toArray(UUID[]::new)).query(Boolean.class)
                .single();
    }

    /// Collects all the accounts that a scope names in a table.
    public void collect(Scope scope, String table) {
        scope.bind(jdbc.sql("insert into %s select distinct account_id from (%s) as all_of_them on conflict do nothing"
                .formatted(table, scope.accounts()))).update();
    }

    /// Notes a change, in the transaction that makes it.
    ///
    /// @param scope whom it may concern, before it or after it
    /// @param settles whether it may change who is active
    /// @param occasion what to write into the journal
    /// @return its id
    public long note(Scope scope, boolean settles, Occasion occasion) {
        return scope.bind(jdbc
                .sql("""
                        insert into wide_change (organization_id, match, value, attribute, settles, cause, occurred_at)
                        values (:organization, :match, :value, :attribute, :settles, cast(:cause as jsonb), :at) returning id"""))
                .param("settles", settles).param("cause", json.writeValueAsString(occasion.cause()))
                .param("at", utc(occasion.at())).query(Long.class).single();
    }

    /// {@return whether a change that concerns one organization is not over}
    public boolean areOpen(String organizationId) {
        return jdbc.sql("select exists (select from wide_change where organization_id = ?)").param(organizationId)
                .query(Boolean.class).single();
    }

    /// {@return the changes that are not over, oldest first}
    public List<Open> open() {
        return jdbc.sql("select * from wide_change order by id").query(this::open).list();
    }

    public Optional<Open> find(long id) {
        return jdbc.sql("select * from wide_change where id = ?").param(id).query(this::open).optional();
    }

    /// {@return those of the accounts to which a change may have happened that is not recorded yet, and the latest such one}
    Map<UUID, Occasion> owed(Collection<UUID> accounts) {
        Map<UUID, Occasion> owed = new HashMap<>();
        // There is hardly ever any change, and then no account is looked at: hence the offset, which lets nobody plan
        // otherwise.
        jdbc.sql(
                """
                        select c.account_id, w.cause, w.occurred_at
                          from wide_change w
                         cross join lateral (
                               select id as account_id from app_user
                                where not w.listed and id = any (:ids) and organization_id = coalesce(w.organization_id, organization_id)
                                union
                               select account_id from concerned_account where account_id = any (:ids) and change_id = w.id
                               offset 0) as c
                         order by w.id""")
                .param("ids", accounts.toArray(UUID[]::new)).query(row -> {
                    owed.put(row.getObject("account_id", UUID.class), occasion(row));
                });
        return owed;
    }

    /// Puts the next accounts that a change concerns on the list. Whoever made it, or did not see it yet, has committed.
    ///
    /// @return whether there may be more
    public boolean enlist(Open change) {
        record Progress(@Nullable UUID after, boolean listed) {
        }
        Optional<Progress> progress = jdbc.sql("""
                select w.listed_to, w.listed from limit_transaction() cross join wide_change w
                 where w.id = ? for update of w""").param(change.id())
                .query((row, number) -> new Progress(row.getObject(1, UUID.class), row.getBoolean(2))).optional()
                .filter(found -> !found.listed);
        return progress.isPresent() && change.scope().bind(jdbc.sql("""
                with page as (
                    select account_id from (%s) as concerned
                     where account_id > :after group by account_id order by account_id limit :page),
                     noted as (
                    insert into concerned_account as known (account_id, organization_id, change_id, settles)
                    select page.account_id, a.organization_id, w.id, w.settles
                      from page join app_user a on a.id = page.account_id join wide_change w on w.id = :change
                     order by page.account_id
                        on conflict (account_id) do update
                       set change_id = greatest(known.change_id, excluded.change_id),
                           settles = known.settles or excluded.settles)
                update wide_change
                   set listed_to = (select account_id from page order by account_id desc limit 1),
                       listed = (select count(*) < :page from page), listings = listings + 1
                 where id = :change returning not listed""".formatted(change.scope().accounts())))
                .param("after", progress.get().after == null ? FIRST : progress.get().after).param("page", PAGE)
                .param("change", change.id()).query(Boolean.class).single();
    }

    /// {@return the next organization where accounts are to be settled and recorded; empty at the end}
    public Optional<String> next(long change, String after) {
        return jdbc.sql("""
                select organization_id from concerned_account where change_id = ? and organization_id > ?
                 order by organization_id limit 1""").params(change, after).query(String.class).optional();
    }

    /// Takes accounts from the list: fewer of those whose attributes are long.
    ///
    /// @param organizationId their organization, which is locked
    /// @return the accounts, but for those that are another's or another organization's by now
    public List<Concerned> take(long change, String organizationId) {
        // By an array: a join may be planned while the list is empty, and then looks at all of it for each account.
        return jdbc
                .sql("""
                        with first as (
                            select account_id from concerned_account
                             where change_id = :change and organization_id = :organization
                             order by account_id limit :most for update),
                             next as (
                            select account_id
                              from (select account_id, length, sum(length) over (order by account_id) as total
                                      from (select account_id, coalesce((select octet_length(attributes) from app_user
                                                                          where id = account_id), 0) as length
                                              from first) as long) as longer
                             where total - length < :bytes),
                             taken as (
                            delete from concerned_account where account_id = any (array(select account_id from next))
                            returning account_id, settles)
                        select taken.account_id, taken.settles, told.snapshot
                          from taken
                          join app_user a on a.id = taken.account_id and a.organization_id = :organization and a.merged_into is null
                          left join lateral (%s) told on true"""
                        .formatted(JournalTable.TOLD.formatted("taken.account_id")))
                .param("change", change).param("organization", organizationId).param("most", MOST)
                .param("bytes", MOST_BYTES)
                .query((row, number) -> new Concerned(row.getObject("account_id", UUID.class),
                        row.getBoolean("settles"),
                        row.getString("snapshot") == null ? null : UserJson.read(row.getString("snapshot"))))
                .list();
    }

    /// Ends a change if all whom it concerns are through.
    public void end(long id) {
        jdbc.sql("""
                delete from wide_change w using limit_transaction()
                 where id = ? and listed and not exists (select from concerned_account where change_id = w.id)""")
                .param(id).update();
    }

    private Open open(ResultSet row, int number) throws SQLException {
        return new Open(row.getLong("id"),
                new Scope(row.getString("organization_id"), row.getString("match"), row.getString("value"),
                        row.getString("attribute")),
                occasion(row), row.getObject("listed_to") != null, row.getBoolean("listed"));
    }

    private Occasion occasion(ResultSet row) throws SQLException {
        return new Occasion(json.readValue(row.getString("cause"), Cause.class), instant(row, "occurred_at"));
    }
}
