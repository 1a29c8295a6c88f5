package dev.rollcall.reconcile;

import dev.rollcall.NormalForm;
import dev.rollcall.accounts.AddressHolders;
import dev.rollcall.scalekit.ListedUser;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Whom a run of one person is about: one directory user, or whoever has an address. An address is not something that
/// directories can be asked for: their listings are read to the end, and [Staging] notes who has it there.
@Component
class Sought {

    /// What a provider's soft delete may put in front of an address.
    private static final String DELETED = "\\p{XDigit}{32}";

    private final AddressHolders holders;
    private final JdbcClient jdbc;

    Sought(AddressHolders holders, JdbcClient jdbc) {
        this.holders = holders;
        this.jdbc = jdbc;
    }

    /// {@return whether a run is about the address that a page has of somebody}
    static boolean isBy(@Nullable String address, ListedUser listed) {
        if (address == null || address.isEmpty()) {
            return false;
        }
        String left = listed.leaversEmail();
        if (left != null) {
            String its = NormalForm.address(left);
            return its.equals(address)
                    || its.endsWith(address) && its.substring(0, its.length() - address.length()).matches(DELETED);
        }
        return listed.user().email() != null && NormalForm.address(listed.user().email()).equals(address);
    }

    /// {@return the ids of the directory users that a run is about, as far as they are known or have been read; null if it
    /// is about everybody}
    String @Nullable [] ids(RunLease lease, DirectoryTask task) {
        String address = lease.scope().email();
        if (address == null) {
            return lease.scope().directoryUserId() == null ? null : new String[] { lease.scope().directoryUserId() };
        }
        return Stream.concat(known(task, address).stream(), task.statement(jdbc, lease,
                "select id from staged_user where run_id = :run and directory_id = :directory and sought order by id")
                .query((row, number) -> row.getString(1)).list().stream()).distinct().toArray(String[]::new);
    }

    private List<String> known(DirectoryTask task, String address) {
        return holders.directoryUsers(task.organizationId(), address);
    }

    /// {@return whether whoever a run is about has been read, so that nothing is left to prove}
    boolean isFound(RunLease lease, DirectoryTask task) {
        String address = lease.scope().email();
        if (address == null) {
            return lease.scope().directoryUserId() != null && task.statement(jdbc, lease, """
                    select exists (select from staged_user
                                    where run_id = :run and directory_id = :directory and id = :wanted)""")
                    .param("wanted", lease.scope().directoryUserId()).query(Boolean.class).single();
        }
        return task.listed() && task.statement(jdbc, lease,
                "select exists (select from staged_user where run_id = :run and directory_id = :directory and sought)")
                .query(Boolean.class).single() && !isAnybodyMissing(lease, task, address);
    }

    /// {@return whether a look at a directory could still tell something of those whom a run is about}
    boolean isAnybodyMissing(RunLease lease, DirectoryTask task) {
        String address = lease.scope().email();
        return address == null || isAnybodyMissing(lease, task, address);
    }

    private boolean isAnybodyMissing(RunLease lease, DirectoryTask task, String address) {
        return task.statement(jdbc, lease, """
                select exists (select from directory_user u
                                where u.id = any (:known) and u.active
                                  and (u.directory_id = :directory or u.directory_id is null)
                                  and not exists (select from staged_user s where s.run_id = :run and s.id = u.id))""")
                .param("known", known(task, address).toArray(String[]::new)).query(Boolean.class).single();
    }
}
