package dev.rollcall.accounts;

import dev.rollcall.NormalForm;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/// Finds who has an e-mail address, or ever had it.
@Service
public class AddressHolders {

    /// An address that more have is nobody's: see [Takers].
    private static final int MOST = 1000;

    /// The accounts of an organization, as `account`.
    private static final String ACCOUNTS = """
            select a.id as account
              from app_user a
             where a.organization_id = :organization and a.merged_into is null
               and (a.email_key = :address or a.email_key is null and lower(a.email) = :address)
             union
            select u.account_id
              from directory_user_address t join directory_user u on u.id = t.directory_user_id
             where t.organization_id = :organization and t.address = :address and not t.again""";

    private final JdbcClient jdbc;

    AddressHolders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param address an e-mail address in any form
    /// @return the organizations in which anybody has it or had it, by their ids
    public List<String> organizations(String address) {
        // One by one, each by the index: there is none over the addresses of all of them.
        return jdbc
                .sql("""
                        select o.id
                          from organization o
                         cross join lateral (select from directory_user_address t
                                              where t.organization_id = o.id and t.address = :address and not t.again limit 1) had
                         union
                        select organization_id from app_user
                         where merged_into is null and organization_id <> ''
                           and (email_key = :address or email_key is null and lower(email) = :address)
                         order by 1 limit :most""")
                .param("address", key(address)).param("most", MOST).query((row, number) -> row.getString(1)).list();
    }

    /// @param organizationId an organization
    /// @param address an e-mail address in any form
    /// @return its accounts that have the address, or one of whose directory users has it or had it; at most 1,000
    public List<UUID> accounts(String organizationId, String address) {
        return jdbc.sql(ACCOUNTS + " order by account limit :most").param("organization", organizationId)
                .param("address", key(address)).param("most", MOST).query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /// @param organizationId an organization
    /// @param address an e-mail address in any form
    /// @return all directory users of these accounts; at most 1,000
    public List<String> directoryUsers(String organizationId, String address) {
        return jdbc.sql("""
                select u.id from directory_user u
                 where u.account_id = any (array(%s)) and u.organization_id = :organization
                 order by u.id limit :most""".formatted(ACCOUNTS)).param("organization", organizationId)
                .param("address", key(address)).param("most", MOST).query((row, number) -> row.getString(1)).list();
    }

    /// An empty text is said of whoever gave an address up, and is nobody's.
    private static @Nullable String key(String address) {
        String key = NormalForm.address(address);
        return key.isEmpty() ? null : key;
    }
}
