package dev.rollcall.customers;

import dev.rollcall.scalekit.DirectoryApi;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// The roles that Scalekit has, as far as it says: what somebody maps groups to may be none of them, by a slip or on purpose.
/// Which role a user has never depends on it.
@Service
public class ScalekitRoles {

    private final DirectoryApi api;
    private final JdbcClient jdbc;

    ScalekitRoles(DirectoryApi api, JdbcClient jdbc) {
        this.api = api;
        this.jdbc = jdbc;
    }

    /// Asks Scalekit, and keeps what it says. If it has no roles, or lets nobody read them, none are known any more.
    ///
    /// @throws dev.rollcall.scalekit.DirectoryApiException if it cannot be asked; then what was known stays
    public void refresh() {
        String[] names = api.roles().toArray(String[]::new);
        jdbc.sql("""
                with gone as (delete from scalekit_role where name <> all (cast(:names as text[])))
                insert into scalekit_role (name) select unnest(cast(:names as text[])) from limit_transaction()
                on conflict do nothing""").param("names", names).update();
    }

    /// @param roles names of roles, in their normal form
    /// @return those of them that Scalekit has; empty if it is not known which it has
    public Optional<Set<String>> among(Collection<String> roles) {
        return jdbc.sql("""
                select array(select name from scalekit_role where name = any (cast(:roles as text[])))
                 where exists (select from scalekit_role)""").param("roles", roles.toArray(String[]::new))
                .query((row, number) -> Set.copyOf(Arrays.asList((String[]) row.getArray(1).getArray()))).optional();
    }
}
